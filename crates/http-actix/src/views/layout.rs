//! The frame that every page hangs in: head, header, notice, error summary, footer.

use maud::{DOCTYPE, Markup, html};

use super::{illustrations, paths};
use crate::assets;

/// What surrounds a page and does not depend on it.
#[derive(Default)]
pub(crate) struct Chrome {
    /// Who is signed in.
    pub(crate) person: Option<Person>,
    /// The token that every form carries.
    pub(crate) csrf: String,
    /// The request's id, where the page tells of an error.
    pub(crate) request_id: Option<String>,
    /// The part of the dashboard this is; `None` for pages on the way to somewhere, which have no navigation.
    pub(crate) section: Option<Section>,
    /// What has just been done.
    pub(crate) notice: Option<String>,
    /// Where the browser goes by itself, at once.
    pub(crate) onwards: Option<String>,
    /// What was wrong with the form that was sent.
    pub(crate) problems: Vec<Problem>,
}

/// The account that is signed in.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) display_name: String,
    pub(crate) email: String,
}

/// The parts of the dashboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    Overview,
    Security,
    Apps,
    Developer,
}

/// Something wrong with what was sent.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    /// The `id` of the input that it is about.
    pub(crate) field: Option<String>,
    /// A sentence.
    pub(crate) text: String,
}

impl Problem {
    /// About the form as a whole.
    pub(crate) fn general(text: impl Into<String>) -> Self {
        Self { field: None, text: text.into() }
    }

    /// About one input.
    pub(crate) fn at(field: impl Into<String>, text: impl Into<String>) -> Self {
        Self { field: Some(field.into()), text: text.into() }
    }
}

impl Chrome {
    /// What is wrong with an input.
    pub(super) fn problem_at(&self, field: &str) -> Option<&Problem> {
        self.problems.iter().find(|problem| problem.field.as_deref() == Some(field))
    }

    /// Everything that is wrong with an input.
    pub(super) fn problems_at(&self, field: &str) -> impl Iterator<Item = &Problem> {
        self.problems.iter().filter(move |problem| problem.field.as_deref() == Some(field))
    }

    /// Whether something is wrong in the form whose inputs have ids that begin with `scope`.
    pub(super) fn has_problem_in(&self, scope: &str) -> bool {
        let inside = |field: &str| field.strip_prefix(scope).is_some_and(|rest| rest.starts_with('-'));
        self.problems.iter().any(|problem| problem.field.as_deref().is_some_and(inside))
    }

    /// The address of who is signed in.
    pub(super) fn email(&self) -> &str {
        self.person.as_ref().map_or("", |person| &person.email)
    }
}

/// How much room a page takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Width {
    /// One column, one question.
    Narrow,
    /// The dashboard.
    Wide,
}

/// A whole page. `title` is what the browser's tab says.
pub(super) fn page(chrome: &Chrome, width: Width, title: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                @if let Some(path) = &chrome.onwards { meta http-equiv="refresh" content={ "0; url=" (path) }; }
                title { @if !chrome.problems.is_empty() { "Error: " } (title) " · Twinlock" }
                link rel="stylesheet" href=(assets::stylesheet_url());
                link rel="icon" type="image/svg+xml" href=(assets::icon_url());
                script src=(assets::script_url()) defer {}
            }
            body class=@match width { Width::Narrow => "narrow", Width::Wide => "wide" } {
                a.skip href="#main" { "Skip to content" }
                (header(chrome, width))
                main #main {
                    (problems(chrome))
                    @if let Some(notice) = &chrome.notice { p.notice role="status" { (notice) } }
                    (body)
                    @if let Some(id) = &chrome.request_id { p.request-id { "Request id: " code { (id) } } }
                }
                footer { p { "Twinlock never shows your password to an app." } }
            }
        }
    }
}

/// A page of one column has one thing to do, and no room for the dashboard's navigation.
fn header(chrome: &Chrome, width: Width) -> Markup {
    let section = chrome.section.filter(|_| width == Width::Wide);
    let home = if chrome.person.is_some() { paths::DASHBOARD } else { paths::SIGN_IN };
    html! {
        header.top {
            a.brand href=(home) { (illustrations::mark()) "Twinlock" }
            @if let (Some(person), Some(section)) = (&chrome.person, section) {
                nav aria-label="Dashboard" {
                    (nav_link(section, Section::Overview))
                    (nav_link(section, Section::Security))
                    (nav_link(section, Section::Apps))
                    (nav_link(section, Section::Developer))
                }
                div.who {
                    span title=(person.email) { bdi { (person.display_name) } }
                    form method="post" action=(paths::SIGN_OUT) {
                        input type="hidden" name="csrf" value=(chrome.csrf);
                        button.plain type="submit" { "Sign out" }
                    }
                }
            }
        }
    }
}

fn nav_link(current: Section, target: Section) -> Markup {
    let (href, words) = match target {
        Section::Overview => (paths::DASHBOARD, "Overview"),
        Section::Security => (paths::SECURITY, "Security"),
        Section::Apps => (paths::APPS, "Connected apps"),
        Section::Developer => (paths::DEVELOPER, "Developer"),
    };
    html! { a href=(href) aria-current=[(current == target).then_some("page")] { (words) } }
}

/// Takes the focus when the page opens, so that nobody has to look for what went wrong.
fn problems(chrome: &Chrome) -> Markup {
    html! {
        @if !chrome.problems.is_empty() {
            div.problems role="alert" tabindex="-1" autofocus {
                h2 { "There is a problem" }
                ul {
                    @for problem in &chrome.problems {
                        li {
                            @match &problem.field {
                                Some(field) => a href={ "#" (field) } { (problem.text) },
                                None => (problem.text),
                            }
                        }
                    }
                }
            }
        }
    }
}
