//! The pages for signing in, signing in again, signing up and creating the first administrator.

use maud::{Markup, html};

use super::app_summary::{AppSummary, signed_in_as};
use super::fields::{Field, form, hidden, whose_password};
use super::layout::{Chrome, Page, Width, page};
use crate::paths;
use crate::text::{Message, Texts, message};

/// `/sign-in`
pub(crate) struct SignInPage {
    /// Where the user continues afterwards.
    pub(crate) return_to: String,
    /// The app that the user is signing in to.
    pub(crate) heading_to: Option<AppSummary>,
    /// The email address that the field is filled with.
    pub(crate) email: String,
    /// Whether the user in the chrome only has to enter the password again.
    pub(crate) again: bool,
    /// Whether anybody may create an account.
    pub(crate) sign_up_open: bool,
}

impl SignInPage {
    pub(crate) fn render(&self, chrome: &Chrome) -> Page {
        let texts = chrome.texts;
        let title = if self.again { message::sign_in_again_title() } else { message::sign_in_title() };
        let body = html! {
            @if let Some(app) = &self.heading_to { (app.crest()) }
            h1 { (texts.html(self.heading())) }
            @if self.again { (signed_in_as(chrome, &self.return_to, message::use_another_account())) }
            div.card { (form(chrome, paths::SIGN_IN, &self.inputs(chrome))) }
            @if !self.again { (self.other_ways(texts)) }
        };
        page(chrome, Width::Narrow, title, &body)
    }

    fn heading(&self) -> Message {
        match (self.again, &self.heading_to) {
            (false, None) => message::sign_in_title(),
            (false, Some(app)) => message::sign_in_title_towards(&app.name),
            (true, None) => message::sign_in_again_title(),
            (true, Some(app)) => message::sign_in_again_title_towards(&app.name),
        }
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
            button.main type="submit" { (chrome.texts.html(message::sign_in_title())) }
        }
    }

    fn other_ways(&self, texts: Texts) -> Markup {
        html! {
            p.ways {
                a href=(paths::password_forgot_towards(&self.return_to)) { (texts.html(message::forgot_password())) }
                @if self.sign_up_open {
                    a href={ (paths::SIGN_UP) "?continue=" (self.return_to) } { (texts.html(message::sign_in_create_account())) }
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
    pub(crate) fn render(&self, chrome: &Chrome) -> Page {
        let texts = chrome.texts;
        let inputs = html! {
            (hidden("continue", &self.return_to))
            (Field::email(&self.email).focused().render(chrome))
            (Field::text("display_name", message::field_name()).autocomplete("name").value(&self.display_name)
                .hint(message::sign_up_name_hint()).render(chrome))
            (Field::new_password().render(chrome))
            button.main type="submit" { (texts.html(message::sign_up_submit())) }
        };
        let body = html! {
            @if let Some(app) = &self.heading_to { (app.crest()) }
            h1 { (texts.html(self.heading())) }
            div.card { (form(chrome, paths::SIGN_UP, &inputs)) }
            p.ways { a href=(paths::sign_in_towards(&self.return_to)) { (texts.html(message::sign_up_have_account())) } }
        };
        page(chrome, Width::Narrow, message::sign_up_title(), &body)
    }

    fn heading(&self) -> Message {
        match &self.heading_to {
            Some(app) => message::sign_up_title_towards(&app.name),
            None => message::sign_up_title(),
        }
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
    pub(crate) fn render(&self, chrome: &Chrome) -> Page {
        let texts = chrome.texts;
        let inputs = html! {
            (hidden("token", &self.token))
            (Field::email(&self.email).focused().render(chrome))
            (Field::text("display_name", message::field_name()).autocomplete("name").value(&self.display_name).render(chrome))
            (Field::new_password().render(chrome))
            button.main type="submit" { (texts.html(message::set_up_submit())) }
        };
        let body = html! {
            h1 { (texts.html(message::set_up_heading())) }
            p.lead { (texts.html(message::set_up_lead())) }
            div.card { (form(chrome, paths::SET_UP, &inputs)) }
        };
        page(chrome, Width::Narrow, message::set_up_title(), &body)
    }
}
