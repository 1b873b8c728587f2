//! Tests of `serve` and `demo` as processes.

use std::fs;
use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::place::{PASSWORD, Place, Running, free_ports, get};

#[test]
fn serve_works_with_no_configuration_and_ends_when_told_to() {
    let place = Place::new();
    let (listen, ops) = free_ports();
    let (mut server, said) = Running::start(&place, &["serve", "--listen", &listen, "--ops-listen", &ops]);
    let port = listen.rsplit(':').next().unwrap();
    assert_eq!(said["issuer"], format!("http://localhost:{port}"));
    let link = said["setup_link"].as_str().unwrap();
    assert!(link.starts_with(&format!("http://localhost:{port}/set-up?token=")), "{link}");
    assert_eq!(get(link).0, 200);

    assert_eq!(get(&format!("http://{ops}/healthz")), (200, "ok\n".to_owned()));
    assert_eq!(get(&format!("http://{ops}/readyz")), (200, "ready\n".to_owned()));
    assert_eq!(get(&format!("http://{ops}/metrics")).0, 200);
    assert_eq!(get(&format!("http://localhost:{port}/oauth2/jwks")).0, 200);
    let (_, metadata) = get(&format!("http://localhost:{port}/.well-known/openid-configuration"));
    let metadata: Value = serde_json::from_str(&metadata).unwrap();
    assert_eq!(metadata["issuer"], said["issuer"]);

    server.terminate();
    assert!(server.0.wait().unwrap().success());
    // The key is created after the greeting, and is certain to exist only when the server has ended.
    assert_eq!(place.json(&["keys", "list"])["keys"][0]["alg"], "RS256");
}

#[test]
fn a_signal_right_after_the_greeting_ends_the_server_in_order() {
    let place = Place::new();
    let (listen, ops) = free_ports();
    let (mut server, _) = Running::start(&place, &["serve", "--listen", &listen, "--ops-listen", &ops]);
    server.terminate();
    assert!(server.0.wait().unwrap().success());
}

#[test]
fn the_setup_link_is_not_printed_where_there_is_an_administrator() {
    let place = Place::migrated();
    let mut child = place.command(&["user", "create", "root@example.org", "--password-stdin", "--admin"]);
    let mut child = child.stdin(Stdio::piped()).spawn().unwrap();
    writeln!(child.stdin.take().unwrap(), "{PASSWORD}").unwrap();
    assert!(child.wait().unwrap().success());
    let (listen, ops) = free_ports();
    let (_server, said) = Running::start(&place, &["serve", "--listen", &listen, "--ops-listen", &ops]);
    assert_eq!(said["setup_link"], Value::Null);
}

#[test]
fn a_port_that_is_taken_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let failure =
        Place::new().failure(&["serve", "--listen", &address, "--ops-listen", "off", "--set", "log_filter=off"]);
    assert!(failure.starts_with(&format!("cannot listen at {address}")), "{failure}");
}

#[test]
fn the_demo_says_what_to_open_and_who_is_there() {
    let place = Place::new();
    let (listen, ops) = free_ports();
    let (_server, said) = Running::start(&place, &["demo", "--listen", &listen, "--ops-listen", &ops]);
    let written = fs::read_to_string(place.0.path().join("demo-data/demo.json")).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), said);
    assert_eq!(said["accounts"][0]["two_factor"], false);
    assert_eq!(said["accounts"][1]["totp_secret"].as_str().unwrap().len(), 32);
    assert!(said["accounts"][1]["otpauth_uri"].as_str().unwrap().starts_with("otpauth://totp/"));
    assert_eq!(said["apps"][0]["requires_2fa"], true);
    assert_eq!(said["apps"][1]["requires_2fa"], false);
    assert_eq!(said["apps"][0]["redirect_uris"], serde_json::json!(["http://127.0.0.1:9000/callback"]));
    assert_eq!(get(&format!("{}/sign-in", said["issuer"].as_str().unwrap())).0, 200);
}

