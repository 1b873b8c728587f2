//! Races for enrolment, TOTP steps and recovery codes, each round with a new account.

use anyhow::{Context as _, Result};

use super::Score;
use super::race_setup::{RaceSetup, answer, fold, winners};
use crate::people::browser::Browser;
use crate::people::phone::Authenticator;
use crate::record::{Answer, Code, Outcome, Stage};
use crate::rng::digest;

pub(super) async fn race(race_setup: &mut RaceSetup<'_>, rounds: u32) -> Result<[Score; 3]> {
    let mut enrolment = Score::of("enrolment confirmation");
    let mut step = Score::of("TOTP step at two sign-ins");
    let mut recovery = Score::of("recovery code at two sign-ins");
    for _ in 0..rounds {
        let mut browser = race_setup.newcomer().await?;
        let (begun, phone) = browser.begin_enrolment(0, false).await;
        let phone = phone.with_context(|| format!("no key: {begun:?}"))?;
        // Confirms with the previous step, so that the current one is unused and still accepted for a while.
        let confirming = Authenticator::step_now() - 1;
        let confirmed = fold(async |turn| {
            let mut browser = browser.clone();
            browser.confirm_enrolment(race_setup.node(turn), phone.at(confirming)).await
        })
        .await;
        let (confirmed, enrolled): (Vec<_>, Vec<_>) = confirmed.into_iter().unzip();
        enrolment.round(winners(&confirmed));
        let Some(codes) = enrolled.into_iter().flatten().next() else { continue };
        step.round(race_for(race_setup, &browser, phone.at(confirming + 1)).await?);
        let typed = codes.recovery_codes.first().context("no recovery codes")?;
        let code = (Code::Recovery { digest: digest(typed) }, typed.clone());
        recovery.round(race_for(race_setup, &browser, code).await?);
    }
    Ok([enrolment, step, recovery])
}

/// Presents one code many times to two sign-ins that both wait for a code, and returns how many requests succeeded.
async fn race_for(race_setup: &RaceSetup<'_>, browser: &Browser, code: (Code, String)) -> Result<usize> {
    let mut pending = [browser.clone(), browser.clone()];
    for (node, browser) in pending.iter_mut().enumerate() {
        let stage = answer(browser.sign_in(race_setup.node(node)).await)?;
        anyhow::ensure!(matches!(stage, Answer::Session { stage: Stage::Pending, .. }), "no code is asked for");
    }
    let [first, second] = &pending;
    let passed: Vec<Outcome> = fold(async |turn| {
        let mut browser = if turn.is_multiple_of(2) { first.clone() } else { second.clone() };
        // Both nodes get requests of each sign-in.
        browser.pass_code(race_setup.node(turn / 2), code.clone()).await
    })
    .await;
    Ok(winners(&passed))
}
