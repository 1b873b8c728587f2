//! Races for codes, refresh tokens and decisions.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::{Context as _, Result};

use super::race_setup::{RaceSetup, answer, fold, winners};
use super::{FOLD, Score};
use crate::people::relying_party::Held;
use crate::record::{Answer, Outcome, Worth};
use crate::site::RETRY_WINDOW_SECONDS;

/// How many refresh tokens are kept to be replayed when their window is over.
const REPLAYED: usize = 3;

pub(super) async fn race(race_setup: &mut RaceSetup<'_>, rounds: u32) -> Result<Vec<Score>> {
    let refresh = refresh_tokens(race_setup, rounds).await?;
    let mut scores = vec![codes(race_setup, rounds).await?, decisions(race_setup, rounds).await?];
    scores.extend(refresh);
    Ok(scores)
}

async fn codes(race_setup: &mut RaceSetup<'_>, rounds: u32) -> Result<Score> {
    let mut score = Score::of("authorization code");
    for _ in 0..rounds {
        let (code, attempt) = race_setup.code().await?;
        let redeemed = fold(async |turn| race_setup.app.redeem(race_setup.node(turn), &code, &attempt).await.0).await;
        score.round(winners(&redeemed));
    }
    Ok(score)
}

async fn decisions(race_setup: &mut RaceSetup<'_>, rounds: u32) -> Result<Score> {
    let mut score = Score::of("consent decision");
    for _ in 0..rounds {
        let (request, _) = race_setup.question(true).await?;
        let decide = async |turn: usize| {
            let mut browser = race_setup.racer.clone();
            // One in five denies: a denial decides the request as well.
            browser.decide((race_setup.node(turn), &race_setup.app), &request, !turn.is_multiple_of(5)).await.0
        };
        score.round(winners(&fold(decide).await));
    }
    Ok(score)
}

/// All concurrent exchanges get the same tokens. An exchange after the retry window revokes the grant.
async fn refresh_tokens(race_setup: &mut RaceSetup<'_>, rounds: u32) -> Result<Vec<Score>> {
    let mut score = Score::of("refresh token");
    let mut kept = Vec::new();
    for _ in 0..rounds {
        let (code, attempt) = race_setup.code().await?;
        let (outcome, held) = race_setup.app.redeem(0, &code, &attempt).await;
        let held = held.with_context(|| format!("no tokens: {outcome:?}"))?;
        let refreshed = fold(async |turn| race_setup.app.refresh(race_setup.node(turn), &held.refresh).await).await;
        score.judged(same(&refreshed));
        let next = refreshed.into_iter().find_map(|(_, held)| held);
        kept.extend(next.map(|next| (held.refresh, next)));
        kept.truncate(REPLAYED);
    }
    tokio::time::sleep(Duration::from_secs(RETRY_WINDOW_SECONDS.unsigned_abs() + 1)).await;
    let mut replay = Score::of("refresh token, replayed after its window");
    for (old, next) in kept {
        let refused = fold(async |turn| race_setup.app.refresh(race_setup.node(turn), &old).await.0).await;
        let after = answer(race_setup.app.introspect(0, &next.access).await)?;
        let dead = matches!(after, Answer::Worth(Worth { active: false, .. }));
        let wrong = (winners(&refused) > 0).then(|| "it worked".to_owned());
        replay.judged(wrong.or((!dead).then(|| "the grant lives on".to_owned())));
    }
    Ok(vec![score, replay])
}

/// What is wrong with the answers to one refresh token, if anything.
fn same(refreshed: &[(Outcome, Option<Held>)]) -> Option<String> {
    let held: Vec<&Held> = refreshed.iter().filter_map(|(_, held)| held.as_ref()).collect();
    let different: BTreeSet<_> = held.iter().map(|held| (&held.access, &held.refresh)).collect();
    match (different.len(), held.len()) {
        (1, FOLD) => None,
        (1, some) => {
            let other = refreshed.iter().find(|(_, held)| held.is_none()).map(|(outcome, _)| outcome);
            Some(format!("{some} of {FOLD} had the answer; another: {other:?}"))
        }
        (several, _) => Some(format!("{several} different answers")),
    }
}
