//! What happened to an app: flips of the requirement, and everything else.

use maud::{Markup, html};
use twinlock_domain::{AuditKind, Timestamp};

use super::app_row::AppRow;
use crate::views::audit_words;
use crate::views::people::moment;

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
        details.fold {
            summary { "Events" }
            h3 { "Who changed the rule" }
            @if app.history.is_empty() { p.soft { "Nobody yet." } }
            ul.lines {
                @for flip in &app.history {
                    li { strong { (audit_words::words(flip.kind)) } span.soft { " by " (flip.who) ", " (moment(flip.at)) } }
                }
            }
            h3 id={ "events-" (app.id) } { "Events of the app" }
            @if app.events.is_empty() { p.soft { "None yet." } }
            @else {
                div.scroll tabindex="0" role="region" aria-labelledby={ "events-" (app.id) } {
                    table {
                        thead { tr { th scope="col" { "When" } th scope="col" { "What" } th scope="col" { "Why" } } }
                        tbody {
                            @for event in &app.events {
                                tr {
                                    td { (moment(event.at)) }
                                    td { (audit_words::words(event.kind)) @if event.refused { " " span.badge.bad { "Refused" } } }
                                    td { @if !event.reason.is_empty() { code { (event.reason) } } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
