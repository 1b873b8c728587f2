//! A message before its language is known, and what its placeables are filled with.

use std::borrow::Cow;
use std::time::Duration;

use maud::{Render as _, html};
use twinlock_domain::Timestamp;

use super::{Texts, calendar, isolation};

/// A message: a key with its values. Its text depends on the reader's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Message(Box<Kind>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Catalogue { key: &'static str, arguments: Vec<(&'static str, Value)> },
    ForClients(Cow<'static, str>),
}

impl Message {
    /// Called by the functions in [`super::message`].
    pub(super) fn new(key: &'static str, arguments: Vec<(&'static str, Value)>) -> Self {
        Self(Box::new(Kind::Catalogue { key, arguments }))
    }

    /// A sentence for the developers of clients, which stays English: what is wrong with a request that no page of
    /// ours sends.
    pub(crate) fn for_clients(english: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Kind::ForClients(english.into())))
    }

    pub(super) fn for_clients_text(&self) -> Option<&str> {
        match &*self.0 {
            Kind::ForClients(english) => Some(english),
            Kind::Catalogue { .. } => None,
        }
    }

    pub(super) fn key(&self) -> &'static str {
        match &*self.0 {
            Kind::Catalogue { key, .. } => key,
            Kind::ForClients(_) => "",
        }
    }

    pub(super) fn arguments(&self) -> &[(&'static str, Value)] {
        match &*self.0 {
            Kind::Catalogue { arguments, .. } => arguments,
            Kind::ForClients(_) => &[],
        }
    }
}

/// What a placeable is filled with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// A name, an address, or any other text that is not ours.
    Text(String),
    Strong(Strong),
    Code(Code),
    Link(Box<Link>),
    /// A number, to which plural rules apply.
    Number(u64),
    Day(Day),
    Moment(Moment),
    Clock(Clock),
    /// `30 days`
    Span(Duration),
    /// Another message.
    Message(Box<Message>),
}

/// A text that stands out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Strong(pub(crate) String);

/// A text for machines: a URL, the name of a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Code(pub(crate) String);

/// A link within a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) href: String,
    pub(crate) words: Message,
}

/// The day of a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Day(pub(crate) Timestamp);

/// A moment, to the minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment(pub(crate) Timestamp);

/// The time of day, to the second: for comparing clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Clock(pub(crate) Timestamp);

impl Value {
    pub(super) fn write_html(&self, texts: Texts, html: &mut String) {
        let markup = match self {
            Self::Text(text) if isolation::is_needed(text) => html! { bdi { (text) } },
            Self::Text(text) => html! { (text) },
            Self::Strong(Strong(text)) if isolation::is_needed(text) => html! { strong { bdi { (text) } } },
            Self::Strong(Strong(text)) => html! { strong { (text) } },
            Self::Code(Code(text)) => html! { code { (text) } },
            Self::Link(link) => html! { a href=(link.href) { (texts.html(&link.words)) } },
            Self::Day(Day(at)) => html! { time datetime=(calendar::rfc3339(*at)) { (calendar::date(texts, *at)) } },
            Self::Moment(Moment(at)) => {
                html! { time datetime=(calendar::rfc3339(*at)) { (calendar::date_time(texts, *at)) } }
            }
            Self::Message(message) => texts.html(message.as_ref()),
            Self::Number(_) | Self::Clock(_) | Self::Span(_) => {
                let mut text = String::new();
                self.write_plain(texts, &mut text);
                html! { (text) }
            }
        };
        markup.render_to(html);
    }

    pub(super) fn write_plain(&self, texts: Texts, plain: &mut String) {
        match self {
            Self::Text(text) | Self::Strong(Strong(text)) if isolation::is_needed(text) => {
                plain.push(isolation::OPEN);
                plain.push_str(text);
                plain.push(isolation::CLOSE);
            }
            Self::Text(text) | Self::Strong(Strong(text)) | Self::Code(Code(text)) => plain.push_str(text),
            Self::Link(link) => plain.push_str(&texts.plain(&link.words)),
            Self::Number(number) => plain.push_str(&number.to_string()),
            Self::Day(Day(at)) => plain.push_str(&calendar::date(texts, *at)),
            Self::Moment(Moment(at)) => plain.push_str(&calendar::date_time(texts, *at)),
            Self::Clock(Clock(at)) => plain.push_str(&calendar::clock_time(*at)),
            Self::Span(span) => plain.push_str(&texts.plain(calendar::span(*span))),
            Self::Message(message) => plain.push_str(&texts.plain(message.as_ref())),
        }
    }
}

macro_rules! values {
    ($($from:ty => $of:expr),+ $(,)?) => {
        $(impl From<$from> for Value {
            fn from(value: $from) -> Self {
                $of(value)
            }
        })+
    };
}

values! {
    String => Self::Text,
    &str => |text: &str| Self::Text(text.to_owned()),
    &String => |text: &String| Self::Text(text.clone()),
    Strong => Self::Strong,
    Code => Self::Code,
    Link => |link| Self::Link(Box::new(link)),
    u64 => Self::Number,
    usize => |number| Self::Number(u64::try_from(number).unwrap_or(u64::MAX)),
    u32 => |number| Self::Number(u64::from(number)),
    Day => Self::Day,
    Moment => Self::Moment,
    Clock => Self::Clock,
    Duration => Self::Span,
    Message => |message| Self::Message(Box::new(message)),
}
