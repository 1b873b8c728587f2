//! `/dashboard`: what matters about the account at a glance.

use maud::{Markup, html};

use super::fields::{form, one_button};
use super::layout::{Chrome, Page, Width, page};
use crate::paths;
use crate::text::{Language, Message, Strong, Texts, message};

/// The overview.
pub(crate) struct OverviewPage {
    pub(crate) two_factor: bool,
    /// Recovery codes that are left; only where there is a second factor.
    pub(crate) recovery_codes_left: u32,
    pub(crate) email_verified: bool,
    pub(crate) sessions: u64,
    pub(crate) connected_apps: u64,
    /// Apps that get no access until the account is protected as they require.
    pub(crate) paused_apps: u64,
    pub(crate) own_apps: u64,
    /// The language that was chosen; `None` means the language of each browser.
    pub(crate) language: Option<Language>,
}

impl OverviewPage {
    pub(crate) fn render(&self, chrome: &Chrome) -> Page {
        let texts = chrome.texts;
        let name = chrome.person.as_ref().map_or("", |person| person.display_name.as_str());
        let body = html! {
            h1 { (texts.html(message::overview_hello(name))) }
            @if !self.email_verified { (unverified(chrome)) }
            div.tiles {
                section.card {
                    div.head {
                        h2 { (texts.html(message::overview_two_factor())) }
                        @if self.two_factor { span.badge.good { (texts.html(message::on())) } } @else { span.badge.due { (texts.html(message::off())) } }
                    }
                    @if self.two_factor {
                        p.soft { (texts.html(message::recovery_codes_left(self.recovery_codes_left))) }
                        p { a href=(paths::SECURITY) { (texts.html(message::overview_manage())) } }
                    } @else {
                        p.soft { (texts.html(message::overview_why())) }
                        p { a.button.main href=(paths::SECURITY) { (texts.html(message::set_up_two_factor())) } }
                    }
                }
                (self.tiles(texts))
            }
            (self.languages(chrome))
        };
        page(chrome, Width::Wide, message::section_overview(), &body)
    }

    fn tiles(&self, texts: Texts) -> Markup {
        html! {
            (Tile {
                heading: message::overview_sessions(),
                number: self.sessions,
                sentence: message::overview_sessions_what(),
                href: paths::SECURITY,
                link: message::overview_sessions_view(),
            }.render(texts))
            (Tile {
                heading: message::overview_apps(),
                number: self.connected_apps,
                sentence: self.connected_sentence(),
                href: paths::APPS,
                link: message::overview_apps_view(),
            }.render(texts))
            (Tile {
                heading: message::overview_own_apps(),
                number: self.own_apps,
                sentence: message::overview_own_apps_what(),
                href: paths::DEVELOPER,
                link: message::overview_own_apps_view(),
            }.render(texts))
        }
    }

    /// Each language by its own name, so that its readers find it.
    fn languages(&self, chrome: &Chrome) -> Markup {
        let texts = chrome.texts;
        let choice = html! {
            div.field {
                label for="locale" { (texts.html(message::overview_language())) }
                p.hint id="locale-hint" { (texts.html(message::overview_language_hint())) }
                select id="locale" name="locale" aria-describedby="locale-hint" {
                    option value="" selected[self.language.is_none()] { (texts.html(message::overview_language_browser())) }
                    @for language in Language::ALL {
                        @let tag = language.tag();
                        option value=(tag) lang=(tag) selected[self.language == Some(language)] {
                            (Texts::of(language).html(message::language_name()))
                        }
                    }
                }
            }
            button.quiet type="submit" { (texts.html(message::button_save())) }
        };
        html! { section.card { (form(chrome, paths::ACCOUNT, &choice)) } }
    }

    fn connected_sentence(&self) -> Message {
        match self.paused_apps {
            0 => message::overview_apps_what(),
            paused => message::overview_apps_paused(paused),
        }
    }
}

/// A number with what it counts, and a link to the page about it.
struct Tile {
    heading: Message,
    number: u64,
    sentence: Message,
    href: &'static str,
    link: Message,
}

impl Tile {
    fn render(&self, texts: Texts) -> Markup {
        html! {
            section.card {
                h2 { (texts.html(&self.heading)) }
                p.number { (self.number) }
                p.soft { (texts.html(&self.sentence)) }
                p { a href=(self.href) { (texts.html(&self.link)) } }
            }
        }
    }
}

fn unverified(chrome: &Chrome) -> Markup {
    let email = Strong(chrome.email().to_owned());
    html! {
        div.notice {
            p { (chrome.texts.html(message::overview_unverified(email))) }
            (one_button(chrome, paths::EMAIL_RESEND, "link", message::overview_send_again()))
        }
    }
}
