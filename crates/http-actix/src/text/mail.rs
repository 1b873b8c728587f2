//! The words of a mail, in the language of its reader.

use std::net::IpAddr;

use twinlock_application::Device;
use twinlock_application::domain::AppChange;
use twinlock_application::mail::{MailContent, MailEvent, MailText};

use super::{Browser, Message, Moment, Texts, message};
use crate::paths;

/// Subject and body of a mail.
pub(crate) fn mail_text(texts: Texts, mail: &MailContent<'_>) -> MailText {
    let body = message::mail_body(what(texts, mail), Moment(mail.at), place(mail.device), mail.issuer, advice(mail));
    MailText { subject: texts.plain(subject(&mail.event)), body: format!("{}\n", texts.plain(body)) }
}

/// Where a request came from, without text that the client sent: the parsed address, and one of a few browser names
/// (R33).
fn place(device: &Device) -> Message {
    if device.address.is_empty() {
        return message::mail_place_server();
    }
    let browser = Browser::of(&device.user_agent).words();
    match device.address.parse::<IpAddr>() {
        Ok(address) => message::mail_place(address.to_canonical().to_string(), browser),
        Err(_) => message::mail_place_unknown(browser),
    }
}

fn subject(event: &MailEvent<'_>) -> Message {
    match event {
        MailEvent::VerifyEmail { .. } => message::mail_subject_verify_email(),
        MailEvent::WrongCodes => message::mail_subject_wrong_codes(),
        MailEvent::Enrolled { .. } => message::mail_subject_enrolled(),
        MailEvent::RecoveryCodesReplaced => message::mail_subject_recovery_codes_replaced(),
        MailEvent::TwoFactorDisabled { .. } => message::mail_subject_two_factor_disabled(),
        MailEvent::TwoFactorReset => message::mail_subject_two_factor_reset(),
        MailEvent::EnrolmentUndone { .. } => message::mail_subject_enrolment_undone(),
        MailEvent::ResetPassword { .. } => message::mail_subject_reset_password(),
        MailEvent::PasswordReset => message::mail_subject_password_reset(),
        MailEvent::AccountDisabled => message::mail_subject_account_disabled(),
        MailEvent::AccountEnabled => message::mail_subject_account_enabled(),
        MailEvent::AccountDeleted => message::mail_subject_account_deleted(),
        MailEvent::AppWeakened { .. } => message::mail_subject_app_weakened(),
    }
}

/// The paragraph about what happened.
fn what(texts: Texts, mail: &MailContent<'_>) -> String {
    let message = match mail.event {
        MailEvent::VerifyEmail { link } => message::mail_verify_email(link.expose()),
        MailEvent::WrongCodes => message::mail_wrong_codes(),
        MailEvent::Enrolled { .. } => message::mail_enrolled(),
        MailEvent::RecoveryCodesReplaced => message::mail_recovery_codes_replaced(),
        MailEvent::TwoFactorDisabled { disconnected: 0 } => message::mail_two_factor_disabled(),
        MailEvent::TwoFactorDisabled { disconnected } => {
            message::mail_two_factor_disabled_apps(disconnected, page(mail, paths::APPS))
        }
        MailEvent::TwoFactorReset => message::mail_two_factor_reset(),
        MailEvent::EnrolmentUndone { reset } => message::mail_enrolment_undone(reset.expose()),
        MailEvent::ResetPassword { link } => message::mail_reset_password(link.expose()),
        MailEvent::PasswordReset => message::mail_password_reset(),
        MailEvent::AccountDisabled => message::mail_account_disabled(),
        MailEvent::AccountEnabled => message::mail_account_enabled(),
        MailEvent::AccountDeleted => message::mail_account_deleted(),
        MailEvent::AppWeakened { app, changes, by_owner } => {
            let client = app.to_string();
            let said = if by_owner {
                message::mail_app_weakened_by_owner(client)
            } else {
                message::mail_app_weakened_by_operator(client)
            };
            return list(texts, said, changes);
        }
    };
    texts.plain(message)
}

