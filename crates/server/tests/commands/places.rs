//! Which commands create a database and a master key, and which must not.

use std::fs;

use crate::place::{Place, Running, free_ports};

#[test]
fn the_files_that_are_made_are_for_their_owner_alone() {
    let place = Place::with_owner();
    assert_eq!(place.mode("twinlock.db"), 0o600);
    assert_eq!(place.mode("twinlock-data"), 0o700);
    assert_eq!(place.mode("twinlock-data/master.key"), 0o600);
}

#[test]
fn migrate_makes_a_database_and_check_says_whether_it_is_up_to_date() {
    let place = Place::new();
    assert_eq!(place.json(&["migrate"])["made"], true);
    assert_eq!(place.json(&["migrate", "--check"])["pending"], serde_json::json!([]));
    assert_eq!(place.json(&["migrate"])["applied"], serde_json::json!([]));
}

#[test]
fn a_lost_master_key_is_noticed_and_not_replaced() {
    let place = Place::with_owner();
    let key = place.0.path().join("twinlock-data/master.key");
    fs::remove_file(&key).unwrap();
    assert!(place.failure(&["app", "list"]).contains("restore the file"));
    assert!(!key.exists());
}

#[test]
fn another_master_key_opens_nothing() {
    let place = Place::with_owner();
    let file = place.0.path().join("other.key");
    fs::write(&file, "07".repeat(32)).unwrap();
    let failure = place.failure(&["app", "list", "--set", "master_key_file=other.key"]);
    assert!(failure.contains("cannot be opened with this master key"), "{failure}");
}

/// Every command that works on an existing database only.
const ON_WHAT_IS_THERE: &[&[&str]] = &[
    &["migrate", "--check"],
    &["user", "list"],
    &["user", "show", "ada@example.org"],
    &["user", "disable", "ada@example.org"],
    &["user", "enable", "ada@example.org"],
    &["user", "delete", "ada@example.org", "--yes"],
    &["user", "create", "ada@example.org", "--password-stdin"],
    &["app", "create", "--name", "Bank", "--owner", "ada@example.org", "--redirect-uri", "https://bank.example/cb"],
    &["app", "list"],
    &["app", "show", CLIENT],
    &["app", "rotate-secret", CLIENT],
    &["app", "require-2fa", CLIENT, "on"],
    &["app", "revoke-consents", CLIENT],
    &["app", "delete", CLIENT, "--yes"],
    &["keys", "list"],
    &["keys", "rotate"],
    &["keys", "rotate", "--at-once"],
    &["admin", "setup-link"],
    &["admin", "reset-link", "ada@example.org"],
    &["admin", "reset-2fa", "ada@example.org"],
];
const CLIENT: &str = "00000000-0000-7000-8000-000000000000";

#[test]
fn e14_a_command_in_an_empty_folder_makes_nothing_and_names_what_is_not_there() {
    let place = Place::new();
    for arguments in ON_WHAT_IS_THERE {
        let output = place.run(arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains("there is no database at ./twinlock.db"), "{arguments:?}: {said}");
        assert!(place.files().is_empty(), "{arguments:?}: {:?}", place.files());
    }
    for arguments in [["config", "check"], ["config", "print"]] {
        assert!(place.run(&arguments).status.success(), "the configuration can be looked at anywhere");
        assert!(place.files().is_empty(), "{arguments:?}");
    }
}

/// An empty file is no database, and a command does not create the key of a database that was only migrated.
#[test]
fn e14_what_is_half_there_is_not_completed_by_a_command() {
    let place = Place::new();
    fs::write(place.0.path().join("twinlock.db"), "").unwrap();
    assert_eq!(place.run(&["app", "list"]).status.code(), Some(2));
    assert_eq!(place.files(), ["twinlock.db"]);

    let place = Place::migrated();
    fs::remove_file(place.0.path().join("twinlock-data/master.key")).unwrap();
    let output = place.run(&["app", "list"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("twinlock-data/master.key"), "{said}");
    assert!(!place.0.path().join("twinlock-data/master.key").exists());
    // A server that starts creates the key: nothing was encrypted under the missing one.
    let ports = free_ports();
    let (_server, said) = Running::start(&place, &["serve", "--listen", &ports.0, "--ops-listen", &ports.1]);
    assert!(said["setup_link"].is_string());
}
