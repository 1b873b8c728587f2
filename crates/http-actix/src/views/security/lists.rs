//! Sessions, trusted devices and activity: each listed, each revocable.

use maud::{Markup, html};
use twinlock_domain::{AuditKind, SessionId, Timestamp, TrustedDeviceId};

use crate::views::app_summary::{day, moment};
use crate::views::fields::{form, one_button};
use crate::views::layout::Chrome;
use crate::views::{audit_words, paths};

/// A session of the account.
pub(crate) struct SessionRow {
    pub(crate) id: SessionId,
    /// "Firefox on Linux".
    pub(crate) device: String,
    pub(crate) address: String,
    pub(crate) two_factor: bool,
    pub(crate) created_at: Timestamp,
    pub(crate) last_seen_at: Timestamp,
    /// Whether it is the one that looks at this.
    pub(crate) current: bool,
}

/// A device that skips the code at sign-in.
pub(crate) struct DeviceRow {
    pub(crate) id: TrustedDeviceId,
    pub(crate) device: String,
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
    html! {
        section.card aria-labelledby="sessions" {
            div.head {
                h2 #sessions { "Sessions" }
                @if rows.len() > 1 { (one_button(chrome, paths::END_OTHER_SESSIONS, "quiet", "End all others")) }
            }
            ul.lines {
                @for row in rows {
                    li.row {
                        div.grow {
                            strong { (row.device) } " "
                            @if row.current { span.badge.good { "This session" } " " }
                            @if row.two_factor { span.badge { "Two-factor" } }
                            p.soft { (row.address) " · since " (moment(row.created_at)) " · last seen " (moment(row.last_seen_at)) }
                        }
                        @if !row.current {
                            (form(chrome, &paths::end_session(row.id), &html! {
                                button.quiet type="submit" { "End" span.unseen { " session on " (row.device) } }
                            }))
                        }
                    }
                }
            }
        }
    }
}

pub(super) fn devices(chrome: &Chrome, rows: &[DeviceRow]) -> Markup {
    html! {
        section.card aria-labelledby="devices" {
            h2 #devices { "Trusted devices" }
            @if rows.is_empty() { p.soft { "None. Every sign-in asks for a code once two-factor authentication is on." } }
            @else { p.soft { "They skip the code at sign-in. Apps that require 2FA still ask for one." } }
            ul.lines {
                @for row in rows {
                    li.row {
                        div.grow {
                            strong { (row.device) }
                            p.soft { (row.address) " · until " (day(row.expires_at)) }
                        }
                        (form(chrome, &paths::forget_device(row.id), &html! {
                            button.quiet type="submit" { "Forget" span.unseen { " " (row.device) } }
                        }))
                    }
                }
            }
        }
    }
}

pub(super) fn activity(rows: &[ActivityRow]) -> Markup {
    html! {
        section.card aria-labelledby="activity" {
            h2 #activity { "Activity" }
            @if rows.is_empty() { p.soft { "Nothing yet." } }
            ul.lines {
                @for row in rows {
                    li.row {
                        div.grow {
                            (audit_words::words(row.kind))
                            @if !row.detail.is_empty() { span.soft { " " (row.detail) } }
                            @if row.refused { " " span.badge.bad { "Refused" } }
                        }
                        span.soft { (moment(row.at)) @if !row.address.is_empty() { " · " (row.address) } }
                    }
                }
            }
        }
    }
}
