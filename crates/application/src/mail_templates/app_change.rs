//! The words of the mail that tells an owner of a change which weakens an app (R24).

use twinlock_domain::{AppChange, AppId};

/// What was done to an app that weakens it, a line for each change, and by whom. The app is named by its id: names and
/// addresses are other people's words.
pub(super) fn app_weakened(app: AppId, changes: &[AppChange], by_owner: bool) -> String {
    let by = if by_owner { "by you, or by somebody who is signed in as you" } else { "by the operator of this server" };
    let mut said = format!("Your app with the client id {app} was changed {by}:");
    let mut told = Vec::new();
    for change in changes {
        if !told.contains(change) {
            told.push(*change);
            said.push_str("\n- ");
            said.push_str(change_sentence(*change));
        }
    }
    said
}

/// A change in words, for the app's owner.
const fn change_sentence(change: AppChange) -> &'static str {
    match change {
        AppChange::RequirementRaised => "Two-factor authentication is now required.",
        AppChange::RequirementLowered => "Two-factor authentication is no longer required.",
        AppChange::EnrolmentAgeRaised => "A second factor has to be older than before.",
        AppChange::EnrolmentAgeLowered => "A second factor may be younger than before.",
        AppChange::ConsentsRevoked => "Everybody's access was ended.",
        AppChange::UserRevoked => "One person's access was ended.",
        AppChange::NameChanged => "It has another name.",
        AppChange::RedirectUriAdded => "A redirect URI was added: people who sign in can be sent there.",
        AppChange::RedirectUriRemoved => "A redirect URI was removed.",
        AppChange::ScopeAdded => "It may ask for more scopes.",
        AppChange::ScopeRemoved => "It may ask for fewer scopes.",
        AppChange::ScopeMadeOptional => "People may decline a scope that they could not decline before.",
        AppChange::ScopeMadeRequired => "People can no longer decline a scope.",
        AppChange::PkceRequired => "PKCE is now required.",
        AppChange::PkceLifted => "PKCE is no longer required.",
        AppChange::MachineAccessOn => "Machine access was turned on.",
        AppChange::MachineAccessOff => "Machine access was turned off.",
        AppChange::AuthenticationChanged => "It authenticates in another way.",
        AppChange::SignatureChanged => "Its id_tokens are signed by another algorithm.",
        AppChange::IdTokenClaimsChanged => "Its id_tokens say more or less about people than before.",
        AppChange::DescriptionChanged => "What people read about it was changed.",
        AppChange::CredentialAdded => "A client secret was added.",
        AppChange::CredentialRemoved => "A client secret was removed.",
        AppChange::Transferred => "It belongs to somebody else now.",
        AppChange::Deleted => "It was deleted, with everybody's access.",
    }
}
