//! The lists of sessions, trusted devices and activity. Sessions and devices can be ended.

use maud::{Markup, html};
use twinlock_domain::{AuditKind, SessionId, Timestamp, TrustedDeviceId};

use crate::paths;
use crate::text::{Browser, Day, Moment, Texts, message};
use crate::views::audit_words;
use crate::views::fields::{form, one_button};
use crate::views::layout::Chrome;

/// A session of the account.
pub(crate) struct SessionRow {
    pub(crate) id: SessionId,
    pub(crate) device: Browser,
    pub(crate) address: String,
    pub(crate) two_factor: bool,
    pub(crate) created_at: Timestamp,
    pub(crate) last_seen_at: Timestamp,
    /// Whether this is the session of the viewer.
    pub(crate) current: bool,
}

/// A device that skips the code at sign-in.
pub(crate) struct DeviceRow {
    pub(crate) id: TrustedDeviceId,
    pub(crate) device: Browser,
    pub(crate) address: String,
    pub(crate) expires_at: Timestamp,
}

/// Something that happened to the account.
pub(crate) struct ActivityRow {
    pub(crate) at: Timestamp,
    pub(crate) kind: AuditKind,
    pub(crate) refused: bool,
    /// The app's name, or another detail; may be empty.
    pub(crate) detail: String,
    pub(crate) address: String,
}

pub(super) fn sessions(chrome: &Chrome, rows: &[SessionRow]) -> Markup {
    let texts = chrome.texts;
    html! {
        section.card aria-labelledby="sessions" {
            div.head {
                h2 #sessions { (texts.html(message::sessions_title())) }
                @if rows.len() > 1 { (one_button(chrome, paths::END_OTHER_SESSIONS, "quiet", message::sessions_end_others())) }
            }
            ul.lines {
                @for row in rows {
                    li.row {
                        div.grow {
                            strong { (texts.html(row.device.words())) } " "
                            @if row.current { span.badge.good { (texts.html(message::sessions_this())) } " " }
                            @if row.two_factor { span.badge { (texts.html(message::sessions_two_factor())) } }
                            p.soft {
                                (texts.html(message::sessions_times(
                                    &row.address, Moment(row.created_at), Moment(row.last_seen_at),
                                )))
                            }
                        }
                        @if !row.current {
                            (form(chrome, &paths::end_session(row.id), &html! {
                                button.quiet type="submit" {
                                    (texts.html(message::sessions_end()))
                                    span.unseen { " " (texts.html(message::sessions_end_which(row.device.words()))) }
                                }
                            }))
                        }
                    }
                }
            }
        }
    }
}

pub(super) fn devices(chrome: &Chrome, rows: &[DeviceRow]) -> Markup {
    let texts = chrome.texts;
    html! {
        section.card aria-labelledby="devices" {
            h2 #devices { (texts.html(message::devices_title())) }
            @if rows.is_empty() { p.soft { (texts.html(message::devices_none())) } }
            @else { p.soft { (texts.html(message::devices_what())) } }
            ul.lines {
                @for row in rows {
                    li.row {
                        div.grow {
                            strong { (texts.html(row.device.words())) }
                            p.soft { (texts.html(message::devices_until(&row.address, Day(row.expires_at)))) }
                        }
                        (form(chrome, &paths::forget_device(row.id), &html! {
                            button.quiet type="submit" { (texts.html(message::devices_forget())) span.unseen { " " (texts.html(row.device.words())) } }
                        }))
                    }
                }
            }
        }
    }
}

pub(super) fn activity(texts: Texts, rows: &[ActivityRow]) -> Markup {
    html! {
        section.card aria-labelledby="activity" {
            h2 #activity { (texts.html(message::activity_title())) }
            @if rows.is_empty() { p.soft { (texts.html(message::activity_none())) } }
            ul.lines {
                @for row in rows {
                    li.row {
                        div.grow {
                            (texts.html(audit_words::words(row.kind)))
                            @if !row.detail.is_empty() { span.soft { " " (row.detail) } }
                            @if row.refused { " " span.badge.bad { (texts.html(message::refused())) } }
                        }
                        span.soft { (texts.moment(row.at)) @if !row.address.is_empty() { " · " (row.address) } }
                    }
                }
            }
        }
    }
}
