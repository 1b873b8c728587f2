//! Pages of the signed-in account.

use twinlock_domain::{AuditKind, ScopeSet, ScopeToken, SessionId, TrustedDeviceId};

use super::{NOW, Picture, ada, ada_in, app_id, atlas, days, journey};
use crate::text::{Browser, Texts, message};
use crate::views::app_summary::{AppSummary, PendingApp};
use crate::views::connected_apps::{ConnectedApp, ConnectedAppsPage, Connection};
use crate::views::layout::{Chrome, Problem, Section};
use crate::views::overview::OverviewPage;
use crate::views::security::{
    ActivityRow, DeviceRow, Enrolled, EnrolmentPage, RecoveryCodesPage, SecondFactorState, SecurityPage, SessionRow,
};

pub(super) fn all(texts: Texts) -> Vec<Picture> {
    let mut pictures = overview(texts);
    pictures.extend(security(texts));
    pictures.extend(enrolment(texts));
    pictures.extend(connected(texts));
    pictures
}

fn overview(texts: Texts) -> Vec<Picture> {
    let page = |two_factor, email_verified| OverviewPage {
        two_factor,
        recovery_codes_left: 10,
        email_verified,
        sessions: 2,
        connected_apps: 3,
        paused_apps: u64::from(!two_factor),
        own_apps: 1,
        language: None,
    };
    vec![
        ("overview", page(false, false).render(&ada_in(texts, Section::Overview)).into_string()),
        ("overview-two-factor", page(true, true).render(&ada_in(texts, Section::Overview)).into_string()),
    ]
}

fn security_page(second_factor: SecondFactorState, journey: Option<PendingApp>) -> SecurityPage {
    let session = |byte, device: &str, current| SessionRow {
        id: SessionId::new(NOW, [byte; 10]),
        device: Browser::of(device),
        address: "192.0.2.44".into(),
        two_factor: current,
        created_at: NOW,
        last_seen_at: NOW,
        current,
    };
    let device = DeviceRow {
        id: TrustedDeviceId::new(NOW, [4; 10]),
        device: Browser::of("Firefox/1 Linux"),
        address: "192.0.2.44".into(),
        expires_at: NOW + days(30),
    };
    let happened = |kind, refused, detail: &str| ActivityRow {
        at: NOW,
        kind,
        refused,
        detail: detail.into(),
        address: "192.0.2.44".into(),
    };
    SecurityPage {
        second_factor,
        journey,
        devices: vec![device],
        sessions: vec![session(1, "Firefox/1 Linux", true), session(2, "Safari/1 iPhone", false)],
        activity: vec![
            happened(AuditKind::ConsentGranted, false, "Atlas Notes"),
            happened(AuditKind::SecondFactorFailed, true, ""),
            happened(AuditKind::SignedIn, false, ""),
        ],
    }
}

fn security(texts: Texts) -> Vec<Picture> {
    let off = || SecondFactorState::Off { ask_password: true };
    let on = |left, apps: &[&str]| {
        SecondFactorState::On(Enrolled {
            since: NOW,
            recovery_codes_left: left,
            apps_that_require_it: apps.iter().map(|app| (*app).to_owned()).collect(),
        })
    };
    let chrome = || ada_in(texts, Section::Security);
    let done = Chrome { notice: Some(message::notice_out_of_date()), ..chrome() };
    let mut quiet = security_page(off(), None);
    quiet.devices.clear();
    quiet.activity.clear();
    vec![
        ("security", quiet.render(&chrome()).into_string()),
        ("security-on-the-way", security_page(off(), Some(journey())).render(&chrome()).into_string()),
        ("security-on", security_page(on(3, &["Atlas Notes", "Ledger"]), None).render(&done).into_string()),
        ("security-on-ready", security_page(on(10, &[]), Some(journey())).render(&chrome()).into_string()),
    ]
}

fn enrolment(texts: Texts) -> Vec<Picture> {
    let page = EnrolmentPage {
        key: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP".into(),
        otpauth_uri:
            "otpauth://totp/Twinlock:ada%40example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Twinlock".into(),
        journey: Some(journey()),
    };
    let wrong = Chrome { problems: vec![Problem::at("code", message::code_wrong())], ..ada(texts) };
    let codes = |journey, replaced| RecoveryCodesPage {
        codes: (0..10).map(|n| format!("k3f{n}-9xqa-m2v{n}-tt7c")).collect(),
        journey,
        replaced,
    };
    vec![
        ("enrolment", page.render(&ada(texts)).into_string()),
        ("enrolment-wrong", page.render(&wrong).into_string()),
        ("recovery-codes", codes(Some(journey()), false).render(&ada(texts)).into_string()),
        ("recovery-codes-replaced", codes(None, true).render(&ada(texts)).into_string()),
    ]
}

fn connected(texts: Texts) -> Vec<Picture> {
    let app = |face, requires_2fa, connection| ConnectedApp {
        face,
        scope: ScopeSet::STANDARD.with("notes:read").unwrap(),
        scope_descriptions: [(ScopeToken::parse("notes:read").unwrap(), "Read your notes".into())].into(),
        since: NOW,
        last_used: NOW,
        requires_2fa,
        connection,
    };
    let face = |byte, name: &str| AppSummary { id: app_id(byte), name: name.into(), host: "app.example".into() };
    let apps = vec![
        app(atlas(), true, Connection::Connected),
        app(face(9, "Ledger"), false, Connection::AtNextSignIn),
        app(face(21, "Kitchen timer"), true, Connection::Ending { until: NOW + days(12) }),
        app(face(22, "Bank"), true, Connection::NeedsSecondFactor),
        app(face(23, "Clinic"), true, Connection::FactorTooYoung { until: NOW + days(2) }),
    ];
    vec![
        ("apps", ConnectedAppsPage { apps }.render(&ada_in(texts, Section::Apps)).into_string()),
        ("apps-none", ConnectedAppsPage { apps: Vec::new() }.render(&ada_in(texts, Section::Apps)).into_string()),
    ]
}
