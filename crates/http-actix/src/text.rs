//! All texts that people read, by key and language. The sentences are in `text/<language>/*.ftl`, in the syntax of
//! Project Fluent; the build script writes a function for each (`text::message::sign_in_title()`), so that an unknown
//! key does not compile, and the compiler reports an unused one.

mod browser;
mod calendar;
mod isolation;
mod language;
mod mail;
mod password_advice;
pub(crate) mod refusals;
mod value;

#[cfg(test)]
mod tests;

use std::borrow::Borrow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use maud::{Markup, PreEscaped, Render as _};
use twinlock_domain::Timestamp;

pub(crate) use browser::Browser;
pub(crate) use language::Language;
pub(crate) use mail::mail_text;
pub(crate) use password_advice::password_advice;
pub(crate) use value::{Clock, Code, Day, Link, Message, Moment, Strong, Value};

/// A function for each message, with a parameter for each placeable.
#[expect(clippy::doc_markdown, reason = "a function's documentation is its English text, as people read it")]
pub(crate) mod message {
    use super::{Message, Value};

    include!(concat!(env!("OUT_DIR"), "/messages.rs"));
}

/// The contents of the files of each language, by its tag.
const SOURCES: &[(&str, &[&str])] = include!(concat!(env!("OUT_DIR"), "/sources.rs"));

type Bundle = FluentBundle<FluentResource>;

static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::English));
static GERMAN: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::German));

/// The texts of one language.
fn bundle(language: Language) -> Bundle {
    // The build script and a test make sure that every tag and every file can be read.
    let mut bundle = FluentBundle::new_concurrent(language.tag().parse().into_iter().collect());
    // Names are isolated here, where it is known whether they stand in HTML: ADR 13.
    bundle.set_use_isolating(false);
    for source in SOURCES.iter().filter(|(tag, _)| *tag == language.tag()).flat_map(|(_, sources)| *sources) {
        let resource = FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// All texts, in the language of one reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Texts(Language);

impl Texts {
    /// The language of the log, and of responses for programs.
    pub(crate) const ENGLISH: Self = Self(Language::English);

    pub(crate) const fn of(language: Language) -> Self {
        Self(language)
    }

    pub(crate) const fn language(self) -> Language {
        self.0
    }

    fn bundle(self) -> &'static Bundle {
        match self.0 {
            Language::English => &ENGLISH,
            Language::German => &GERMAN,
        }
    }

    /// A message as HTML. Values that people typed are escaped, and isolated if they are written from right to left.
    pub(crate) fn html(self, message: impl Borrow<Message>) -> Markup {
        let message = message.borrow();
        if let Some(english) = message.for_clients_text() {
            return self.english(english);
        }
        let mut html = String::new();
        for part in self.parts(message) {
            match part {
                Part::Words(words) => words.render_to(&mut html),
                Part::Value(value) => value.write_html(self, &mut html),
            }
        }
        PreEscaped(html)
    }

    /// A message as text: for titles, attributes and JSON.
    pub(crate) fn plain(self, message: impl Borrow<Message>) -> String {
        let message = message.borrow();
        if let Some(english) = message.for_clients_text() {
            return english.to_owned();
        }
        let mut text = String::new();
        for part in self.parts(message) {
            match part {
                Part::Words(words) => text.push_str(&words),
                Part::Value(value) => value.write_plain(self, &mut text),
            }
        }
        text
    }

    /// A moment as a `time` element, for people and machines.
    pub(crate) fn moment(self, at: Timestamp) -> Markup {
        self.value(&Value::from(Moment(at)))
    }

    /// The day of a moment as a `time` element, for people and machines.
    pub(crate) fn day(self, at: Timestamp) -> Markup {
        self.value(&Value::from(Day(at)))
    }

    fn value(self, value: &Value) -> Markup {
        let mut html = String::new();
        value.write_html(self, &mut html);
        PreEscaped(html)
    }

    /// A sentence for the developers of clients, on a page.
    fn english(self, sentence: &str) -> Markup {
        match self.0 {
            Language::English => maud::html! { (sentence) },
            Language::German => maud::html! { span lang="en" { (sentence) } },
        }
    }

    /// The words of a message, and between them the values that are not numbers.
    fn parts(self, message: &Message) -> Vec<Part<'_>> {
        let mut arguments = FluentArgs::with_capacity(message.arguments().len());
        for (mark, (name, value)) in MARKS.zip(message.arguments()) {
            match value {
                Value::Number(number) => arguments.set(*name, *number),
                _ => arguments.set(*name, mark.to_string()),
            }
        }
        let mut errors = Vec::new();
        let pattern = self.bundle().get_message(message.key()).and_then(|message| message.value());
        let text = pattern.map(|pattern| self.bundle().format_pattern(pattern, Some(&arguments), &mut errors));
        debug_assert!(text.is_some() && errors.is_empty(), "{}: {errors:?}", message.key());
        let text = text.unwrap_or_default();
        let mut parts = Vec::new();
        let mut rest = text.as_ref();
        while let Some(at) = rest.find(|character| MARKS.contains(&character)) {
            let (before, after) = rest.split_at(at);
            let mut after = after.chars();
            let value = after.next().and_then(|mark| message.arguments().get(u32::from(mark) as usize - FIRST_MARK));
            parts.push(Part::Words(before.to_owned()));
            parts.extend(value.map(|(_, value)| Part::Value(value)));
            rest = after.as_str();
        }
        parts.push(Part::Words(rest.to_owned()));
        parts
    }
}

/// Placeholders for values while a message is formatted: characters that no text of ours has. So nothing that people
/// typed ever passes through the syntax of messages, and HTML is escaped once, at the end.
const MARKS: std::ops::RangeInclusive<char> = '\u{e000}'..='\u{e0ff}';
const FIRST_MARK: usize = 0xe000;

enum Part<'a> {
    Words(String),
    Value(&'a Value),
}
