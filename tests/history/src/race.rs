//! Races: each single-use value (code, token, link) is presented fifty times at once to two servers. In each round,
//! exactly one request must succeed.

mod grants;
mod links;
mod race_setup;
mod second_factors;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Result, ensure};

use self::race_setup::RaceSetup;
use crate::check::{Anomaly, check};
use crate::history::History;
use crate::recorder::Recorder;
use crate::site::{Plan, Site};

/// The number of concurrent requests in a round.
const FOLD: usize = 50;

/// Links have one round for so many of the others, since mails take time and the pages behind links hash passwords.
const ROUNDS_OF_A_LINK: u32 = 20;

/// The result of all rounds of one race.
#[derive(Debug)]
pub struct Score {
    pub what: &'static str,
    pub rounds: u32,
    /// The rounds without exactly one winner, and what happened instead.
    pub wrong: Vec<String>,
}

impl Score {
    const fn of(what: &'static str) -> Self {
        Self { what, rounds: 0, wrong: Vec::new() }
    }

    /// Counts a round with a number of winners, which should be one.
    fn round(&mut self, winners: usize) {
        self.rounds += 1;
        if winners != 1 {
            self.wrong.push(format!("round {}: {winners} winners", self.rounds));
        }
    }

    /// Counts a round; `wrong` describes its fault, if it has one.
    fn judged(&mut self, wrong: Option<String>) {
        self.rounds += 1;
        self.wrong.extend(wrong.map(|wrong| format!("round {}: {wrong}", self.rounds)));
    }
}

/// Runs all races, and checks their log with the history checker too.
pub async fn race(plan: &Plan, rounds: u32, log: PathBuf) -> Result<(Vec<Score>, Vec<Anomaly>)> {
    ensure!(rounds > 0, "no rounds, no race");
    let recorder = Arc::new(Recorder::create(&log)?);
    let site = Site::start(plan).await?;
    let outcome = rounds_of_everything(&site, &recorder, plan.seed, rounds).await;
    site.keep_logs(&log.with_extension("logs"))?;
    let scores = outcome?;
    Ok((scores, check(&History::of(&recorder.entries()?))))
}

async fn rounds_of_everything(site: &Site, recorder: &Arc<Recorder>, seed: u64, rounds: u32) -> Result<Vec<Score>> {
    let mut race_setup = RaceSetup::new(site, recorder, seed).await?;
    let mut scores = grants::race(&mut race_setup, rounds).await?;
    scores.extend(second_factors::race(&mut race_setup, rounds).await?);
    scores.extend(links::race(&mut race_setup, rounds.div_ceil(ROUNDS_OF_A_LINK)).await?);
    Ok(scores)
}
