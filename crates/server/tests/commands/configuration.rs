//! Tests of `config check`, `config print`, the errors of a configuration, and `--help`.

use std::fs;

use serde_json::Value;

use crate::place::Place;

#[test]
fn the_configuration_is_printed_without_its_secrets() {
    let place = Place::new();
    fs::write(place.0.path().join("twinlock.toml"), "smtp_url = \"smtps://u:hunter2@mail.example.org\"\n").unwrap();
    let output = place.run(&["config", "print", "--listen", "127.0.0.1:3000"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.contains("hunter2"), "{text}");
    let json: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["smtp_url"], serde_json::json!({ "value": "(redacted)", "from": "twinlock.toml" }));
    assert_eq!(json["listen"], serde_json::json!({ "value": "127.0.0.1:3000", "from": "flag" }));
    assert_eq!(json["lifetimes.code"], serde_json::json!({ "value": "60s", "from": "default" }));
    let generated = serde_json::json!({ "value": "./twinlock-data/master.key", "from": "generated into this file" });
    assert_eq!(json["master_key"], generated);
    assert_eq!(json["public_url"], serde_json::json!({ "value": "http://localhost:3000", "from": "default" }));
    assert_eq!(json["mail_from"]["value"], "Twinlock <twinlock@localhost>");
}

#[test]
fn config_check_says_what_is_wrong_with_it() {
    let place = Place::new();
    assert_eq!(place.json(&["config", "check"])["issuer"], "http://localhost:8080");
    fs::write(place.0.path().join("twinlock.toml"), "issuer = \"x\"\n").unwrap();
    assert!(place.failure(&["config", "check"]).starts_with("twinlock.toml: there is no setting \"issuer\""));
}

#[test]
fn e26_help_says_what_twinlock_is_and_settings_are_said_once() {
    let place = Place::new();
    let help = |arguments: &[&str]| String::from_utf8(place.run(&[arguments, &["--help"]].concat()).stdout).unwrap();
    let all = help(&[]);
    assert!(all.starts_with("Twinlock signs people in to your apps with OpenID Connect"), "{all}");
    for flag in ["--config", "--public-url", "--listen", "--ops-listen", "--database-url", "--data-dir", "--set"] {
        assert!(all.contains(flag) && help(&["serve"]).contains(flag), "{flag}");
        for command in [&["app", "list"][..], &["user", "show"], &["keys", "rotate"], &["admin", "reset-2fa"]] {
            assert!(!help(command).contains(flag), "{command:?} {flag}");
        }
    }
}

#[test]
fn e26_an_error_says_each_cause_once() {
    let place = Place::new();
    let missing = place.failure(&["config", "check", "--config", "none.toml"]);
    assert_eq!(missing.matches("No such file").count(), 1, "{missing}");
    // Nobody listens there.
    let url = "postgres://ada:hidden@127.0.0.1:1/twinlock";
    let unreachable = place.failure(&["app", "list", "--database-url", url]);
    assert_eq!(unreachable.matches("PostgreSQL cannot be used").count(), 1, "{unreachable}");
    assert_eq!(unreachable.matches("127.0.0.1:1").count(), 1, "{unreachable}");
    assert!(!unreachable.contains("hidden"), "{unreachable}");
}
