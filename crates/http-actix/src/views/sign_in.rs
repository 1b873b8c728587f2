//! The doors: signing in, signing in again, signing up, making the first administrator.

use maud::{Markup, html};

use super::app_summary::{AppSummary, signed_in_as};
use super::fields::{Field, form, hidden, whose_password};
use super::layout::{Chrome, Width, page};
use super::paths;

/// `/sign-in`
pub(crate) struct SignInPage {
    /// What goes on after it.
    pub(crate) return_to: String,
    /// The app that the user is on the way to.
    pub(crate) heading_to: Option<AppSummary>,
    /// The address to begin with.
    pub(crate) email: String,
    /// Whether the account in the chrome only has to give its password again.
    pub(crate) again: bool,
    /// Whether anybody may make an account.
    pub(crate) sign_up_open: bool,
}

impl SignInPage {
    pub(crate) fn render(&self, chrome: &Chrome) -> Markup {
        let title = if self.again { "Sign in again" } else { "Sign in" };
        let body = html! {
            @if let Some(app) = &self.heading_to { (app.crest()) }
            h1 { (title) @if let Some(app) = &self.heading_to { " to continue to " bdi { (app.name) } } }
            @if self.again { (signed_in_as(chrome, &self.return_to, "Use another account")) }
            div.card { (form(chrome, paths::SIGN_IN, &self.inputs(chrome))) }
            @if !self.again { (self.other_ways()) }
        };
        page(chrome, Width::Narrow, title, &body)
    }

    fn inputs(&self, chrome: &Chrome) -> Markup {
        html! {
            (hidden("continue", &self.return_to))
            @if self.again {
                (hidden("email", chrome.email()))
                (whose_password(chrome.email()))
                (Field::password().focused().render(chrome))
            } @else {
                @let email = Field::email(&self.email);
                (if self.email.is_empty() { email.focused() } else { email }.render(chrome))
                @let password = Field::password();
                (if self.email.is_empty() { password } else { password.focused() }.render(chrome))
            }
            button.main type="submit" { "Sign in" }
        }
    }

    fn other_ways(&self) -> Markup {
        html! {
            p.ways {
                a href=(paths::password_forgot_towards(&self.return_to)) { "Forgot your password?" }
                @if self.sign_up_open {
                    a href={ (paths::SIGN_UP) "?continue=" (self.return_to) } { "Create an account" }
                }
            }
        }
    }
}

/// `/sign-up`
pub(crate) struct SignUpPage {
    pub(crate) return_to: String,
    pub(crate) heading_to: Option<AppSummary>,
    pub(crate) email: String,
    pub(crate) display_name: String,
}

impl SignUpPage {
    pub(crate) fn render(&self, chrome: &Chrome) -> Markup {
        let inputs = html! {
            (hidden("continue", &self.return_to))
            (Field::email(&self.email).focused().render(chrome))
            (Field::text("display_name", "Your name").autocomplete("name").value(&self.display_name)
                .hint("What apps show if you let them see it.").render(chrome))
            (Field::new_password().render(chrome))
            button.main type="submit" { "Create an account" }
        };
        let body = html! {
            @if let Some(app) = &self.heading_to { (app.crest()) }
            h1 { "Create an account" @if let Some(app) = &self.heading_to { " to continue to " bdi { (app.name) } } }
            div.card { (form(chrome, paths::SIGN_UP, &inputs)) }
            p.ways { a href=(paths::sign_in_towards(&self.return_to)) { "I have an account: sign in" } }
        };
        page(chrome, Width::Narrow, "Create an account", &body)
    }
}

/// `/set-up`, by the printed one-time link.
pub(crate) struct SetUpPage {
    /// The link's token.
    pub(crate) token: String,
    pub(crate) email: String,
    pub(crate) display_name: String,
}

impl SetUpPage {
    pub(crate) fn render(&self, chrome: &Chrome) -> Markup {
        let inputs = html! {
            (hidden("token", &self.token))
            (Field::email(&self.email).focused().render(chrome))
            (Field::text("display_name", "Your name").autocomplete("name").value(&self.display_name).render(chrome))
            (Field::new_password().render(chrome))
            button.main type="submit" { "Make the administrator" }
        };
        let body = html! {
            h1 { "Welcome. Make the first administrator" }
            p.lead { "This link works once. The account you make here is the administrator's: it may register apps even where others may not." }
            div.card { (form(chrome, paths::SET_UP, &inputs)) }
        };
        page(chrome, Width::Narrow, "Set up", &body)
    }
}
