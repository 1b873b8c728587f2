//! The changes that an owner can make to an app, and which of them need a fresh proof of identity (R24).

use alloc::vec::Vec;

use crate::{AppPolicy, RedirectUri, ScopeSet};

macro_rules! app_changes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $effect:ident);+ $(;)?) => {
        /// One change of an app. The list is complete: an owner can change nothing else.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum AppChange { $($(#[$doc])* $name),+ }

        impl AppChange {
            /// Every change there is.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// A stable snake-case word.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }

            /// The effect on the protection of the app's users.
            pub const fn effect(self) -> ChangeEffect {
                match self { $(Self::$name => ChangeEffect::$effect),+ }
            }
        }
    };
}

/// What a change does to the protection of an app's users.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeEffect {
    /// It protects them better, or reduces what the app can do.
    Strengthens,
    /// It changes nothing about their protection.
    Neutral,
    /// It protects them less, allows their codes to be sent elsewhere, or ends their access.
    Weakens,
}

app_changes! {
    /// The requirement is turned on.
    RequirementRaised = "requirement_raised", Strengthens;
    /// The requirement is turned off.
    RequirementLowered = "requirement_lowered", Weakens;
    /// A second factor has to be older than before.
    EnrolmentAgeRaised = "enrolment_age_raised", Strengthens;
    /// A second factor may be younger than before.
    EnrolmentAgeLowered = "enrolment_age_lowered", Weakens;
    /// Everybody's access is ended.
    ConsentsRevoked = "consents_revoked", Weakens;
    /// One person's access is ended.
    UserRevoked = "user_revoked", Strengthens;
    /// The name is changed.
    NameChanged = "name_changed", Neutral;
    /// A redirect URI is added.
    RedirectUriAdded = "redirect_uri_added", Weakens;
    /// A redirect URI is removed.
    RedirectUriRemoved = "redirect_uri_removed", Strengthens;
    /// The app may request one more scope.
    ScopeAdded = "scope_added", Weakens;
    /// The app may no longer request a scope.
    ScopeRemoved = "scope_removed", Strengthens;
    /// Users may decline a scope that they could not decline before.
    ScopeMadeOptional = "scope_made_optional", Strengthens;
    /// Users can no longer decline a scope.
    ScopeMadeRequired = "scope_made_required", Weakens;
    /// PKCE is required again.
    PkceRequired = "pkce_required", Strengthens;
    /// PKCE is no longer required.
    PkceLifted = "pkce_lifted", Weakens;
    /// The app may act for itself (R25).
    MachineAccessOn = "machine_access_on", Weakens;
    /// The app may no longer act for itself.
    MachineAccessOff = "machine_access_off", Strengthens;
    /// The authentication method of the app is changed.
    AuthenticationChanged = "authentication_changed", Weakens;
    /// The algorithm that signs `id_token`s is changed.
    SignatureChanged = "signature_changed", Neutral;
    /// Profile and e-mail claims also go into the `id_token`, or no longer do.
    IdTokenClaimsChanged = "id_token_claims_changed", Neutral;
    /// The home page or the descriptions of scopes were changed.
    DescriptionChanged = "description_changed", Neutral;
    /// A client secret or key is added.
    CredentialAdded = "credential_added", Weakens;
    /// A client secret or key is removed.
    CredentialRemoved = "credential_removed", Strengthens;
    /// The app gets another owner.
    Transferred = "transferred", Weakens;
    /// The app is deleted.
    Deleted = "deleted", Weakens;
}

impl AppChange {
    /// Whether the change needs a fresh password and, if the owner is enrolled, a fresh code (R24).
    ///
    /// ```
    /// # use twinlock_domain::AppChange;
    /// assert!(!AppChange::RequirementRaised.needs_proof());
    /// assert!(AppChange::RequirementLowered.needs_proof());
    /// assert!(AppChange::RedirectUriAdded.needs_proof());
    /// ```
    pub const fn needs_proof(self) -> bool {
        matches!(self.effect(), ChangeEffect::Weakens)
    }
}

