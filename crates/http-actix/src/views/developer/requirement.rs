//! The toggle: what flipping it will do, said before, and what is left of older access, said after.

use maud::{Markup, html};
use twinlock_domain::Timestamp;

use super::app_row::AppRow;
use crate::views::fields::{Field, Proof, form, hidden, proof, proof_if_chosen};
use crate::views::layout::Chrome;
use crate::views::people::moment;
use crate::views::{paths, words};

/// The requirement as it stands.
pub(crate) struct RequirementState {
    pub(crate) required: bool,
    /// When it was last turned on.
    pub(crate) since: Option<Timestamp>,
    pub(crate) counts: Known,
}

/// What is known of those who are affected.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Known {
    /// Their numbers.
    Counted(Counts),
    /// They are many, and are counted when somebody asks.
    NotYet,
    /// Counting them was given up.
    TooMany,
}

/// Who is affected. Counts alone, never who.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    /// People with access.
    pub(crate) consented: u64,
    /// Those of them without 2FA.
    pub(crate) without_2fa: u64,
    /// Single-factor grants that live on.
    pub(crate) grandfathered_grants: u64,
    /// When the last of them ends.
    pub(crate) last_grandfathered_expiry: Option<Timestamp>,
}

pub(super) fn section(chrome: &Chrome, app: &AppRow) -> Markup {
    let state = &app.requirement;
    html! {
        section.rule-box {
            @if state.required { (turn_off(chrome, app)) } @else { (turn_on(chrome, app)) }
            @if app.machine_access {
                p.notice {
                    "Machine access (" code { "client_credentials" } ") is on. It acts for no person, so this rule does not cover it."
                }
            }
            (enrolment_age(chrome, app))
            p { a href=(paths::app_panel(app.id)) { "View as a user without 2FA" } }
        }
    }
}

/// Whom it concerns, in numbers where they are known.
fn concerned(app: &AppRow, counted: impl FnOnce(Counts) -> String) -> Markup {
    html! {
        p { strong { @match app.requirement.counts {
            Known::Counted(counts) => { (counted(counts)) }
            Known::NotYet => { (words::MANY) " " a href=(paths::open_app(app.id)) { "Count them" } }
            Known::TooMany => { (words::UNCOUNTED) }
        } } }
    }
}

fn turn_on(chrome: &Chrome, app: &AppRow) -> Markup {
    let (switch_id, now_id) = (format!("switch-{}", app.id), format!("now-{}", app.id));
    let scope = format!("on-{}", app.id);
    form(
        chrome,
        &paths::require_2fa(app.id),
        &html! {
            (hidden("required", "true"))
            div.head {
                h3 id=(switch_id) { "Require 2FA" }
                (switch(&switch_id, false))
            }
            p { "Only accounts protected by 2FA can then authorize " (app.name) ". It works at once, on every request." }
            (concerned(app, |counts| {
                words::preview(counts.without_2fa, counts.consented, counts.last_grandfathered_expiry)
            }))
            div.tick.reveals {
                input type="checkbox" id=(now_id) name="revoke_now" value="on";
                label for=(now_id) {
                    "Revoke everyone now" span.soft { " Nobody keeps access, not even people with 2FA: all sign in again." }
                }
                div.revealed { (proof_if_chosen(chrome, app.proof, &scope)) }
            }
        },
    )
}

fn turn_off(chrome: &Chrome, app: &AppRow) -> Markup {
    let (switch_id, scope) = (format!("switch-{}", app.id), format!("off-{}", app.id));
    form(
        chrome,
        &paths::require_2fa(app.id),
        &html! {
            (hidden("required", "false"))
            div.head {
                h3 id=(switch_id) { "Require 2FA" }
                (switch(&switch_id, true))
            }
            p {
                "Only accounts protected by 2FA can authorize " (app.name)
                @if let Some(since) = app.requirement.since { ", since " (moment(since)) }
                "."
            }
            (concerned(app, |counts| words::grandfathered(counts.grandfathered_grants, counts.last_grandfathered_expiry)))
            @if app.proof != Proof::default() {
                p.soft { "Turning it off weakens the app, so it asks who you are. Access that was frozen stays frozen." }
                div.inline { (proof(chrome, app.proof, &scope)) }
            }
        },
    )
}

/// A submit button that looks and speaks like the switch it is. Where turning off asks for a proof, the browser
/// says what is missing.
fn switch(labelled_by: &str, on: bool) -> Markup {
    html! {
        button.switch type="submit" role="switch" aria-checked=(on) aria-labelledby=(labelled_by) {
            span.track aria-hidden="true" { span.knob {} }
            span aria-hidden="true" { @if on { "On" } @else { "Off" } }
        }
    }
}

fn enrolment_age(chrome: &Chrome, app: &AppRow) -> Markup {
    let (id, days) = (format!("age-{}", app.id), app.enrolment_age_days.to_string());
    html! {
        details.fold {
            summary { "Enrolment age: " @if app.enrolment_age_days == 0 { "none" } @else { (crate::format::count(app.enrolment_age_days, "day")) } }
            p { "How old a second factor must be before this app accepts it. It slows down a thief who knows a password and sets up a factor of their own." }
            (form(chrome, &paths::enrolment_age(app.id), &html! {
                (Field::text("days", "Days").id(&id).number().value(&days).hint("0 accepts a new factor at once.").render(chrome))
                @if app.enrolment_age_days > 0 && app.proof != Proof::default() {
                    p.soft { "Lowering it weakens the app, so it asks who you are. Raising it does not." }
                    (proof_if_chosen(chrome, app.proof, &format!("age-proof-{}", app.id)))
                }
                button.quiet type="submit" { "Save" }
            }))
        }
    }
}
