//! What happened to an app: changes of the requirement, and everything else.

use maud::{Markup, html};
use twinlock_domain::{AuditKind, Timestamp};

use super::app_row::AppRow;
use crate::paths;
use crate::text::{Message, Moment, Texts, message};
use crate::views::audit_words;

/// The requirement was turned on or off, or all access was revoked (R24).
pub(crate) struct FlipRow {
    pub(crate) at: Timestamp,
    pub(crate) kind: AuditKind,
    pub(crate) who: Flipper,
}

/// Who made the change.
pub(crate) enum Flipper {
    /// The owner, by display name.
    Owner(String),
    /// Whoever runs the server.
    Operator,
}

impl FlipRow {
    fn by(&self) -> Message {
        match &self.who {
            Flipper::Owner(name) => message::events_by(name, Moment(self.at)),
            Flipper::Operator => message::events_by(message::events_operator(), Moment(self.at)),
        }
    }
}

/// An event of the app. Never names its user.
pub(crate) struct AppEventRow {
    pub(crate) at: Timestamp,
    pub(crate) kind: AuditKind,
    pub(crate) refused: bool,
    /// Why: a stable word, such as the gate's reason; may be empty.
    pub(crate) reason: String,
}

pub(super) fn section(texts: Texts, app: &AppRow) -> Markup {
    html! {
        details.fold open[app.all_events] id={ "events-" (app.line.id) } {
            summary { (texts.html(message::events_title())) }
            h3 { (texts.html(message::events_flips())) }
            @if app.history.is_empty() { p.soft { (texts.html(message::events_nobody())) } }
            ul.lines {
                @for flip in &app.history {
                    li { strong { (texts.html(audit_words::words(flip.kind))) } " " span.soft { (texts.html(flip.by())) } }
                }
            }
            h3 { (texts.html(message::events_of_app())) }
            @if app.events.is_empty() { p.soft { (texts.html(message::events_none())) } }
            ul.lines {
                @for event in &app.events {
                    li.row {
                        div.grow {
                            (texts.html(audit_words::words(event.kind)))
                            @if event.refused { " " span.badge.bad { (texts.html(message::refused())) } }
                            @if !event.reason.is_empty() { " " code.soft { (event.reason) } }
                        }
                        span.soft { (texts.moment(event.at)) }
                    }
                }
            }
            @if app.more_events { p { a href=(paths::more_events(app.line.id)) { (texts.html(message::events_more())) } } }
        }
    }
}