/// The redirect URIs of the demo's apps, and the greeting, have the address of the relying party.
#[test]
fn e29_the_demo_names_the_relying_party_that_runs() {
    let place = Place::new();
    let (listen, apps) = free_ports();
    let demo = ["demo", "--listen", &listen, "--ops-listen", "off", "--relying-party", &apps];
    let (_server, said) = Running::start(&place, &demo);
    for app in said["apps"].as_array().unwrap() {
        assert_eq!(app["redirect_uris"], serde_json::json!([format!("http://{apps}/callback")]));
    }
    let text = said.to_string();
    assert!(!text.contains(":9000") && !text.contains("no 2FA"), "{text}");
}

/// Alerts are written in advance, so every counter must exist from the start.
#[test]
fn b24_every_counter_is_there_at_zero_when_the_server_starts() {
    let place = Place::new();
    let (listen, ops) = free_ports();
    let (_server, _) = Running::start(&place, &["serve", "--listen", &listen, "--ops-listen", &ops]);
    let (status, metrics) = get(&format!("http://{ops}/metrics"));
    assert_eq!(status, 200);
    for series in [
        "twinlock_authorize_total{outcome=\"panel\",reason=\"not_enrolled\"}",
        "twinlock_authorize_total{outcome=\"question\",reason=\"none\"}",
        "twinlock_authorize_total{outcome=\"challenge\",reason=\"single_factor\"}",
        "twinlock_authorize_total{outcome=\"error\",reason=\"login_required\"}",
        "twinlock_consent_total{outcome=\"panel\",reason=\"not_enrolled\"}",
        "twinlock_sign_in_total{outcome=\"refused\",reason=\"wrong_password\"}",
        "twinlock_second_factor_total{outcome=\"refused\",reason=\"wrong_code\"}",
        "twinlock_token_total{grant_type=\"refresh_token\",outcome=\"reused\"}",
        "twinlock_refused_total{reason=\"csrf_failed\"}",
        "twinlock_refused_total{reason=\"wrong_host\"}",
        "twinlock_transaction_retries_total{transaction=\"refresh\"}",
        "twinlock_rate_limited_total{path=\"/sign-in\"}",
    ] {
        assert!(metrics.lines().any(|line| line == format!("{series} 0")), "{series}: {metrics}");
    }
}

/// A limit on the size of files simulates a full disk.
#[test]
fn b23_a_server_on_a_full_disk_is_not_ready() {
    let place = Place::new();
    let (listen, ops) = free_ports();
    let arguments = ["serve", "--listen", &listen, "--ops-listen", &ops];
    // The first start creates a signing key after its greeting. Without room for the key, the server would end.
    let (mut first, _) = Running::start(&place, &arguments);
    first.terminate();
    assert!(first.0.wait().unwrap().success());
    let (server, _) = Running::start(&place, &arguments);
    let ready = || get(&format!("http://{ops}/readyz")).0;
    let limit = |size: &str| {
        let limit = ["--pid", &server.0.id().to_string(), &format!("--fsize={size}")];
        assert!(Command::new("prlimit").args(limit).status().unwrap().success());
    };
    limit("1:unlimited");
    assert_eq!(ready(), 503);
    assert_eq!(get(&format!("http://{ops}/healthz")).0, 200, "a restart would not mend it");
}

/// Standard error of a server from its start until it is stopped after its greeting.
fn warnings(arguments: &[&str]) -> String {
    let place = Place::new();
    let (listen, ops) = free_ports();
    let begin = ["serve", "--listen", &listen, "--ops-listen", &ops];
    let (mut server, _) = Running::start(&place, &[&begin[..], arguments].concat());
    server.terminate();
    let mut errors = String::new();
    server.0.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
    errors
}

#[test]
fn i6_a_server_for_others_that_sends_no_mail_warns_of_the_links_in_its_log() {
    let words = "links that set passwords are written to this log";
    let public = ["--public-url", "https://id.example.org"];
    assert!(warnings(&public).contains(words));
    let with_mail = [&public[..], &["--set", "smtp_url=smtps://u:p@mail.example.org"]].concat();
    for arguments in [&with_mail[..], &[]] {
        assert!(!warnings(arguments).contains(words), "{arguments:?}");
    }
}
