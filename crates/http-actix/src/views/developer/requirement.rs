//! The toggle: what flipping it will do, said before, and what is left of older access, said after.

use maud::{Markup, html};
use twinlock_domain::Timestamp;

use super::app_row::AppRow;
use crate::views::app_summary::moment;
use crate::views::fields::{Asked, Field, Proof, ProofFor, form, hidden, proof_for};
use crate::views::layout::Chrome;
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
            @if app.metadata.machine_access {
                p.notice {
                    "Machine access (" code { "client_credentials" } ") is on. It acts for no person, so this rule does not cover it."
                }
            }
            (enrolment_age(chrome, app))
            p { a href=(paths::app_panel(app.line.id)) { "View as a user without 2FA" } }
        }
    }
}

/// Whom it concerns, in numbers where they are known.
fn concerned(app: &AppRow, counted: impl FnOnce(Counts) -> String) -> Markup {
    html! {
        p { strong { @match app.requirement.counts {
            Known::Counted(counts) => { (counted(counts)) }
            Known::NotYet => { (words::MANY) " " a href=(paths::open_app(app.line.id)) { "Count them" } }
            Known::TooMany => { (words::UNCOUNTED) }
        } } }
    }
}

fn turn_on(chrome: &Chrome, app: &AppRow) -> Markup {
    let id = app.line.id;
    let (switch_id, scope) = (format!("switch-{id}"), format!("on-{id}"));
    let now_id = format!("{scope}-now");
    form(
        chrome,
        &paths::require_2fa(id),
        &html! {
            (hidden("required", "true"))
            div.head {
                h3 id=(switch_id) { "Require 2FA" }
                (switch(&switch_id, false))
            }
            p { "Only accounts protected by 2FA can then authorize " (app.line.name) ". It works at once, on every request." }
            div.kept {
                (concerned(app, |counts| {
                    words::preview(counts.without_2fa, counts.consented, counts.last_grandfathered_expiry)
                }))
            }
            p.cut { strong { (words::REVOKED_AT_ONCE) } }
            div.tick.reveals {
                input type="checkbox" id=(now_id) name="revoke_now" value="on" checked[app.typed.revoke_now];
                label for=(now_id) {
                    "Revoke everyone now" span.soft { " Nobody keeps access, not even people with 2FA: all sign in again." }
                }
                div.revealed {
                    (proof_for(chrome, app.proof, ProofFor { scope: &scope, purpose: "revoke everyone", asked: Asked::WhenChosen }))
                }
            }
        },
    )
}

fn turn_off(chrome: &Chrome, app: &AppRow) -> Markup {
    let id = app.line.id;
    let (switch_id, scope) = (format!("switch-{id}"), format!("off-{id}"));
    form(
        chrome,
        &paths::require_2fa(id),
        &html! {
            (hidden("required", "false"))
            div.head {
                h3 id=(switch_id) { "Require 2FA" }
                (switch(&switch_id, true))
            }
            p {
                "Only accounts protected by 2FA can authorize " (app.line.name)
                @if let Some(since) = app.requirement.since { ", since " (moment(since)) }
                "."
            }
            (concerned(app, |counts| words::grandfathered(counts.grandfathered_grants, counts.last_grandfathered_expiry)))
            @if app.proof != Proof::default() || chrome.has_problem_in(&scope) {
                p.soft { "Turning it off weakens the app, so you confirm that it is you. Access that was frozen stays frozen." }
                div.inline {
                    (proof_for(chrome, app.proof, ProofFor { scope: &scope, purpose: "turn it off", asked: Asked::Always }))
                }
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
    let scope = format!("age-{}", app.line.id);
    let (id, days) = (format!("{scope}-days"), app.enrolment_age_days.to_string());
    let typed = app.typed.days.as_deref();
    html! {
        details.fold open[typed.is_some()] {
            summary { "Enrolment age: " @if app.enrolment_age_days == 0 { "none" } @else { (crate::format::count(app.enrolment_age_days, "day")) } }
            p { "How old a second factor must be before this app accepts it. It slows down a thief who knows a password and sets up a factor of their own." }
            (form(chrome, &paths::enrolment_age(app.line.id), &html! {
                (Field::text("days", "Days").id(&id).number().value(typed.unwrap_or(&days)).hint("0 accepts a new factor at once.").render(chrome))
                @if (app.enrolment_age_days > 0 && app.proof != Proof::default()) || chrome.has_problem_in(&scope) {
                    p.soft { "Lowering it weakens the app, so you confirm that it is you. Raising it does not." }
                    (proof_for(chrome, app.proof, ProofFor { scope: &scope, purpose: "lower the age", asked: Asked::WhereItWeakens }))
                }
                button.quiet type="submit" { "Save" }
            }))
        }
    }
}
