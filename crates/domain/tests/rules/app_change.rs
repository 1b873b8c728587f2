//! Which changes of an app need a fresh proof (R24).

use std::sync::LazyLock;
use std::time::Duration;

use twinlock_domain::{AppChange, AppPolicy, AppSettings, ChangeEffect, RedirectUri, ScopeSet, Timestamp};

const NOW: Timestamp = Timestamp::from_unix_seconds(1_790_000_000);

fn uris(texts: &[&str]) -> Vec<RedirectUri> {
    texts.iter().map(|text| RedirectUri::parse(text).unwrap()).collect()
}

fn scope(text: &str) -> ScopeSet {
    ScopeSet::parse(text).unwrap()
}

static SCOPE: LazyLock<ScopeSet> = LazyLock::new(|| scope("openid profile"));
static OPTIONAL: LazyLock<ScopeSet> = LazyLock::new(|| scope("profile"));

fn settings(redirect_uris: &[RedirectUri]) -> AppSettings<'_> {
    AppSettings {
        name: "Bank",
        redirect_uris,
        scope: &SCOPE,
        optional_scope: &OPTIONAL,
        pkce_required: true,
        machine_access: false,
        id_token_claims: false,
        authentication: "confidential",
        signature: "RS256",
    }
}

#[test]
fn r24_the_list_of_what_weakens_is_this_one() {
    let weakening: Vec<&str> =
        AppChange::ALL.iter().filter(|change| change.needs_proof()).map(|change| change.as_str()).collect();
    assert_eq!(
        weakening,
        [
            "requirement_lowered",
            "enrolment_age_lowered",
            "consents_revoked",
            "redirect_uri_added",
            "scope_added",
            "scope_made_required",
            "pkce_lifted",
            "machine_access_on",
            "authentication_changed",
            "credential_added",
            "transferred",
            "deleted",
        ]
    );
    let on = AppChange::RequirementRaised;
    assert_eq!(on.effect(), ChangeEffect::Strengthens, "turning it on has to be easy");
}

#[test]
fn r24_each_setting_that_differs_is_a_change() {
    let one = uris(&["https://bank.example/callback"]);
    let other = uris(&["https://evil.example/callback"]);
    let both = uris(&["https://bank.example/callback", "https://evil.example/callback"]);
    let before = settings(&one);
    let cases: [(AppSettings<'_>, &[AppChange]); 14] = [
        (before, &[]),
        (AppSettings { name: "Other", ..before }, &[AppChange::NameChanged]),
        (AppSettings { redirect_uris: &both, ..before }, &[AppChange::RedirectUriAdded]),
        (
            AppSettings { redirect_uris: &other, ..before },
            &[AppChange::RedirectUriAdded, AppChange::RedirectUriRemoved],
        ),
        (AppSettings { scope: &scope("openid profile email"), ..before }, &[AppChange::ScopeAdded]),
        (
            AppSettings { scope: &scope("openid"), optional_scope: &ScopeSet::EMPTY, ..before },
            &[AppChange::ScopeRemoved],
        ),
        (AppSettings { optional_scope: &ScopeSet::EMPTY, ..before }, &[AppChange::ScopeMadeRequired]),
        (AppSettings { pkce_required: false, ..before }, &[AppChange::PkceLifted]),
        (AppSettings { machine_access: true, ..before }, &[AppChange::MachineAccessOn]),
        (AppSettings { authentication: "public", ..before }, &[AppChange::AuthenticationChanged]),
        (AppSettings { signature: "EdDSA", ..before }, &[AppChange::SignatureChanged]),
        (AppSettings { id_token_claims: true, ..before }, &[AppChange::IdTokenClaimsChanged]),
        (
            AppSettings { scope: &scope("openid profile email offline_access"), ..before },
            &[AppChange::ScopeAdded, AppChange::ScopeAdded],
        ),
        (
            AppSettings { pkce_required: false, machine_access: true, ..before },
            &[AppChange::PkceLifted, AppChange::MachineAccessOn],
        ),
    ];
    for (after, expected) in cases {
        assert_eq!(before.changes_to(&after), expected, "{after:?}");
    }
    let lax = AppSettings { pkce_required: false, machine_access: true, redirect_uris: &both, ..before };
    let back = [AppChange::RedirectUriRemoved, AppChange::PkceRequired, AppChange::MachineAccessOff];
    assert_eq!(lax.changes_to(&before), back);
    assert!(back.iter().all(|change| !change.needs_proof()), "the way back is free");
}

#[test]
fn r24_the_order_of_the_addresses_is_no_change() {
    let one = uris(&["https://a.example/", "https://b.example/"]);
    let two = uris(&["https://b.example/", "https://a.example/"]);
    assert_eq!(settings(&one).changes_to(&settings(&two)), []);
}

#[test]
fn r24_each_part_of_the_policy_that_differs_is_a_change() {
    let off = AppPolicy::default();
    let mut on = off;
    on.require_2fa(NOW);
    let mut revoked = off;
    revoked.revoke_all(NOW);
    let aged = AppPolicy { enrolment_age: Duration::from_hours(24), ..off };
    for (before, after, expected) in [
        (off, off, vec![]),
        (off, on, vec![AppChange::RequirementRaised]),
        (on, AppPolicy { two_factor_required: false, ..on }, vec![AppChange::RequirementLowered]),
        (off, revoked, vec![AppChange::ConsentsRevoked]),
        (revoked, revoked, vec![]),
        (off, aged, vec![AppChange::EnrolmentAgeRaised]),
        (aged, off, vec![AppChange::EnrolmentAgeLowered]),
    ] {
        assert_eq!(before.changes_to(&after), expected);
    }
}
