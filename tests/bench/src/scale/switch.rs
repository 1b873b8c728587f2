//! How long an owner waits for the switch and for *revoke all* on an app with many users, compared with an app that one
//! user has.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use tokio_postgres::Client;

use crate::{bench_client::BenchClient, figure, quantiles::Latencies, store::Postgres};

/// How often each action is measured.
const TURNS: usize = 5;
/// How long to wait for row counts: PostgreSQL reports them up to ten seconds late.
const COUNTED: Duration = Duration::from_secs(12);

/// An action of the owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Act {
    Preview,
    On,
    Off,
    Revoke,
}

impl Act {
    const ALL: [Self; 4] = [Self::Preview, Self::On, Self::Off, Self::Revoke];

    const fn title(self) -> &'static str {
        match self {
            Self::Preview => "preview, with its counts",
            Self::On => "requirement on",
            Self::Off => "requirement off",
            Self::Revoke => "revoke all",
        }
    }

    async fn perform(self, owner: &mut BenchClient, app: &str) -> Result<()> {
        let path = format!("/api/developer/apps/{app}");
        let answer = match self {
            Self::Preview => owner.call("GET", &format!("{path}/require-2fa/preview"), "").await?,
            Self::On => owner.call("PUT", &format!("{path}/require-2fa"), r#"{"required":true}"#).await?,
            Self::Off => owner.call("PUT", &format!("{path}/require-2fa"), r#"{"required":false}"#).await?,
            Self::Revoke => owner.call("POST", &format!("{path}/revoke-consents"), "{}").await?,
        };
        let part = if self == Self::Preview { "consented" } else { "policy_epoch" };
        ensure!(answer.contains(part), "{} answered {answer}", self.title());
        Ok(())
    }
}

/// The database that is measured.
pub(super) struct Place<'a> {
    pub(super) postgres: &'a Postgres,
    pub(super) database: &'a str,
    pub(super) client: &'a Client,
}

/// The measurements of an action on one app.
#[derive(Debug, Default)]
struct Taken {
    answers: Latencies,
    /// Milliseconds of the statements that write, and of those that read.
    writing: f64,
    reading: f64,
    rows: BTreeMap<String, i64>,
}

/// Measures every action on both apps in turn, and returns a table.
pub(super) async fn compare(place: &Place<'_>, owner: &mut BenchClient, apps: [&str; 2]) -> Result<String> {
    let mut text = String::from(
        "| what the owner does | answer, ms: app of many / of one | ratio | writing statements, ms | ratio | reading statements, ms | rows written |\n|---|---|---|---|---|---|---|\n",
    );
    let mut taken: Vec<(Act, [Taken; 2])> = Act::ALL.map(|act| (act, Default::default())).into();
    // *Off* comes after *on*. *Revoke all* comes last, because nothing is left to count after it.
    for (turn, revoking) in (0..TURNS).map(|turn| (turn, false)).chain((0..TURNS).map(|turn| (turn, true))) {
        for (act, [many, one]) in taken.iter_mut().filter(|(act, _)| (*act == Act::Revoke) == revoking) {
            let [of_many, of_one] = apps;
            many.add(place, (*act, of_many), owner, turn == 0).await?;
            one.add(place, (*act, of_one), owner, false).await?;
        }
    }
    for (act, [many, one]) in taken {
        text.push_str(&row(act, many, one));
    }
    Ok(text)
}

impl Taken {
    #[expect(clippy::disallowed_methods, reason = "it measures")]
    async fn add(
        &mut self,
        place: &Place<'_>,
        (act, app): (Act, &str),
        owner: &mut BenchClient,
        count: bool,
    ) -> Result<()> {
        let before = if count { written(place.client).await? } else { BTreeMap::new() };
        owner.reconnect().await?;
        place.postgres.forget_statements().await?;
        let begun = Instant::now();
        act.perform(owner, app).await.with_context(|| act.title())?;
        self.answers.add(begun.elapsed());
        for statement in place.postgres.statements(place.database).await? {
            if statement.writes() { self.writing += statement.millis } else { self.reading += statement.millis }
        }
        if count {
            let after = written(place.client).await?;
            let more = |(table, rows): (String, i64)| {
                let more = rows - before.get(&table).copied().unwrap_or(0);
                (more != 0).then_some((table, more))
            };
            self.rows = after.into_iter().filter_map(more).collect();
        }
        Ok(())
    }
}

/// Rows that were inserted, changed and deleted so far, by table.
async fn written(client: &Client) -> Result<BTreeMap<String, i64>> {
    let sql = "SELECT relname::text, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_user_tables";
    tokio::time::sleep(COUNTED).await;
    let rows = client.query(sql, &[]).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

fn row(act: Act, mut many: Taken, mut one: Taken) -> String {
    let turns = figure::number(TURNS as u64);
    let (slow, fast) = (many.answers.percentile(50).unwrap_or(0.0), one.answers.percentile(50).unwrap_or(0.0));
    let (write, little) = (many.writing / turns, one.writing / turns);
    let ratio = |of: f64, to: f64| if to > 0.0 { format!("{:.2}", of / to) } else { "–".to_owned() };
    let rows: Vec<String> = many.rows.iter().map(|(table, count)| format!("{table} {count}")).collect();
    format!(
        "| {} | {slow:.1} / {fast:.1} | {} | {write:.2} / {little:.2} | {} | {:.2} / {:.2} | {} |\n",
        act.title(),
        ratio(slow, fast),
        ratio(write, little),
        many.reading / turns,
        one.reading / turns,
        if rows.is_empty() { "none".to_owned() } else { rows.join(", ") },
    )
}