/// A sentence, and below it each change once.
fn list(texts: Texts, head: Message, changes: &[AppChange]) -> String {
    let mut lines = vec![texts.plain(head)];
    for change in changes {
        let line = format!("- {}", texts.plain(change_words(*change)));
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines.join("\n")
}

/// The paragraph about what the reader should do.
fn advice(mail: &MailContent<'_>) -> Message {
    let forgot = page(mail, paths::PASSWORD_FORGOT);
    match mail.event {
        MailEvent::VerifyEmail { .. } => message::mail_advice_verify_email(),
        MailEvent::WrongCodes => message::mail_advice_wrong_codes(forgot),
        MailEvent::Enrolled { undo } => message::mail_advice_enrolled(undo.expose()),
        MailEvent::RecoveryCodesReplaced | MailEvent::TwoFactorDisabled { .. } | MailEvent::PasswordReset => {
            message::mail_advice_look(forgot, page(mail, paths::SECURITY))
        }
        MailEvent::TwoFactorReset => message::mail_advice_two_factor_reset(forgot),
        MailEvent::EnrolmentUndone { .. } => message::mail_advice_enrolment_undone(forgot),
        MailEvent::AppWeakened { app, .. } => {
            message::mail_advice_app_weakened(page(mail, &paths::open_app(app)), forgot)
        }
        MailEvent::ResetPassword { .. } => message::mail_advice_reset_password(),
        MailEvent::AccountDisabled | MailEvent::AccountDeleted => message::mail_advice_ask_administrator(),
        MailEvent::AccountEnabled => message::mail_advice_account_enabled(page(mail, paths::SIGN_IN)),
    }
}

/// The URL of a page.
fn page(mail: &MailContent<'_>, path: &str) -> String {
    format!("{}{path}", mail.issuer)
}

/// A change in words, for the app's owner.
fn change_words(change: AppChange) -> Message {
    match change {
        AppChange::RequirementRaised => message::mail_change_requirement_raised(),
        AppChange::RequirementLowered => message::mail_change_requirement_lowered(),
        AppChange::EnrolmentAgeRaised => message::mail_change_enrolment_age_raised(),
        AppChange::EnrolmentAgeLowered => message::mail_change_enrolment_age_lowered(),
        AppChange::ConsentsRevoked => message::mail_change_consents_revoked(),
        AppChange::UserRevoked => message::mail_change_user_revoked(),
        AppChange::NameChanged => message::mail_change_name_changed(),
        AppChange::RedirectUriAdded => message::mail_change_redirect_uri_added(),
        AppChange::RedirectUriRemoved => message::mail_change_redirect_uri_removed(),
        AppChange::ScopeAdded => message::mail_change_scope_added(),
        AppChange::ScopeRemoved => message::mail_change_scope_removed(),
        AppChange::ScopeMadeOptional => message::mail_change_scope_made_optional(),
        AppChange::ScopeMadeRequired => message::mail_change_scope_made_required(),
        AppChange::PkceRequired => message::mail_change_pkce_required(),
        AppChange::PkceLifted => message::mail_change_pkce_lifted(),
        AppChange::MachineAccessOn => message::mail_change_machine_access_on(),
        AppChange::MachineAccessOff => message::mail_change_machine_access_off(),
        AppChange::AuthenticationChanged => message::mail_change_authentication_changed(),
        AppChange::SignatureChanged => message::mail_change_signature_changed(),
        AppChange::IdTokenClaimsChanged => message::mail_change_id_token_claims_changed(),
        AppChange::DescriptionChanged => message::mail_change_description_changed(),
        AppChange::CredentialAdded => message::mail_change_credential_added(),
        AppChange::CredentialRemoved => message::mail_change_credential_removed(),
        AppChange::Transferred => message::mail_change_transferred(),
        AppChange::Deleted => message::mail_change_deleted(),
    }
}
