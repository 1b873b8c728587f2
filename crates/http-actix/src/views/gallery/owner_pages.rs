//! Pages of an app's owner.

use twinlock_application::ClientMetadata;
use twinlock_domain::{AppSecretId, AuditKind, PassReason, RedirectUri, ScopeSet, ScopeToken, Stop};

use super::{NOW, Picture, ada, ada_in, app_id, days};
use crate::text::{Texts, message};
use crate::views::developer::{
    AppDraft, AppEntry, AppEventRow, AppLine, AppRow, CountState, Counts, DeveloperPage, FlipRow, Flipper,
    NewSecretPage, RequirementState, SecretRow, Typed,
};
use crate::views::fields::Proof;
use crate::views::layout::{Chrome, Problem, Section};

pub(super) fn all(texts: Texts) -> Vec<Picture> {
    let developer = DeveloperPage {
        apps: vec![loaded(app(3, "Atlas Notes", true)), loaded(app(9, "Ledger", false)), closed()],
        draft: Some(AppDraft::default()),
        draft_open: false,
    };
    let empty = DeveloperPage { apps: Vec::new(), draft: Some(AppDraft::default()), draft_open: true };
    let locked = DeveloperPage { apps: vec![closed()], draft: None, draft_open: false };
    let many = DeveloperPage {
        apps: vec![
            loaded(uncounted(CountState::NotYet, app(3, "Atlas Notes", true))),
            loaded(uncounted(CountState::TooMany, app(9, "Ledger", false))),
        ],
        draft: None,
        draft_open: false,
    };
    let refused = Chrome {
        problems: vec![Problem::at("new-uris", message::uri_insecure_http())],
        ..ada_in(texts, Section::Developer)
    };
    let secret = |app_is_new| NewSecretPage {
        app: app_id(3),
        app_name: "Atlas Notes".into(),
        secret: "q6Yt0bBvWfTn3zJmRkX1aPd8sLhGcUeV".into(),
        app_is_new,
    };
    vec![
        ("developer", developer.render(&ada_in(texts, Section::Developer)).into_string()),
        ("developer-many", many.render(&ada_in(texts, Section::Developer)).into_string()),
        ("developer-none", empty.render(&ada_in(texts, Section::Developer)).into_string()),
        ("developer-refused", empty.render(&refused).into_string()),
        ("developer-switch-refused", switch_refused(texts)),
        ("developer-edit-refused", edit_refused(texts)),
        ("developer-locked", locked.render(&ada_in(texts, Section::Developer)).into_string()),
        ("new-app", secret(true).render(&ada(texts)).into_string()),
        ("new-secret", secret(false).render(&ada(texts)).into_string()),
    ]
}

/// *Revoke everyone now* was ticked, and a code was missing.
fn switch_refused(texts: Texts) -> String {
    let field = format!("on-{}-code", app_id(9));
    let problems = vec![Problem::at(field, message::code_needed())];
    let row = AppRow { typed: Typed { revoke_now: true, ..Typed::default() }, ..app(9, "Ledger", false) };
    let page = DeveloperPage { apps: vec![loaded(row)], draft: None, draft_open: false };
    page.render(&Chrome { problems, ..ada_in(texts, Section::Developer) }).into_string()
}

/// Two invalid addresses, and a password that was missing.
fn edit_refused(texts: Texts) -> String {
    let at = |end: &str| format!("edit-{}-{end}", app_id(9));
    let problems = vec![
        Problem::at(at("uris"), message::app_invalid_uri(2_u32, "http://app.example/", message::uri_insecure_http())),
        Problem::at(at("uris"), message::app_invalid_uri(3_u32, "nonsense", message::uri_not_absolute())),
        Problem::at(at("password"), message::password_needed()),
    ];
    let draft = AppDraft {
        name: "Ledger, renamed".into(),
        redirect_uris: "https://ledger.example/\nhttp://app.example/\nnonsense".into(),
        ..AppDraft::default()
    };
    let row = AppRow { typed: Typed { edit: Some(draft), ..Typed::default() }, ..app(9, "Ledger", false) };
    let page = DeveloperPage { apps: vec![loaded(row)], draft: None, draft_open: false };
    page.render(&Chrome { problems, ..ada_in(texts, Section::Developer) }).into_string()
}

fn uncounted(counts: CountState, app: AppRow) -> AppRow {
    AppRow { requirement: RequirementState { counts, ..app.requirement }, ..app }
}

fn loaded(row: AppRow) -> AppEntry {
    AppEntry::Loaded(Box::new(row))
}

fn closed() -> AppEntry {
    AppEntry::Closed(line(21, "Kitchen timer", true))
}

fn line(byte: u8, name: &str, required: bool) -> AppLine {
    AppLine { id: app_id(byte), name: name.into(), host: "notes.atlas.example".into(), required }
}

fn app(byte: u8, name: &str, required: bool) -> AppRow {
    let secret = |byte, label: &str, used| SecretRow {
        id: AppSecretId::new(NOW, [byte; 10]),
        label: label.into(),
        created_at: NOW,
        last_used_at: used,
    };
    AppRow {
        line: line(byte, name, required),
        metadata: ClientMetadata {
            scope: ScopeSet::STANDARD.with("timer:set").unwrap(),
            optional_scope: ScopeSet::parse("email").unwrap(),
            scope_descriptions: [(ScopeToken::parse("timer:set").unwrap(), "Set timers in your kitchen".into())].into(),
            machine_access: !required,
            id_token_claims: !required,
            ..ClientMetadata::named(name, uris(&["https://notes.atlas.example/callback", "http://127.0.0.1/callback"]))
        },
        created_at: NOW,
        secrets: vec![secret(1, "first", Some(NOW)), secret(2, "rotation", None)]
            .into_iter()
            .skip(required.into())
            .collect(),
        requirement: requirement(required),
        enrolment_age_days: if required { 3 } else { 0 },
        proof: Proof { password: true, code: true },
        history: vec![FlipRow { at: NOW, kind: AuditKind::RequirementOn, who: Flipper::Owner("Ada Lovelace".into()) }],
        events: events(),
        all_events: false,
        more_events: required,
        typed: Typed::default(),
        open: true,
    }
}

fn uris(texts: &[&str]) -> Vec<RedirectUri> {
    texts.iter().map(|text| RedirectUri::parse(text).unwrap()).collect()
}

fn requirement(required: bool) -> RequirementState {
    let counts = Counts {
        consented: 41,
        without_2fa: 7,
        grandfathered_grants: if required { 3 } else { 0 },
        last_grandfathered_expiry: Some(NOW + days(89)),
    };
    RequirementState { required, since: required.then_some(NOW), counts: CountState::Counted(counts) }
}

fn events() -> Vec<AppEventRow> {
    let event = |kind, refused, reason: &str| AppEventRow { at: NOW, kind, refused, reason: reason.into() };
    vec![
        event(AuditKind::GateStopped, true, Stop::Enrol.as_str()),
        event(AuditKind::ConsentGranted, false, ""),
        event(AuditKind::CodeIssued, false, PassReason::TwoFactor.as_str()),
    ]
}
