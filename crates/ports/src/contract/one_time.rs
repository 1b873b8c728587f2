//! Whatever works once works for only one of several concurrent transactions.

use twinlock_domain::GuessCount;

use super::Subject;
use super::authorization_requests::request;
use super::form_answers::form_answer;
use super::links::link;
use super::race::RACERS;
use super::samples::{
    account, account_id, at, code, confirmed, email, factor, factor_id, grant_id, hash, minted, token_terms, tokens,
};
use crate::{Account, LinkPurpose, Verdict};

pub(super) async fn racing_r04_a_step_has_one_winner(s: &Subject) {
    s.accounts(1).await;
    s.write(async |tx| tx.add_factor(&confirmed(1, account_id(1))).await).await;
    s.race_for_one(async |_, tx| tx.use_step(factor_id(1), 101).await);
}

pub(super) async fn racing_r04_a_recovery_code_has_one_winner(s: &Subject) {
    s.accounts(1).await;
    s.write(async |tx| tx.replace_recovery_codes(account_id(1), &[hash(1), hash(2)], at(1)).await).await;
    s.race_for_one(async |_, tx| tx.use_recovery_code(account_id(1), hash(1), at(2)).await);
    assert_eq!(s.read(async |tx| tx.recovery_codes_left(account_id(1)).await).await, 1);
}

pub(super) async fn racing_a_factor_is_confirmed_once(s: &Subject) {
    s.accounts(1).await;
    s.write(async |tx| tx.add_factor(&factor(1, account_id(1))).await).await;
    s.race_for_one(async |_, tx| tx.confirm_factor(factor_id(1), at(50)).await);
}

pub(super) async fn racing_a_code_has_one_winner(s: &Subject) {
    let app = s.app().await;
    s.write(async |tx| tx.add_code(&code(1, &app, account_id(2))).await).await;
    s.race_for_one(async |_, tx| {
        // As the use case does: read the grant, then redeem its code.
        let grant = tx.grant(grant_id(1)).await?.unwrap();
        Ok(grant.tokens().is_none() && tx.record_tokens(&tokens(&app, &grant)).await?)
    });
}

pub(super) async fn racing_r17_a_refresh_token_has_one_winner(s: &Subject) {
    let (app, grant) = s.grant().await;
    let answer = |n: u8| minted(&app, &grant, token_terms(65 + i64::from(n)));
    let won = s.race(async |n, tx| Ok((n, tx.record_tokens(&answer(n)).await?)));
    let winners: Vec<u8> = won.into_iter().filter(|(_, won)| *won).map(|(n, _)| n).collect();
    let [winner] = *winners else { panic!("exactly one may win, not {winners:?}") };
    let grant = s.read(async |tx| tx.grant(grant_id(1)).await).await.unwrap();
    assert_eq!(grant.tokens(), Some(answer(winner).tokens()));
}

pub(super) async fn racing_r11_a_decision_has_one_winner(s: &Subject) {
    let app = s.app().await;
    let pending = request(1, app.id);
    s.write(async |tx| tx.add_request(&pending).await).await;
    s.race_for_one(async |_, tx| tx.decide_request(pending.id, Verdict::Allowed, at(5)).await);
}

pub(super) async fn racing_a_link_has_one_winner(s: &Subject) {
    s.accounts(1).await;
    let sample = link(1, LinkPurpose::ResetPassword, Some(account_id(1)));
    s.write(async |tx| tx.add_link(&sample).await).await;
    s.race_for_one(async |_, tx| Ok(tx.take_link(hash(1), LinkPurpose::ResetPassword).await?.is_some()));
}

pub(super) async fn racing_r11_tries_at_a_form_answer_are_all_counted(s: &Subject) {
    s.write(async |tx| tx.keep_form_answer(&form_answer(1)).await).await;
    let tried = s.race(async |_, tx| tx.try_form_answer(hash(1), 3).await);
    assert_eq!(tried.into_iter().filter(|tried| *tried).count(), 3, "of {RACERS} at once, three may try");
}

/// Two servers that start at once on a new database make one each.
pub(super) async fn i5_racing_set_up_links_leaves_one_that_works(s: &Subject) {
    s.race(async |n, tx| tx.add_link(&link(n, LinkPurpose::SetUp, None)).await);
    let mut work = 0;
    for n in 0..RACERS {
        work += u8::from(s.write(async |tx| tx.take_link(hash(n), LinkPurpose::SetUp).await).await.is_some());
    }
    assert_eq!(work, 1);
}

pub(super) async fn racing_an_address_has_one_winner(s: &Subject) {
    s.race_for_one(async |n, tx| {
        if tx.account_by_email(&email(1)).await?.is_some() {
            return Ok(false);
        }
        tx.add_account(&Account { id: account_id(n + 1), ..account(1) }).await
    });
}

pub(super) async fn racing_a_server_secret_has_one_winner(s: &Subject) {
    s.race_for_one(async |n, tx| tx.add_server_secret("pairwise", &[n]).await);
}

/// Transactions that read a count, add one and write it are serialized, so no failure is lost (R5).
pub(super) async fn racing_counts_are_not_lost(s: &Subject) {
    s.accounts(1).await;
    s.race(async |_, tx| {
        let read: GuessCount = tx.account(account_id(1)).await?.unwrap().guesses;
        tokio::task::yield_now().await;
        tx.set_guesses(account_id(1), read.after_failure(at(9))).await
    });
    let counted = s.read(async |tx| tx.account(account_id(1)).await).await.unwrap();
    assert_eq!(counted.guesses.failures, u32::from(RACERS), "each failure is on top of the others");
}
