//! The contract detects a store that breaks it: each test adds one fault, by a trigger or a missing index, and a clause
//! fails.

use std::panic::{AssertUnwindSafe, catch_unwind};

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, SqliteConnection};
use twinlock_adapters_sqlite::{OnOpen, SqliteStore};
use twinlock_ports::contract::{Subject, clauses, run};

fn sabotaged(fault: &str) -> Subject {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("twinlock.db");
    let store = SqliteStore::open(&path, OnOpen::Migrate).unwrap();
    SqliteConnection::establish(path.to_str().unwrap()).unwrap().batch_execute(fault).unwrap();
    Subject::new(store).keeping(folder)
}

/// Asserts that the clause fails on its own assertion, and not because the fault keeps the store from working.
fn assert_noticed(fault: &str, clause: impl AsyncFnOnce(&Subject)) {
    let subject = sabotaged(fault);
    let noticed = catch_unwind(AssertUnwindSafe(|| run(async || subject, clause))).unwrap_err();
    let said = noticed.downcast_ref::<String>().map(String::as_str).or(noticed.downcast_ref::<&str>().copied());
    let said = said.unwrap();
    assert!(!said.contains("Result::unwrap"), "{said}");
}

/// Each: a name, a fault, and the clause that must notice it.
macro_rules! noticed {
    ($($name:ident: $fault:literal => $clause:ident)+) => {$(
        #[test]
        fn $name() {
            assert_noticed($fault, clauses::$clause);
        }
    )+};
}

noticed! {
    a_refresh_token_that_can_be_rotated_again:
        "CREATE TRIGGER fault AFTER UPDATE OF generation ON grants WHEN OLD.generation > 0 BEGIN
           UPDATE grants SET generation = OLD.generation WHERE id = NEW.id; END"
        => r17_a_refresh_token_is_rotated_once
    a_refresh_token_with_two_winners:
        "CREATE TRIGGER fault AFTER UPDATE OF generation ON grants WHEN OLD.generation > 0 BEGIN
           UPDATE grants SET generation = OLD.generation WHERE id = NEW.id; END"
        => racing_r17_a_refresh_token_has_one_winner
    a_code_that_can_be_redeemed_again:
        "CREATE TRIGGER fault AFTER UPDATE OF generation ON grants BEGIN
           UPDATE grants SET generation = OLD.generation, redirect_uri = OLD.redirect_uri,
             code_expires_at = OLD.code_expires_at WHERE id = NEW.id; END"
        => racing_a_code_has_one_winner
    a_step_that_is_accepted_again:
        "CREATE TRIGGER fault AFTER UPDATE OF last_step ON totp_factors BEGIN
           UPDATE totp_factors SET last_step = OLD.last_step WHERE id = NEW.id; END"
        => racing_r04_a_step_has_one_winner
    a_recovery_code_that_works_again:
        "CREATE TRIGGER fault AFTER UPDATE OF used_at ON recovery_codes BEGIN
           UPDATE recovery_codes SET used_at = NULL WHERE code = NEW.code; END"
        => r04_a_recovery_code_works_once_for_its_own_account
    a_request_that_is_decided_again:
        "CREATE TRIGGER fault AFTER UPDATE OF decided_at ON authorization_requests BEGIN
           UPDATE authorization_requests SET decided_at = NULL, verdict = NULL WHERE id = NEW.id; END"
        => racing_r11_a_decision_has_one_winner
    a_link_that_stays:
        "CREATE TRIGGER fault AFTER DELETE ON links BEGIN
           INSERT INTO links VALUES (OLD.token, OLD.purpose, OLD.account_id, OLD.request_id, OLD.created_at, OLD.expires_at);
         END"
        => racing_a_link_has_one_winner
    an_address_that_two_accounts_have:
        "DROP INDEX accounts_email" => a_taken_address_is_refused
    a_toggle_that_raises_no_epoch:
        "CREATE TRIGGER fault AFTER UPDATE OF epoch ON apps BEGIN
           UPDATE apps SET epoch = OLD.epoch, required_epoch = 0, required_since = NULL, two_factor_required = 0,
             revoked_epoch = 0, revoked_at = NULL WHERE id = NEW.id; END"
        => racing_r08_a_toggle_and_a_code_agree_on_the_epoch
    a_session_that_does_not_end:
        "CREATE TRIGGER fault BEFORE DELETE ON sessions BEGIN SELECT RAISE(IGNORE); END"
        => an_ended_session_is_not_found_and_not_updated
    a_requirement_that_reaches_every_app:
        "CREATE TRIGGER fault AFTER UPDATE OF revoked_at ON grants BEGIN
           UPDATE grants SET revoked_at = 1 WHERE account_id = NEW.account_id AND revoked_at IS NULL; END"
        => r15_grants_under_a_requirement_are_revoked_and_others_stay
    a_change_that_touches_the_policy:
        "CREATE TRIGGER fault AFTER UPDATE OF name ON apps BEGIN
           UPDATE apps SET enrolment_age = 0 WHERE id = NEW.id; END"
        => changing_an_app_never_touches_its_policy
    a_deletion_that_takes_the_audit_log:
        "CREATE TRIGGER fault AFTER DELETE ON apps BEGIN DELETE FROM audit_events WHERE app_id = OLD.id; END"
        => deleting_an_app_takes_everything_but_its_audit_log
    a_sweep_that_takes_the_living:
        "CREATE TRIGGER fault AFTER DELETE ON sessions BEGIN DELETE FROM sessions; END"
        => the_sweep_removes_what_ended_and_nothing_else
    a_time_that_is_rounded:
        "CREATE TRIGGER fault AFTER INSERT ON sessions BEGIN
           UPDATE sessions SET created_at = created_at / 1000 * 1000 WHERE id = NEW.id; END"
        => a_session_is_read_back_whole_at_every_stage
}
