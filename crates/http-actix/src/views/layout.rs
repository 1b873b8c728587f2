//! The layout of every page: head, header, notice, error summary, footer.

use maud::{DOCTYPE, Markup, html};

use super::illustrations;
use crate::assets;
use crate::paths;
use crate::text::{Code, Language, Message, Texts, message};

/// The product's name, which is the same in every language.
const PRODUCT: &str = "Twinlock";

/// The parts of the layout that do not depend on the page.
pub(crate) struct Chrome {
    /// The texts in the reader's language.
    pub(crate) texts: Texts,
    /// The signed-in user.
    pub(crate) person: Option<Person>,
    /// The CSRF token that every form carries.
    pub(crate) csrf: String,
    /// The id of the request, if the page reports an error.
    pub(crate) request_id: Option<String>,
    /// The part of the dashboard that the page belongs to; `None` for pages outside of it, which have no navigation.
    pub(crate) section: Option<Section>,
    /// A notice at the top of the page.
    pub(crate) notice: Option<Message>,
    /// Where the browser is redirected at once.
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
    /// What is wrong, as a sentence.
    pub(crate) text: Message,
}

impl Problem {
    /// About the form as a whole.
    pub(crate) fn general(text: Message) -> Self {
        Self { field: None, text }
    }

    /// About one input.
    pub(crate) fn at(field: impl Into<String>, text: Message) -> Self {
        Self { field: Some(field.into()), text }
    }
}

impl Chrome {
    /// The layout of a page without a user and without forms.
    pub(crate) const fn new(texts: Texts) -> Self {
        Self {
            texts,
            person: None,
            csrf: String::new(),
            request_id: None,
            section: None,
            notice: None,
            onwards: None,
            problems: Vec::new(),
        }
    }

    /// The first problem with an input.
    pub(super) fn problem_at(&self, field: &str) -> Option<&Problem> {
        self.problems.iter().find(|problem| problem.field.as_deref() == Some(field))
    }

    /// All problems with an input.
    pub(super) fn problems_at(&self, field: &str) -> impl Iterator<Item = &Problem> {
        self.problems.iter().filter(move |problem| problem.field.as_deref() == Some(field))
    }

    /// Whether something is wrong in the form whose inputs have ids that begin with `scope`.
    pub(super) fn has_problem_in(&self, scope: &str) -> bool {
        let inside = |field: &str| field.strip_prefix(scope).is_some_and(|rest| rest.starts_with('-'));
        self.problems.iter().any(|problem| problem.field.as_deref().is_some_and(inside))
    }

    /// The email address of the signed-in user.
    pub(super) fn email(&self) -> &str {
        self.person.as_ref().map_or("", |person| &person.email)
    }
}

/// How much room a page takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Width {
    /// One column with one thing to do.
    Narrow,
    /// The dashboard.
    Wide,
}

impl Width {
    const fn class(self) -> &'static str {
        match self {
            Self::Narrow => "narrow",
            Self::Wide => "wide",
        }
    }
}

/// A page, and the language it is in.
pub(crate) struct Page {
    pub(crate) language: Language,
    markup: Markup,
}

impl Page {
    /// Its HTML.
    pub(crate) fn into_string(self) -> String {
        self.markup.into_string()
    }
}

/// A whole page. `title` is shown in the browser's tab.
pub(super) fn page(chrome: &Chrome, width: Width, title: Message, body: &Markup) -> Page {
    let texts = chrome.texts;
    let title =
        if chrome.problems.is_empty() { message::frame_title(title) } else { message::frame_title_refused(title) };
    let markup = html! {
        (DOCTYPE)
        html lang=(texts.language().tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                @if let Some(path) = &chrome.onwards { meta http-equiv="refresh" content={ "0; url=" (path) }; }
                title { (texts.plain(title)) }
                link rel="stylesheet" href=(assets::stylesheet_url());
                link rel="icon" type="image/svg+xml" href=(assets::icon_url());
                script src=(assets::script_url()) defer {}
            }
            body class=(width.class()) {
                a.skip href="#main" { (texts.html(message::frame_skip())) }
                (header(chrome, width))
                main #main {
                    (problems(chrome))
                    @if let Some(notice) = &chrome.notice { p.notice role="status" { (texts.html(notice)) } }
                    (body)
                    @if let Some(id) = &chrome.request_id {
                        p.request-id { (texts.html(message::frame_request_id(Code(id.clone())))) }
                    }
                }
                footer { p { (texts.html(message::frame_footer())) } }
            }
        }
    };
    Page { language: texts.language(), markup }
}

/// A page of one column has one thing to do, and no room for the dashboard's navigation.
fn header(chrome: &Chrome, width: Width) -> Markup {
    let texts = chrome.texts;
    let section = chrome.section.filter(|_| width == Width::Wide);
    let home = if chrome.person.is_some() { paths::DASHBOARD } else { paths::SIGN_IN };
    html! {
        header.top {
            a.brand href=(home) { (illustrations::mark()) (PRODUCT) }
            @if let (Some(person), Some(section)) = (&chrome.person, section) {
                nav aria-label=(texts.plain(message::frame_navigation())) {
                    (nav_link(texts, section, Section::Overview))
                    (nav_link(texts, section, Section::Security))
                    (nav_link(texts, section, Section::Apps))
                    (nav_link(texts, section, Section::Developer))
                }
                div.who {
                    span title=(person.email) { bdi { (person.display_name) } }
                    form method="post" action=(paths::SIGN_OUT) {
                        input type="hidden" name="csrf" value=(chrome.csrf);
                        button.plain type="submit" { (texts.html(message::frame_sign_out())) }
                    }
                }
            }
        }
    }
}

fn nav_link(texts: Texts, current: Section, target: Section) -> Markup {
    let (href, words) = match target {
        Section::Overview => (paths::DASHBOARD, message::section_overview()),
        Section::Security => (paths::SECURITY, message::section_security()),
        Section::Apps => (paths::APPS, message::section_apps()),
        Section::Developer => (paths::DEVELOPER, message::section_developer()),
    };
    html! { a href=(href) aria-current=[(current == target).then_some("page")] { (texts.html(words)) } }
}

/// The error summary. It takes the focus when the page opens, so that users find at once what went wrong.
fn problems(chrome: &Chrome) -> Markup {
    html! {
        @if !chrome.problems.is_empty() {
            div.problems role="alert" tabindex="-1" autofocus {
                h2 { (chrome.texts.html(message::frame_problems())) }
                ul {
                    @for problem in &chrome.problems {
                        li {
                            @match &problem.field {
                                Some(field) => a href={ "#" (field) } { (chrome.texts.html(&problem.text)) },
                                None => (chrome.texts.html(&problem.text)),
                            }
                        }
                    }
                }
            }
        }
    }
}
