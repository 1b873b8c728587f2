//! Ways by mail: a new password, a verified address, and "this was not me".

use maud::{Markup, html};

use super::fields::{Field, form, hidden, whose_password};
use super::layout::{Chrome, Width, page};
use super::paths;

/// `/password/forgot`
pub(crate) struct ForgotPasswordPage {
    pub(crate) email: String,
    /// What goes on after it.
    pub(crate) return_to: String,
}

impl ForgotPasswordPage {
    pub(crate) fn render(&self, chrome: &Chrome) -> Markup {
        let inputs = html! {
            (hidden("continue", &self.return_to))
            (Field::email(&self.email).focused().render(chrome))
            button.main type="submit" { "Send the link" }
        };
        let body = html! {
            h1 { "Set a new password" }
            p.lead { "We mail you a link. It works once, for an hour. Two-factor authentication stays as it is." }
            div.card { (form(chrome, paths::PASSWORD_FORGOT, &inputs)) }
            p.ways { a href=(paths::sign_in_towards(&self.return_to)) { "Back to sign-in" } }
        };
        page(chrome, Width::Narrow, "Set a new password", &body)
    }
}

/// `/password/reset`, by the mailed link.
pub(crate) struct ResetPasswordPage {
    /// The link's token.
    pub(crate) token: String,
    /// The address of the account.
    pub(crate) email: String,
}

impl ResetPasswordPage {
    pub(crate) fn render(&self, chrome: &Chrome) -> Markup {
        let inputs = html! {
            (hidden("token", &self.token))
            (whose_password(&self.email))
            (Field::new_password().label("New password").focused().render(chrome))
            button.main type="submit" { "Set the password" }
        };
        let body = html! {
            h1 { "Choose a new password" }
            p.lead {
                "You are signed out everywhere, and apps that hold access to your account lose it until you sign in to them again. \
                 Which apps you allowed stays as it is, and so does two-factor authentication."
            }
            div.card { (form(chrome, paths::PASSWORD_RESET, &inputs)) }
        };
        page(chrome, Width::Narrow, "Choose a new password", &body)
    }
}

/// `/email/verify`, by the mailed link. A button, since mail scanners open links.
pub(crate) struct VerifyEmailPage {
    pub(crate) token: String,
    /// The address of the account.
    pub(crate) email: String,
    /// Whether the password is asked for: this browser is not signed in to the account.
    pub(crate) ask_password: bool,
}

impl VerifyEmailPage {
    pub(crate) fn render(&self, chrome: &Chrome) -> Markup {
        let inputs = html! {
            (hidden("token", &self.token))
            @if self.ask_password {
                (whose_password(&self.email))
                (Field::password().focused().hint("Of the account with this address.").render(chrome))
            }
            button.main type="submit" { "Confirm my address" }
        };
        let body = html! {
            h1 { "Confirm your e-mail address" }
            p.lead { strong { (self.email) } " is confirmed for the account that has it here. Apps can rely on it then." }
            (form(chrome, paths::EMAIL_VERIFY, &inputs))
            @if self.ask_password { (not_yours()) }
        };
        page(chrome, Width::Narrow, "Confirm your e-mail address", &body)
    }
}

/// For somebody who reads the mail and did not create the account.
fn not_yours() -> Markup {
    html! {
        p { "You did not create this account? Then close this page: nothing is confirmed without its password." }
        p.ways { a href=(paths::PASSWORD_FORGOT) { "Forgot your password?" } }
    }
}

/// "This was not me": the link in the mail that tells of a new second factor (R22).
pub(crate) struct UndoEnrolmentPage {
    pub(crate) token: String,
}

impl UndoEnrolmentPage {
    pub(crate) fn render(&self, chrome: &Chrome) -> Markup {
        let inputs = html! {
            (hidden("token", &self.token))
            button.main.danger type="submit" { "It was not me: undo it" }
        };
        let body = html! {
            h1 { "Was it not you?" }
            p.lead { "Somebody turned on two-factor authentication for your account. If that was not you, undo it now:" }
            ul {
                li { "The second factor and its recovery codes are removed." }
                li { "Every session of your account ends, on every device." }
                li { "Access that apps were given since then ends, and they have to ask you again." }
            }
            p { "Then set a new password: whoever did this knew the old one." }
            (form(chrome, paths::UNDO_ENROLMENT, &inputs))
            p.ways { a href=(paths::SIGN_IN) { "It was me: leave everything as it is" } }
        };
        page(chrome, Width::Narrow, "Was it not you?", &body)
    }
}
