//! The contract that every store must pass, as one test for each clause. The crate of a store provides a function that
//! makes an empty store, and gets all the tests:
//!
//! ```ignore
//! async fn memory() -> Subject {
//!     Subject::new(MyStore::in_memory().unwrap())
//! }
//!
//! twinlock_ports::store_contract!(memory);
//! ```
//!
//! The clauses use only this crate's traits, and make codes and tokens through the gate, as the use cases do.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a suite of tests, compiled for tests alone")]

use std::any::Any;
use std::sync::Arc;

use crate::{Mode, Store, StoreError, Transaction, transaction};

pub mod fixture;
mod race;
mod samples;

/// An empty store under test, with values that must outlive it, such as its folder.
pub struct Subject {
    store: Arc<dyn Store>,
    kept: Vec<Box<dyn Any + Send + Sync>>,
}

impl std::fmt::Debug for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Subject").field("kept", &self.kept.len()).finish_non_exhaustive()
    }
}

impl Subject {
    /// A store under test.
    pub fn new(store: impl Store + 'static) -> Self {
        Self { store: Arc::new(store), kept: Vec::new() }
    }

    /// The same subject, with a value that must outlive the store.
    #[must_use]
    pub fn keeping(mut self, thing: impl Any + Send + Sync) -> Self {
        self.kept.push(Box::new(thing));
        self
    }

    /// Runs work in a writing transaction, which must succeed.
    async fn write<T>(&self, work: impl AsyncFnMut(&mut dyn Transaction) -> Result<T, StoreError>) -> T {
        transaction(&*self.store, Mode::Write, work).await.unwrap()
    }

    /// Runs work in a reading transaction, which must succeed.
    async fn read<T>(&self, work: impl AsyncFnMut(&mut dyn Transaction) -> Result<T, StoreError>) -> T {
        transaction(&*self.store, Mode::ReadSnapshot, work).await.unwrap()
    }
}

/// Runs one clause on a new store, on a runtime with several threads.
///
/// # Panics
/// If the store breaks the clause.
pub fn run(make: impl AsyncFnOnce() -> Subject, clause: impl AsyncFnOnce(&Subject)) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let subject = make().await;
        clause(&subject).await;
    });
}

/// Makes from one list: the modules, [`clauses`], and the macro that makes a test of each clause.
macro_rules! contract {
    ($d:tt $($module:ident { $($clause:ident,)+ })+) => {
        $(mod $module;)+

        /// Every clause by name.
        pub mod clauses {
            use super::Subject;
            $($(
                #[doc = concat!("`", stringify!($module), "`: ", stringify!($clause))]
                pub async fn $clause(subject: &Subject) {
                    super::$module::$clause(subject).await;
                }
            )+)+
        }

        /// Makes a `#[test]` of each clause of the contract. Takes the name of an async function, or an async
        /// closure, that makes a new empty store as a [`Subject`](crate::contract::Subject).
        #[macro_export]
        macro_rules! store_contract {
            ($d make:expr) => {$($(
                #[test]
                fn $clause() {
                    $crate::contract::run($d make, $crate::contract::clauses::$clause);
                }
            )+)+};
        }
    };
}

