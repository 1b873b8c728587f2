//! A run: people and owners use a site while the nemesis injects faults; at the end the checker reads the history.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow};
use tokio::task::JoinSet;
use twinlock_test_client::http::HttpClient;

use crate::check::{Anomaly, check};
use crate::clock::Deadline;
use crate::history::History;
use crate::nemesis::{Fault, Nemesis};
use crate::people::line::Trouble;
use crate::people::owner::Owner;
use crate::people::person::Person;
use crate::people::relying_party::RelyingParty;
use crate::record::{Entry, Event};
use crate::recorder::Recorder;
use crate::rng::SeededRng;
use crate::site::{ACCESS_TOKEN_SECONDS, Plan, REFRESH_SLIDING_SECONDS, RETRY_WINDOW_SECONDS, Site};

const OWNERS: usize = 6;
/// The people of a group act one after the other, so that each has a new TOTP code by their next turn.
const GROUPS: usize = 8;
const GROUP: usize = 6;

/// The parameters of a run.
#[derive(Clone, Debug)]
pub struct Run {
    pub plan: Plan,
    /// The duration of the whole run.
    pub span: Duration,
    /// The faults that are injected.
    pub faults: Faults,
    pub log: PathBuf,
}

/// The faults that are injected in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Faults {
    /// None: a bug in the rules shows without faults.
    None,
    /// All that are possible at the site.
    All,
    /// Crashes of the database only.
    Crashes,
}

/// The result of a run.
#[derive(Debug)]
pub struct Outcome {
    pub entries: Vec<Entry>,
    pub history: History,
    pub anomalies: Vec<Anomaly>,
    /// How often each kind of fault happened.
    pub fired: BTreeMap<&'static str, u32>,
    pub seconds: u64,
}

/// Runs a history and checks it.
pub async fn run(run: &Run) -> Result<Outcome> {
    let deadline = Deadline::after(run.span);
    let recorder = Arc::new(Recorder::create(&run.log)?);
    recorder.note(Event::Lifetimes {
        refresh_sliding_ms: REFRESH_SLIDING_SECONDS * 1000,
        access_token_ms: ACCESS_TOKEN_SECONDS * 1000,
        retry_window_ms: RETRY_WINDOW_SECONDS * 1000,
    });
    let mut site = Site::start(&run.plan).await?;
    let logs = run.log.with_extension("logs");
    let outcome = live(run, &mut site, &recorder, deadline).await;
    site.keep_logs(&logs)?;
    let (fired, seconds) = outcome.with_context(|| format!("see {}", logs.display()))?;
    let entries = recorder.entries()?;
    let history = History::of(&entries);
    let anomalies = check(&history);
    Ok(Outcome { entries, history, anomalies, fired, seconds })
}

/// Checks a log again, for instance after a change of the checker. The result has no counts of faults.
pub fn judge_again(log: &Path) -> Result<Outcome> {
    let text = std::fs::read_to_string(log).with_context(|| format!("cannot read {}", log.display()))?;
    let entries =
        text.lines().map(serde_json::from_str).collect::<Result<Vec<Entry>, _>>().context("not such a log")?;
    let history = History::of(&entries);
    let anomalies = check(&history);
    Ok(Outcome { entries, history, anomalies, fired: BTreeMap::new(), seconds: 0 })
}

/// Lets everybody act until shortly before the deadline.
async fn live(
    run: &Run,
    site: &mut Site,
    recorder: &Arc<Recorder>,
    deadline: Deadline,
) -> Result<(BTreeMap<&'static str, u32>, u64)> {
    let (line, seed) = (site.line.clone(), run.plan.seed);
    let owners = owners(&line, recorder, seed).await?;
    let apps: Arc<[RelyingParty]> = owners.iter().map(|owner| owner.app.clone()).collect();
    // Leaves time for answers that are still pending, and for the last look.
    let left = deadline.left().saturating_sub(Duration::from_secs(10));
    let acting = Deadline::after(left);
    let mut everybody = JoinSet::new();
    for owner in owners {
        everybody.spawn(own(owner, seed, acting));
    }
    for group in 0..GROUPS {
        let people = (0..GROUP).map(|number| format!("person-{}", group * GROUP + number));
        let people = people.map(|name| Person::new(&line, recorder, &name)).collect();
        everybody.spawn(go_about(people, Arc::clone(&apps), SeededRng::of(seed, &format!("group {group}")), acting));
    }
    let mut fired = BTreeMap::new();
    let kinds: &[Fault] = if run.faults == Faults::Crashes { &[Fault::RestartImmediate] } else { &[] };
    if run.faults != Faults::None {
        let mut nemesis = Nemesis::new(site, recorder, SeededRng::of(seed, "nemesis"), kinds);
        nemesis.rage(Deadline::after(left.saturating_sub(Duration::from_secs(2)))).await?;
        fired = nemesis.fired;
    }
    while let Some(done) = everybody.join_next().await {
        done.context("somebody ended badly")?;
    }
    Ok((fired, left.as_secs()))
}

/// Signs up all owners and registers their apps. Half of the owners will have a second factor.
async fn owners(line: &HttpClient, recorder: &Arc<Recorder>, seed: u64) -> Result<Vec<Owner>> {
    let mut owners = Vec::new();
    for number in 0..OWNERS {
        let name = format!("owner-{number}");
        let mut rng = SeededRng::of(seed, &name);
        let mut person = Person::new(line, recorder, &name).for_good();
        anyhow::ensure!(person.is_ready(&mut rng, false).await, "{name} cannot sign up");
        let label = format!("app-{number}");
        let (node, browser) = person.at(&mut rng);
        let registered = browser.register(node, &label).await;
        let registered = registered.map_err(|Trouble(outcome)| anyhow!("{label} is not registered: {outcome:?}"))?;
        let app = RelyingParty::new((&label, &registered), line, recorder).context("an app without a secret")?;
        owners.push(Owner::new(person, app, number % 2 == 1));
    }
    Ok(owners)
}

async fn own(mut owner: Owner, seed: u64, until: Deadline) {
    let mut rng = SeededRng::of(seed, &format!("switch of {}", owner.app.label));
    while !until.has_passed() {
        let rest = owner.act(&mut rng).await;
        tokio::time::sleep(rest).await;
    }
    owner.last_look(&mut rng).await;
}

async fn go_about(mut people: Vec<Person>, apps: Arc<[RelyingParty]>, mut rng: SeededRng, until: Deadline) {
    while !until.has_passed() {
        for person in &mut people {
            // A few actions in a row, so that those which belong together follow each other.
            for _ in 0..=rng.below(5) {
                person.act(&mut rng, &apps).await;
                tokio::time::sleep(rng.millis(20)).await;
            }
            if until.has_passed() {
                break;
            }
        }
    }
    for person in &mut people {
        person.last_look(&mut rng).await;
    }
}
