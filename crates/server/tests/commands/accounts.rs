//! Tests of the `user` and `admin` commands.

use serde_json::Value;

use crate::place::{PASSWORD, Place};

#[test]
fn an_account_is_made_once_with_a_password_from_standard_input() {
    let place = Place::migrated();
    let output = place.create_user("Ada@Example.org", PASSWORD);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["email"], "ada@example.org");
    assert_eq!(json["display_name"], "Ada");
    assert_eq!(json["admin"], false);
    let again = place.create_user("ada@example.org", PASSWORD);
    assert!(String::from_utf8_lossy(&again.stderr).contains("this address has an account"));
}

#[test]
fn all_that_is_wrong_with_an_account_is_said_at_once() {
    let output = Place::migrated().create_user("ada", "password1");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(errors.contains("not an e-mail address"), "{errors}");
    assert!(errors.contains("this password is guessed too easily: "), "{errors}");
}

#[test]
fn links_are_printed_under_the_issuer() {
    let place = Place::with_owner();
    let link = place.json(&["admin", "setup-link", "--public-url", "https://id.example.org"]);
    assert!(link["link"].as_str().unwrap().starts_with("https://id.example.org/set-up?token="));
    let link = place.json(&["admin", "reset-link", "ada@example.org"]);
    assert!(link["link"].as_str().unwrap().starts_with("http://localhost:8080/password/reset?token="));
    assert!(place.failure(&["admin", "reset-link", "eve@example.org"]).contains("no account has this address"));
}

#[test]
fn a_second_factor_is_reset_by_the_operator() {
    let place = Place::with_owner();
    let reset = place.json(&["admin", "reset-2fa", "ada@example.org"]);
    assert_eq!(reset, serde_json::json!({ "email": "ada@example.org", "disconnected": [] }));
}

#[test]
fn l8_accounts_are_listed_page_by_page_and_shown() {
    let place = Place::with_owner();
    for email in ["bob@example.org", "cleo@example.com"] {
        assert!(place.create_user(email, PASSWORD).status.success());
    }
    let emails = |arguments: &[&str]| {
        let json = place.json(&[&["user", "list"], arguments].concat());
        let accounts = json["accounts"].as_array().unwrap().iter().map(|one| one["email"].as_str().unwrap().to_owned());
        (accounts.collect::<Vec<_>>(), json["next"].clone())
    };
    let (ada, bob, cleo) = ("ada@example.org", "bob@example.org", "cleo@example.com");
    let cases: [(&[&str], &[&str], Value); 6] = [
        (&[], &[ada, bob, cleo], Value::Null),
        (&["--limit", "2"], &[ada, bob], bob.into()),
        (&["--limit", "2", "--after", bob], &[cleo], Value::Null),
        (&["--search", "EXAMPLE.org"], &[ada, bob], Value::Null),
        (&["--search", "example.org", "--limit", "1"], &[ada], ada.into()),
        (&["--search", "%"], &[], Value::Null),
    ];
    for (arguments, expected, next) in cases {
        assert_eq!(
            emails(arguments),
            (expected.iter().map(|email| (*email).to_owned()).collect(), next),
            "{arguments:?}"
        );
    }
    place.create_app(&[]);
    let shown = place.json(&["user", "show", "Ada@example.org"]);
    assert_eq!((&shown["two_factor"], &shown["admin"]), (&false.into(), &false.into()));
    assert_eq!(shown["disabled_at"], Value::Null);
    assert_eq!(shown["owns"][0]["name"], "Bank");
    assert!(place.failure(&["user", "show", "eve@example.org"]).contains("no account has this address"));
    assert!(place.failure(&["user", "show", "eve"]).contains("not an e-mail address"));
}

#[test]
fn l8_an_account_is_disabled_enabled_and_deleted() {
    let place = Place::with_owner();
    let ada = "ada@example.org";
    for (command, changed, disabled) in
        [("disable", true, true), ("disable", false, true), ("enable", true, false), ("enable", false, false)]
    {
        assert_eq!(place.json(&["user", command, ada])["changed"], changed, "{command}");
        assert_eq!(!place.json(&["user", "show", ada])["disabled_at"].is_null(), disabled, "{command}");
    }
    let app = place.create_app(&[]);
    let id = app["client_id"].as_str().unwrap();
    let refused = place.failure(&["user", "delete", ada, "--yes"]);
    assert!(refused.contains(id) && refused.contains("Bank"), "{refused}");
    assert!(place.failure(&["app", "delete", id]).contains("--yes"));
    assert_eq!(place.json(&["app", "delete", id, "--yes"])["deleted"], true);
    assert!(place.failure(&["user", "delete", ada]).contains("--yes"), "nothing is deleted by a slip");
    assert_eq!(place.json(&["user", "delete", ada, "--yes"])["deleted"], true);
    for command in ["show", "disable", "enable"] {
        assert!(place.failure(&["user", command, ada]).contains("no account has this address"), "{command}");
    }
}
