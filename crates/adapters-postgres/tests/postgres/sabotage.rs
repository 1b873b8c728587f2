//! The contract detects a schema without version checks: each of these stores has one check disabled, and a clause
//! fails.

use std::panic::{AssertUnwindSafe, catch_unwind};

use twinlock_cluster::query;
use twinlock_ports::contract::{Subject, clauses, run};

use crate::database::Fresh;

/// The SQL that replaces a check by one that always passes.
fn nodding(function: &str) -> String {
    let arguments = if function == "hit_once" { "hits bigint" } else { "held uuid, seen bigint" };
    format!("create or replace function {function}({arguments}) returns boolean language sql as 'select true'")
}

/// Whether a clause fails on a database after these statements.
fn is_found_out(spoil: &str, clause: impl AsyncFnOnce(&Subject)) -> bool {
    let make = async || {
        let fresh = Fresh::migrated();
        query(fresh.url(), spoil).unwrap();
        Subject::new(fresh.open().await).keeping(fresh)
    };
    catch_unwind(AssertUnwindSafe(|| run(make, clause))).is_err()
}

#[test]
fn a_store_that_holds_nothing_is_found_out() {
    assert!(!is_found_out("select 1", clauses::r08_a_policy_that_was_read_holds_until_the_commit));
    let app = nodding("hold_app");
    assert!(is_found_out(&app, clauses::r08_a_policy_that_was_read_holds_until_the_commit));
    let owner = nodding("take_app");
    assert!(is_found_out(&owner, clauses::r08_a_policy_that_was_read_is_not_written_over));
    let account = nodding("hold_account");
    assert!(is_found_out(&account, clauses::r08_factors_that_were_read_hold_until_the_commit));
    assert!(is_found_out(&account, clauses::r08_a_session_that_was_read_holds_until_the_commit));
}
