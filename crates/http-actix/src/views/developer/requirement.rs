//! The switch of the requirement: before it is turned on, whom that will affect; afterwards, which older access is
//! left.

use maud::{Markup, html};
use twinlock_domain::Timestamp;

use super::app_row::AppRow;
use crate::paths;
use crate::text::{Code, Day, Message, Moment, Texts, message};
use crate::views::fields::{Asked, Field, Proof, ProofFor, Purpose, form, hidden, proof_for};
use crate::views::layout::Chrome;

/// The state of the requirement.
pub(crate) struct RequirementState {
    pub(crate) required: bool,
    /// When it was last turned on.
    pub(crate) since: Option<Timestamp>,
    pub(crate) counts: CountState,
}

/// How many people are affected, as far as that is known.
#[derive(Clone, Copy, Debug)]
pub(crate) enum CountState {
    /// The numbers.
    Counted(Counts),
    /// They are too many for a list, and are counted when the row is opened.
    NotYet,
    /// Counting them failed or took too long.
    TooMany,
}

/// How many are affected, never who.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    /// People with access.
    pub(crate) consented: u64,
    /// Those of them without 2FA.
    pub(crate) without_2fa: u64,
    /// Grandfathered single-factor grants.
    pub(crate) grandfathered_grants: u64,
    /// When the last of them ends.
    pub(crate) last_grandfathered_expiry: Option<Timestamp>,
}

pub(super) fn section(chrome: &Chrome, app: &AppRow) -> Markup {
    let texts = chrome.texts;
    let state = &app.requirement;
    html! {
        section.rule-box {
            @if state.required { (turn_off(chrome, app)) } @else { (turn_on(chrome, app)) }
            @if app.metadata.machine_access {
                p.notice { (texts.html(message::requirement_machine(Code("client_credentials".into())))) }
            }
            (enrolment_age(chrome, app))
            p { a href=(paths::app_panel(app.line.id)) { (texts.html(message::requirement_view())) } }
        }
    }
}

/// How many people are affected, if that is known.
fn concerned(texts: Texts, app: &AppRow, counted: impl FnOnce(Counts) -> Message) -> Markup {
    html! {
        p { strong { @match app.requirement.counts {
            CountState::Counted(counts) => { (texts.html(counted(counts))) }
            CountState::NotYet => {
                (texts.html(message::requirement_many())) " "
                a href=(paths::open_app(app.line.id)) { (texts.html(message::requirement_count())) }
            }
            CountState::TooMany => { (texts.html(message::requirement_uncounted())) }
        } } }
    }
}

/// What turning the requirement on means for those who have access (R13).
fn preview(counts: Counts) -> Message {
    match counts {
        Counts { consented: 0, .. } => message::requirement_nobody(),
        Counts { without_2fa: 0, consented, .. } => message::requirement_all_protected(consented),
        Counts { without_2fa, consented, last_grandfathered_expiry, .. } => {
            let keep = last_grandfathered_expiry
                .map_or_else(message::requirement_keep_none, |until| message::requirement_keep_until(Day(until)));
            message::requirement_without(without_2fa, message::requirement_people(consented), keep)
        }
    }
}

/// Which older access is left while the requirement is on (R13).
fn grandfathered(counts: Counts) -> Message {
    match (counts.grandfathered_grants, counts.last_grandfathered_expiry) {
        (0, _) | (_, None) => message::requirement_grandfathered_none(),
        (grants, Some(until)) => message::requirement_grandfathered(grants, Day(until)),
    }
}

fn stands(app: &AppRow) -> Message {
    match app.requirement.since {
        Some(since) => message::requirement_on_since(&app.line.name, Moment(since)),
        None => message::requirement_on(&app.line.name),
    }
}

fn turn_on(chrome: &Chrome, app: &AppRow) -> Markup {
    let texts = chrome.texts;
    let id = app.line.id;
    let (switch_id, scope) = (format!("switch-{id}"), format!("on-{id}"));
    let now_id = format!("{scope}-now");
    form(
        chrome,
        &paths::require_2fa(id),
        &html! {
            (hidden("required", "true"))
            div.head {
                h3 id=(switch_id) { (texts.html(message::requirement_title())) }
                (switch(texts, &switch_id, false))
            }
            p { (texts.html(message::requirement_turn_on(&app.line.name))) }
            div.kept {
                (concerned(texts, app, preview))
            }
            p.cut { strong { (texts.html(message::requirement_revoked_at_once())) } }
            div.tick.reveals {
                input type="checkbox" id=(now_id) name="revoke_now" value="on" checked[app.typed.revoke_now];
                label for=(now_id) {
                    (texts.html(message::requirement_revoke_now()))
                    span.soft { " " (texts.html(message::requirement_revoke_now_meaning())) }
                }
                div.revealed {
                    (proof_for(chrome, app.proof, ProofFor { scope: &scope, purpose: Purpose::RevokeEveryone, asked: Asked::WhenChosen }))
                }
            }
        },
    )
}

fn turn_off(chrome: &Chrome, app: &AppRow) -> Markup {
    let texts = chrome.texts;
    let id = app.line.id;
    let (switch_id, scope) = (format!("switch-{id}"), format!("off-{id}"));
    form(
        chrome,
        &paths::require_2fa(id),
        &html! {
            (hidden("required", "false"))
            div.head {
                h3 id=(switch_id) { (texts.html(message::requirement_title())) }
                (switch(texts, &switch_id, true))
            }
            p { (texts.html(stands(app))) }
            (concerned(texts, app, grandfathered))
            @if app.proof != Proof::default() || chrome.has_problem_in(&scope) {
                p.soft { (texts.html(message::requirement_weakens())) }
                div.inline {
                    (proof_for(chrome, app.proof, ProofFor { scope: &scope, purpose: Purpose::TurnOff, asked: Asked::Always }))
                }
            }
        },
    )
}

/// A submit button that looks like a switch and has its ARIA role. Where turning off requires a password or a code, the
/// browser reports what is missing.
fn switch(texts: Texts, labelled_by: &str, on: bool) -> Markup {
    html! {
        button.switch type="submit" role="switch" aria-checked=(on) aria-labelledby=(labelled_by) {
            span.track aria-hidden="true" { span.knob {} }
            span aria-hidden="true" { @if on { (texts.html(message::on())) } @else { (texts.html(message::off())) } }
        }
    }
}

fn enrolment_age(chrome: &Chrome, app: &AppRow) -> Markup {
    let scope = format!("age-{}", app.line.id);
    let (id, days) = (format!("{scope}-days"), app.enrolment_age_days.to_string());
    let texts = chrome.texts;
    let typed = app.typed.days.as_deref();
    let age = match app.enrolment_age_days {
        0 => message::age_none(),
        days => message::calendar_days(days),
    };
    html! {
        details.fold open[typed.is_some()] {
            summary { (texts.html(message::age_title(age))) }
            p { (texts.html(message::age_what())) }
            (form(chrome, &paths::enrolment_age(app.line.id), &html! {
                (Field::text("days", message::age_days()).id(&id).number().value(typed.unwrap_or(&days))
                    .hint(message::age_days_hint()).render(chrome))
                @if (app.enrolment_age_days > 0 && app.proof != Proof::default()) || chrome.has_problem_in(&scope) {
                    p.soft { (texts.html(message::age_weakens())) }
                    (proof_for(chrome, app.proof, ProofFor { scope: &scope, purpose: Purpose::LowerAge, asked: Asked::WhereItWeakens }))
                }
                button.quiet type="submit" { (texts.html(message::button_save())) }
            }))
        }
    }
}
