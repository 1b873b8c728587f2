//! The pages of mailed links: a new password, a verified address, and "this was not me".

use maud::{Markup, html};

use super::fields::{Field, form, hidden, whose_password};
use super::layout::{Chrome, Page, Width, page};
use crate::paths;
use crate::text::{Strong, Texts, message};

/// `/password/forgot`
pub(crate) struct ForgotPasswordPage {
    pub(crate) email: String,
    /// Where the user continues afterwards.
    pub(crate) return_to: String,
}

impl ForgotPasswordPage {
    pub(crate) fn render(&self, chrome: &Chrome) -> Page {
        let texts = chrome.texts;
        let inputs = html! {
            (hidden("continue", &self.return_to))
            (Field::email(&self.email).focused().render(chrome))
            button.main type="submit" { (texts.html(message::password_forgot_submit())) }
        };
        let body = html! {
            h1 { (texts.html(message::password_forgot_title())) }
            p.lead { (texts.html(message::password_forgot_lead())) }
            div.card { (form(chrome, paths::PASSWORD_FORGOT, &inputs)) }
            p.ways { a href=(paths::sign_in_towards(&self.return_to)) { (texts.html(message::back_to_sign_in())) } }
        };
        page(chrome, Width::Narrow, message::password_forgot_title(), &body)
    }
}

/// `/password/reset`, by the mailed link.
pub(crate) struct ResetPasswordPage {
    /// The link's token.
    pub(crate) token: String,
    /// The email address of the account.
    pub(crate) email: String,
}

impl ResetPasswordPage {
    pub(crate) fn render(&self, chrome: &Chrome) -> Page {
        let texts = chrome.texts;
        let inputs = html! {
            (hidden("token", &self.token))
            (whose_password(&self.email))
            (Field::new_password().label(message::field_new_password()).focused().render(chrome))
            button.main type="submit" { (texts.html(message::password_reset_submit())) }
        };
        let body = html! {
            h1 { (texts.html(message::password_reset_title())) }
            p.lead { (texts.html(message::password_reset_lead())) }
            div.card { (form(chrome, paths::PASSWORD_RESET, &inputs)) }
        };
        page(chrome, Width::Narrow, message::password_reset_title(), &body)
    }
}

/// `/email/verify`, by the mailed link. A button, since mail scanners open links.
pub(crate) struct VerifyEmailPage {
    pub(crate) token: String,
    /// The email address of the account.
    pub(crate) email: String,
    /// Whether the password is required: this browser is not signed in to the account.
    pub(crate) ask_password: bool,
}

impl VerifyEmailPage {
    pub(crate) fn render(&self, chrome: &Chrome) -> Page {
        let texts = chrome.texts;
        let inputs = html! {
            (hidden("token", &self.token))
            @if self.ask_password {
                (whose_password(&self.email))
                (Field::password().focused().hint(message::email_verify_password_hint()).render(chrome))
            }
            button.main type="submit" { (texts.html(message::email_verify_submit())) }
        };
        let body = html! {
            h1 { (texts.html(message::email_verify_title())) }
            p.lead { (texts.html(message::email_verify_lead(Strong(self.email.clone())))) }
            (form(chrome, paths::EMAIL_VERIFY, &inputs))
            @if self.ask_password { (not_yours(texts)) }
        };
        page(chrome, Width::Narrow, message::email_verify_title(), &body)
    }
}

/// For somebody who reads the mail and did not create the account.
fn not_yours(texts: Texts) -> Markup {
    html! {
        p { (texts.html(message::email_verify_not_yours())) }
        p.ways { a href=(paths::PASSWORD_FORGOT) { (texts.html(message::forgot_password())) } }
    }
}

/// "This was not me": the link in the mail about a new second factor (R22).
pub(crate) struct UndoEnrolmentPage {
    pub(crate) token: String,
}

impl UndoEnrolmentPage {
    pub(crate) fn render(&self, chrome: &Chrome) -> Page {
        let texts = chrome.texts;
        let inputs = html! {
            (hidden("token", &self.token))
            button.main.danger type="submit" { (texts.html(message::undo_submit())) }
        };
        let body = html! {
            h1 { (texts.html(message::undo_title())) }
            p.lead { (texts.html(message::undo_lead())) }
            ul {
                li { (texts.html(message::undo_factor())) }
                li { (texts.html(message::undo_sessions())) }
                li { (texts.html(message::undo_access())) }
            }
            p { (texts.html(message::undo_then())) }
            (form(chrome, paths::UNDO_ENROLMENT, &inputs))
            p.ways { a href=(paths::SIGN_IN) { (texts.html(message::undo_keep())) } }
        };
        page(chrome, Width::Narrow, message::undo_title(), &body)
    }
}