/// The settings of an app, to be compared with those after a change.
#[derive(Clone, Copy, Debug)]
pub struct AppSettings<'a> {
    /// Its name.
    pub name: &'a str,
    /// The registered redirect URIs.
    pub redirect_uris: &'a [RedirectUri],
    /// The scopes that it may request.
    pub scope: &'a ScopeSet,
    /// The scopes that a user may decline.
    pub optional_scope: &'a ScopeSet,
    /// Whether PKCE is required of it.
    pub pkce_required: bool,
    /// Whether it may act for itself.
    pub machine_access: bool,
    /// Whether profile and e-mail claims also go into its `id_token`s.
    pub id_token_claims: bool,
    /// The authentication method, as a word.
    pub authentication: &'a str,
    /// The signature algorithm of its `id_token`s, as a word.
    pub signature: &'a str,
}

impl AppSettings<'_> {
    /// The changes that lead from these settings to others. Each added or removed redirect URI or scope is a separate
    /// change.
    pub fn changes_to(&self, next: &AppSettings<'_>) -> Vec<AppChange> {
        let mut changes = Vec::new();
        let mut note = |change: AppChange, times: usize| changes.extend(core::iter::repeat_n(change, times));
        note(AppChange::NameChanged, usize::from(self.name != next.name));
        note(AppChange::RedirectUriAdded, missing_from(self.redirect_uris, next.redirect_uris));
        note(AppChange::RedirectUriRemoved, missing_from(next.redirect_uris, self.redirect_uris));
        note(AppChange::ScopeAdded, next.scope.difference(self.scope).iter().count());
        note(AppChange::ScopeRemoved, self.scope.difference(next.scope).iter().count());
        let kept = self.scope.intersection(next.scope);
        let made_optional = next.optional_scope.difference(self.optional_scope).intersection(&kept);
        let made_required = self.optional_scope.difference(next.optional_scope).intersection(&kept);
        note(AppChange::ScopeMadeOptional, made_optional.iter().count());
        note(AppChange::ScopeMadeRequired, made_required.iter().count());
        note(AppChange::PkceRequired, usize::from(!self.pkce_required && next.pkce_required));
        note(AppChange::PkceLifted, usize::from(self.pkce_required && !next.pkce_required));
        note(AppChange::MachineAccessOn, usize::from(!self.machine_access && next.machine_access));
        note(AppChange::MachineAccessOff, usize::from(self.machine_access && !next.machine_access));
        note(AppChange::AuthenticationChanged, usize::from(self.authentication != next.authentication));
        note(AppChange::IdTokenClaimsChanged, usize::from(self.id_token_claims != next.id_token_claims));
        note(AppChange::SignatureChanged, usize::from(self.signature != next.signature));
        changes
    }
}

/// How many URIs of the second list are not in the first.
fn missing_from(first: &[RedirectUri], second: &[RedirectUri]) -> usize {
    second.iter().filter(|uri| !first.contains(uri)).count()
}

impl AppPolicy {
    /// The changes that lead from this policy to another.
    pub fn changes_to(&self, next: &Self) -> Vec<AppChange> {
        let mut changes = Vec::new();
        match (self.two_factor_required, next.two_factor_required) {
            (false, true) => changes.push(AppChange::RequirementRaised),
            (true, false) => changes.push(AppChange::RequirementLowered),
            (true, true) | (false, false) => {}
        }
        match next.enrolment_age.cmp(&self.enrolment_age) {
            core::cmp::Ordering::Greater => changes.push(AppChange::EnrolmentAgeRaised),
            core::cmp::Ordering::Less => changes.push(AppChange::EnrolmentAgeLowered),
            core::cmp::Ordering::Equal => {}
        }
        if next.revoked_epoch > self.revoked_epoch {
            changes.push(AppChange::ConsentsRevoked);
        }
        changes
    }
}
