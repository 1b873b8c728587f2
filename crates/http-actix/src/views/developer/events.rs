//! What happened to an app: flips of the requirement, and everything else.

use maud::{Markup, html};
use twinlock_domain::{AuditKind, Timestamp};

use super::app_row::AppRow;
use crate::views::app_summary::moment;
use crate::views::{audit_words, paths};

/// Somebody flipped the requirement, or revoked all (R24).
pub(crate) struct FlipRow {
    pub(crate) at: Timestamp,
    pub(crate) kind: AuditKind,
    /// The display name of who did it.
    pub(crate) who: String,
}

/// An event of the app. Never names its user.
pub(crate) struct AppEventRow {
    pub(crate) at: Timestamp,
    pub(crate) kind: AuditKind,
    pub(crate) refused: bool,
    /// Why: a stable word, such as the gate's reason; may be empty.
    pub(crate) reason: String,
}

pub(super) fn section(app: &AppRow) -> Markup {
    html! {
        details.fold open[app.all_events] id={ "events-" (app.line.id) } {
            summary { "Events" }
            h3 { "Who changed the rule" }
            @if app.history.is_empty() { p.soft { "Nobody yet." } }
            ul.lines {
                @for flip in &app.history {
                    li { strong { (audit_words::words(flip.kind)) } span.soft { " by " (flip.who) ", " (moment(flip.at)) } }
                }
            }
            h3 { "Events of the app" }
            @if app.events.is_empty() { p.soft { "None yet." } }
            ul.lines {
                @for event in &app.events {
                    li.row {
                        div.grow {
                            (audit_words::words(event.kind))
                            @if event.refused { " " span.badge.bad { "Refused" } }
                            @if !event.reason.is_empty() { " " code.soft { (event.reason) } }
                        }
                        span.soft { (moment(event.at)) }
                    }
                }
            }
            @if app.more_events { p { a href=(paths::more_events(app.line.id)) { "Show more events" } } }
        }
    }
}
