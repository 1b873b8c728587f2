//! What an owner can change about an app, and which of it takes a fresh proof of who they are (R24).

use alloc::vec::Vec;

use crate::{AppPolicy, RedirectUri, ScopeSet};

macro_rules! app_changes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $effect:ident);+ $(;)?) => {
        /// One change of an app. The list is complete: what is not in it cannot be changed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum AppChange { $($(#[$doc])* $name),+ }

        impl AppChange {
            /// Every change there is.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// A stable snake-case word.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }

            /// What it does to the protection of the app's users.
            pub const fn effect(self) -> ChangeEffect {
                match self { $(Self::$name => ChangeEffect::$effect),+ }
            }
        }
    };
}

/// What a change does to the protection of an app's users.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeEffect {
    /// It protects them better, or takes something away from the app.
    Strengthens,
    /// It protects them as well as before.
    Neutral,
    /// It protects them less, sends their codes elsewhere, or ends what they have.
    Weakens,
}

app_changes! {
    /// The requirement is turned on, or to a higher level.
    RequirementRaised = "requirement_raised", Strengthens;
    /// The requirement is turned off, or to a lower level.
    RequirementLowered = "requirement_lowered", Weakens;
    /// A second factor has to be older than before.
    EnrolmentAgeRaised = "enrolment_age_raised", Strengthens;
    /// A second factor may be younger than before.
    EnrolmentAgeLowered = "enrolment_age_lowered", Weakens;
    /// Everybody's access is ended.
    ConsentsRevoked = "consents_revoked", Weakens;
    /// One person's access is ended.
    UserRevoked = "user_revoked", Strengthens;
    /// The name is another.
    NameChanged = "name_changed", Neutral;
    /// Answers may go to one more address.
    RedirectUriAdded = "redirect_uri_added", Weakens;
    /// Answers may no longer go to an address.
    RedirectUriRemoved = "redirect_uri_removed", Strengthens;
    /// The app may ask for one more scope.
    ScopeAdded = "scope_added", Weakens;
    /// The app may no longer ask for a scope.
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
    /// The app authenticates in another way.
    AuthenticationChanged = "authentication_changed", Weakens;
    /// `id_token`s are signed by another algorithm.
    SignatureChanged = "signature_changed", Neutral;
    /// Profile and e-mail claims also go into the `id_token`, or no longer do.
    IdTokenClaimsChanged = "id_token_claims_changed", Neutral;
    /// The home page or the descriptions of scopes were changed.
    DescriptionChanged = "description_changed", Neutral;
    /// One more client secret or key works.
    CredentialAdded = "credential_added", Weakens;
    /// A client secret or key no longer works.
    CredentialRemoved = "credential_removed", Strengthens;
    /// The app belongs to somebody else.
    Transferred = "transferred", Weakens;
    /// The app is deleted.
    Deleted = "deleted", Weakens;
}

impl AppChange {
    /// Whether it takes a fresh password and, where the owner is enrolled, a fresh code (R24).
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

/// What is registered of an app, to be compared with what it is to become.
#[derive(Clone, Copy, Debug)]
pub struct AppSettings<'a> {
    /// Its name.
    pub name: &'a str,
    /// Where answers may go.
    pub redirect_uris: &'a [RedirectUri],
    /// The scopes it may ask for.
    pub scope: &'a ScopeSet,
    /// Those of them that a user may decline.
    pub optional_scope: &'a ScopeSet,
    /// Whether PKCE is required of it.
    pub pkce_required: bool,
    /// Whether it may act for itself.
    pub machine_access: bool,
    /// Whether profile and e-mail claims also go into its `id_token`s.
    pub id_token_claims: bool,
    /// How it authenticates, as a word.
    pub authentication: &'a str,
    /// How its `id_token`s are signed, as a word.
    pub signature: &'a str,
}

impl AppSettings<'_> {
    /// Each change that leads from these settings to others. An address or a scope that comes or goes is a change of its own.
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

/// How many of the second list are not in the first.
fn missing_from(first: &[RedirectUri], second: &[RedirectUri]) -> usize {
    second.iter().filter(|uri| !first.contains(uri)).count()
}

impl AppPolicy {
    /// Each change that leads from this policy to another.
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
