//! The set-up of all races: a site without faults, an app, and accounts.

use std::collections::HashSet;
use std::sync::Arc;

use anyhow::{Context as _, Result, anyhow, bail};
use futures_util::future::join_all;
use twinlock_test_client::http::HttpClient;

use super::FOLD;
use crate::people::browser::Browser;
use crate::people::line::Trouble;
use crate::people::relying_party::{Attempt, RelyingParty};
use crate::record::{Answer, Outcome, Step};
use crate::recorder::Recorder;
use crate::rng::SeededRng;
use crate::site::Site;

/// What all races use.
pub(super) struct RaceSetup<'a> {
    pub(super) site: &'a Site,
    pub(super) line: HttpClient,
    pub(super) recorder: Arc<Recorder>,
    pub(super) rng: SeededRng,
    pub(super) app: RelyingParty,
    /// A browser that is signed in and has allowed the app.
    pub(super) racer: Browser,
    people: u32,
}

impl<'a> RaceSetup<'a> {
    pub(super) async fn new(site: &'a Site, recorder: &Arc<Recorder>, seed: u64) -> Result<Self> {
        let (line, recorder) = (site.line.clone(), Arc::clone(recorder));
        let mut racer = Browser::new(&line, &recorder, "racer");
        let signed_up = racer.sign_up(0).await;
        answer(signed_up).context("nobody can sign up")?;
        let registered = racer.register(0, "race").await;
        let registered = registered.map_err(|Trouble(outcome)| anyhow!("no app: {outcome:?}"))?;
        let app = RelyingParty::new(("race", &registered), &line, &recorder).context("an app without a secret")?;
        let mut race_setup = Self { site, line, recorder, rng: SeededRng::of(seed, "race"), app, racer, people: 0 };
        let (request, _) = race_setup.question(false).await?;
        answer(race_setup.racer.decide((0, &race_setup.app), &request, true).await.0).context("nobody can approve")?;
        Ok(race_setup)
    }

    /// The node for a turn; the nodes alternate.
    pub(super) fn node(&self, turn: usize) -> usize {
        turn.checked_rem(self.line.nodes()).unwrap_or(0)
    }

    /// A new authorization code of the racer, with the attempt that is needed to redeem it.
    pub(super) async fn code(&mut self) -> Result<(String, Attempt)> {
        let attempt = Attempt::new(&mut self.rng);
        let (outcome, code) = self.racer.authorize(0, &self.app, &attempt).await;
        Ok((code.with_context(|| format!("no code: {outcome:?}"))?, attempt))
    }

    /// A pending request of the racer that waits for a decision; `again`: with `prompt=consent`, as consent is stored.
    pub(super) async fn question(&mut self, again: bool) -> Result<(String, Attempt)> {
        let attempt = Attempt::new(&mut self.rng);
        let attempt = if again { attempt.asking_again() } else { attempt };
        match answer(self.racer.authorize(0, &self.app, &attempt).await.0)? {
            Answer::Step(Step::Consent { request }) => Ok((request, attempt)),
            other => bail!("no question: {other:?}"),
        }
    }

    /// A browser of a new account, signed in.
    pub(super) async fn newcomer(&mut self) -> Result<Browser> {
        self.people += 1;
        let mut browser = Browser::new(&self.line, &self.recorder, &format!("newcomer-{}", self.people));
        answer(browser.sign_up(self.node(usize::try_from(self.people)?)).await)?;
        Ok(browser)
    }
}

/// Runs [`FOLD`] calls concurrently.
pub(super) async fn fold<T>(one: impl AsyncFn(usize) -> T) -> Vec<T> {
    join_all((0..FOLD).map(|turn| one(turn))).await
}

/// How many succeeded. An identical form that is sent again gets the same answer: answers with one new cookie count
/// once.
pub(super) fn winners(outcomes: &[Outcome]) -> usize {
    let mut cookies = HashSet::new();
    let won = |outcome: &&Outcome| match outcome {
        Outcome::Ok { answer } => answer.new_cookie().is_none_or(|cookie| cookies.insert(cookie.to_owned())),
        Outcome::Refused { .. } | Outcome::Unknown { .. } => false,
    };
    outcomes.iter().filter(won).count()
}

/// The answer, or an error with the other outcome.
pub(super) fn answer(outcome: Outcome) -> Result<Answer> {
    match outcome {
        Outcome::Ok { answer } => Ok(answer),
        Outcome::Refused { .. } | Outcome::Unknown { .. } => bail!("{outcome:?}"),
    }
}