contract! { $
    transactions {
        the_schema_is_the_one_this_program_knows,
        a_commit_lasts,
        a_transaction_sees_its_own_writes,
        dropping_a_transaction_undoes_everything,
        an_error_of_the_work_undoes_it,
        work_that_is_cancelled_midway_is_undone,
        a_write_in_a_reading_transaction_is_refused,
        a_reading_transaction_sees_one_snapshot,
        what_is_not_committed_is_seen_by_nobody,
        an_acknowledged_change_is_seen_by_whoever_starts_after_it,
    }
    accounts {
        an_account_is_read_back_whole,
        an_unknown_account_is_none,
        a_taken_address_is_refused,
        what_changes_of_an_account_changes_it_alone,
    }
    directory {
        accounts_are_found_page_by_page,
        deleting_an_account_takes_everything_but_its_audit_log,
        an_account_that_owns_an_app_is_not_deleted,
        an_administrator_is_noticed,
    }
    second_factors {
        a_factor_is_read_back_whole,
        a_new_seed_takes_the_place_of_an_unconfirmed_one,
        factors_are_told_oldest_first,
        r01_a_factor_is_confirmed_once,
        r04_a_step_is_accepted_once_and_none_before_it,
        r04_a_step_of_an_unconfirmed_factor_is_not_accepted,
        r04_a_recovery_code_works_once_for_its_own_account,
        r04_recovery_codes_of_an_older_set_are_dead,
        removing_the_factors_of_one_account_leaves_the_others,
    }
    sessions {
        a_session_is_read_back_whole_at_every_stage,
        a_principal_is_session_account_and_factors,
        a_session_of_an_unknown_token_is_none,
        a_session_changes_its_token_and_keeps_its_id,
        an_ended_session_is_not_found_and_not_updated,
        a_session_is_ended_by_its_own_account_alone,
        ending_all_sessions_can_spare_one,
        r02_dropping_the_second_factor_reaches_every_session_of_the_account,
        sessions_are_told_newest_first,
    }
    devices {
        a_device_is_read_back_whole,
        devices_are_told_newest_first,
        a_device_is_forgotten_by_its_own_account_alone,
        forgetting_all_devices_leaves_those_of_others,
    }
    apps {
        an_app_is_read_back_whole,
        d2_the_origins_of_public_apps_are_known_and_no_others,
        an_unknown_app_is_none,
        apps_are_told_oldest_first,
        changing_an_app_never_touches_its_policy,
        a_policy_is_written_and_read_back_whole,
        a_client_secret_is_read_back_whole,
        a_client_secret_is_removed_from_its_own_app_alone,
        racing_the_last_place_for_a_client_secret_has_one_winner,
        racing_the_last_place_for_an_app_has_one_winner,
        the_secrets_of_several_apps_are_found_together,
        the_apps_of_an_owner_are_counted,
        deleting_an_app_takes_everything_but_its_audit_log,
    }
    authorization_requests {
        a_request_is_read_back_whole,
        an_unknown_request_is_none,
        a_request_is_bound_to_a_session,
        b05_how_a_request_ended_is_read_back,
        r11_a_request_is_decided_once,
        l2_texts_are_kept_alike_and_a_nul_is_refused,
        h4_the_sweep_of_nobodys_requests_takes_those_alone,
    }
    consents {
        a_consent_is_read_back_whole,
        an_unknown_consent_is_none,
        a_consent_is_written_over,
        using_a_consent_is_noted,
        consents_of_an_account_leave_out_what_ended,
        r17_a_consent_is_revoked_once,
        r22_consents_given_or_widened_since_a_time_are_revoked,
        r16_a_consent_that_revoke_all_ended_cannot_be_revoked_again,
    }
    census {
        a_new_app_has_nobody,
        consents_are_counted_while_they_are_live,
        those_without_a_confirmed_factor_are_counted,
        r13_grandfathered_grants_are_those_that_can_be_refreshed,
        a_refreshed_grant_counts_once_with_its_new_end,
        a_census_of_so_many_at_most_leaves_more_uncounted,
        what_apps_hold_of_an_account_is_told_by_app_epoch_and_kind,
    }
    grants {
        a_grant_is_read_back_whole,
        an_unknown_grant_is_none,
        a_code_is_redeemed_once,
        tokens_are_read_back_whole,
        r17_a_refresh_token_is_rotated_once,
        no_tokens_are_recorded_of_a_revoked_grant,
        a_grant_is_revoked_once,
        grants_to_one_app_are_revoked_together,
        r15_grants_under_a_requirement_are_revoked_and_others_stay,
        r15_apps_under_a_requirement_are_those_with_a_grant,
        r22_grants_since_a_time_are_revoked,
    }
    machine_tokens {
        a_machine_token_is_read_back_whole_and_removed,
    }
    sweep {
        the_sweep_removes_what_ended_and_nothing_else,
        the_sweep_leaves_a_grant_while_a_token_of_it_lives,
        the_sweep_takes_no_more_than_it_was_told,
        the_sweep_leaves_a_grant_that_was_refreshed,
        the_sweep_removes_requests_for_links_and_quotas_of_long_ago,
    }
    links {
        a_link_is_read_back_whole,
        a_link_is_taken_once_and_for_its_purpose_alone,
        a_new_link_takes_the_place_of_an_older_one,
        requests_for_a_link_are_taken_oldest_first_and_once,
        requests_for_a_link_wait_once_for_an_address_and_are_not_without_number,
    }
    form_answers {
        a_form_answer_is_read_back_whole,
        r11_a_form_answer_is_tried_so_many_times_and_no_more,
        a_new_form_answer_takes_the_place_of_an_older_one,
    }
    outbox {
        a_delivery_is_read_back_whole_when_it_is_due,
        deliveries_are_told_oldest_first_and_no_more_than_asked,
        a_delivery_is_removed_or_postponed,
        a_mail_quota_is_kept_for_each_mailbox_and_purpose,
    }
    audit_log {
        an_event_of_every_kind_is_read_back_whole,
        events_are_told_newest_first_and_no_more_than_asked,
        events_are_found_by_app_and_by_account,
        events_of_a_policy_are_found_among_all_others,
    }
    upkeep {
        what_is_written_to_try_it_leaves_everything_as_it_was,
        l9_old_lines_of_the_audit_log_are_removed_and_no_others,
        l9_no_more_lines_are_removed_at_a_time_than_asked,
    }
    keys {
        a_signing_key_is_read_back_whole,
        signing_keys_are_told_newest_first,
        a_signing_key_is_retired,
        keys_of_handles_are_read_back_whole_newest_first,
        a_number_of_a_key_of_handles_is_taken_once,
        a_key_of_handles_is_retired,
        a_server_secret_is_added_once,
    }
    one_time {
        racing_r04_a_step_has_one_winner,
        racing_r04_a_recovery_code_has_one_winner,
        racing_a_factor_is_confirmed_once,
        racing_a_code_has_one_winner,
        racing_r17_a_refresh_token_has_one_winner,
        racing_r11_a_decision_has_one_winner,
        racing_a_link_has_one_winner,
        racing_r11_tries_at_a_form_answer_are_all_counted,
        i5_racing_set_up_links_leaves_one_that_works,
        racing_an_address_has_one_winner,
        racing_a_server_secret_has_one_winner,
        racing_counts_are_not_lost,
    }
    serial {
        racing_r08_a_toggle_and_a_code_agree_on_the_epoch,
        racing_r16_revoke_all_and_a_consent_agree_on_the_epoch,
        racing_r08_toggles_raise_one_epoch_each,
        r08_a_policy_that_was_read_holds_until_the_commit,
        r08_a_policy_that_was_read_is_not_written_over,
        r08_factors_that_were_read_hold_until_the_commit,
        r08_a_session_that_was_read_holds_until_the_commit,
    }
}
