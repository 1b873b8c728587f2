//! The proof that weakening changes need, and the mail that informs the owner of them (R24).

use twinlock_domain::{AppChange, AppSettings};
use twinlock_ports::{App, ClientMetadata, Member};

use super::owner::AuthorizedActor;
use crate::Failure;
use crate::accounts::{Proof, ReauthenticationRefusal};
use crate::mail::MailEvent;
use crate::unit_of_work::UnitOfWork;

/// Changes of an app that an actor wants to make.
#[derive(Clone, Copy)]
pub(crate) struct Wanted<'a> {
    /// Who asks for the change.
    pub(crate) administrator: &'a AuthorizedActor,
    /// The app before the changes.
    pub(crate) app: &'a App,
    /// The changes.
    pub(crate) changes: &'a [AppChange],
}

impl UnitOfWork<'_> {
    /// Checks changes in the transaction that makes them, on the row that it read. `None` if they may be made; if they
    /// weaken the app, a mail to its owner is queued.
    pub(crate) async fn refuse_or_tell(
        &mut self,
        wanted: Wanted<'_>,
        proof: &Proof<'_>,
    ) -> Result<Option<ReauthenticationRefusal>, Failure> {
        let weakening: Vec<AppChange> = wanted.changes.iter().copied().filter(|change| change.needs_proof()).collect();
        if weakening.is_empty() {
            return Ok(None);
        }
        if let Some(refusal) = self.refuse_unproven(wanted.administrator, proof).await? {
            return Ok(Some(refusal));
        }
        let (owner, by_owner) = match wanted.administrator {
            AuthorizedActor::Owner(principal) => (Some(principal.account.clone()), true),
            AuthorizedActor::Operator => (self.tx.account(wanted.app.owner).await?, false),
        };
        if let Some(owner) = owner {
            let letter = MailEvent::AppWeakened { app: wanted.app.id, changes: &weakening, by_owner };
            self.enqueue_mail(&owner, letter).await?;
        }
        Ok(None)
    }
}

/// A member that a change gives another value, as it is recorded in the audit log.
pub(crate) struct Difference {
    pub(crate) change: AppChange,
    /// The old and the new value.
    pub(crate) detail: String,
}

/// The members that differ between two versions of an app's metadata.
pub(crate) fn differences(old: &ClientMetadata, new: &ClientMetadata) -> Vec<Difference> {
    let (before, after) = (old.settings(), new.settings());
    let mut added = after.redirect_uris.iter().filter(|uri| !before.redirect_uris.contains(uri));
    let mut removed = before.redirect_uris.iter().filter(|uri| !after.redirect_uris.contains(uri));
    let mut seen = Vec::new();
    let mut found = Vec::new();
    for change in before.changes_to(&after) {
        let detail = match change {
            AppChange::RedirectUriAdded => {
                added.next().map_or_else(String::new, |uri| format!("none -> {}", uri.as_str()))
            }
            AppChange::RedirectUriRemoved => {
                removed.next().map_or_else(String::new, |uri| format!("{} -> none", uri.as_str()))
            }
            other if seen.contains(&other) => continue,
            other => old_and_new(other, &before, &after),
        };
        seen.push(change);
        found.push(Difference { change, detail });
    }
    let described =
        Member::ALL.iter().filter(|member| member.is_descriptive() && old.get(**member) != new.get(**member));
    found.extend(
        described
            .map(|member| Difference { change: AppChange::DescriptionChanged, detail: member.as_str().to_owned() }),
    );
    found
}

fn old_and_new(change: AppChange, before: &AppSettings<'_>, after: &AppSettings<'_>) -> String {
    let on = |value: bool| if value { "on" } else { "off" };
    match change {
        AppChange::NameChanged => format!("{} -> {}", before.name, after.name),
        AppChange::ScopeAdded | AppChange::ScopeRemoved => format!("{} -> {}", before.scope, after.scope),
        AppChange::ScopeMadeOptional | AppChange::ScopeMadeRequired => {
            format!("optional: {} -> {}", before.optional_scope, after.optional_scope)
        }
        AppChange::PkceRequired | AppChange::PkceLifted => {
            format!("{} -> {}", on(before.pkce_required), on(after.pkce_required))
        }
        AppChange::MachineAccessOn | AppChange::MachineAccessOff => {
            format!("{} -> {}", on(before.machine_access), on(after.machine_access))
        }
        AppChange::IdTokenClaimsChanged => format!("{} -> {}", on(before.id_token_claims), on(after.id_token_claims)),
        AppChange::AuthenticationChanged => format!("{} -> {}", before.authentication, after.authentication),
        AppChange::SignatureChanged => format!("{} -> {}", before.signature, after.signature),
        AppChange::RequirementRaised
        | AppChange::RequirementLowered
        | AppChange::EnrolmentAgeRaised
        | AppChange::EnrolmentAgeLowered
        | AppChange::ConsentsRevoked
        | AppChange::UserRevoked
        | AppChange::RedirectUriAdded
        | AppChange::RedirectUriRemoved
        | AppChange::DescriptionChanged
        | AppChange::CredentialAdded
        | AppChange::CredentialRemoved
        | AppChange::Transferred
        | AppChange::Deleted => String::new(),
    }
}
