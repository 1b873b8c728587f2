//! The ways to serialize an authorization and a change of the app's policy, with the statements of each.

use futures_util::future::try_join;
use tokio_postgres::{Client, Error, Row, Statement, types::ToSql};
use uuid::Uuid;

use crate::noise;

/// How serializability is achieved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// SERIALIZABLE, retried after a serialization failure.
    Serializable,
    /// READ COMMITTED; the app's row is read `FOR SHARE`, which locks it until the commit.
    ShareRow,
    /// READ COMMITTED without a lock while deciding. The one statement that writes locks the app's row `FOR SHARE` and
    /// compares its version.
    ShareRowLate,
    /// READ COMMITTED without a lock while deciding. The one statement that writes takes a shared advisory lock and
    /// compares the version.
    SharedAdvisory,
    /// As [`Self::SharedAdvisory`], with grants without foreign keys: each foreign key would lock the hot app's row
    /// `FOR KEY SHARE`.
    SharedAdvisoryUnreferenced,
    /// No protection at all, to measure the statements by themselves.
    Nothing,
}

impl Way {
    /// All ways, in the order of the table.
    pub(super) const ALL: [Self; 6] = [
        Self::Serializable,
        Self::ShareRow,
        Self::ShareRowLate,
        Self::SharedAdvisory,
        Self::SharedAdvisoryUnreferenced,
        Self::Nothing,
    ];

    /// Its name in the table.
    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Serializable => "(a) SERIALIZABLE, retried",
            Self::ShareRow => "(b) app row FOR SHARE from reading to commit",
            Self::ShareRowLate => "(b') FOR SHARE only in the writing statement, version compared",
            Self::SharedAdvisory => "(c) shared advisory lock in the writing statement, version compared",
            Self::SharedAdvisoryUnreferenced => "(c') as (c), grants without foreign keys",
            Self::Nothing => "(–) nothing: wrong, for comparison",
        }
    }

    /// Adds the grants' foreign keys, or drops them.
    pub(super) const fn references(self) -> &'static str {
        match self {
            Self::SharedAdvisoryUnreferenced => {
                "ALTER TABLE grants DROP CONSTRAINT IF EXISTS grants_app, DROP CONSTRAINT IF EXISTS grants_account"
            }
            _ => {
                "ALTER TABLE grants DROP CONSTRAINT IF EXISTS grants_app, DROP CONSTRAINT IF EXISTS grants_account,
                 ADD CONSTRAINT grants_app FOREIGN KEY (app_id) REFERENCES apps,
                 ADD CONSTRAINT grants_account FOREIGN KEY (account_id) REFERENCES accounts"
            }
        }
    }

    const fn begin(self) -> Option<&'static str> {
        match self {
            Self::Serializable => Some("BEGIN ISOLATION LEVEL SERIALIZABLE"),
            Self::ShareRow => Some("BEGIN"),
            Self::ShareRowLate | Self::SharedAdvisory | Self::SharedAdvisoryUnreferenced | Self::Nothing => None,
        }
    }

    /// The part of the writing statement that locks the policy. Returns one row, or none if the policy has changed.
    const fn held(self) -> &'static str {
        match self {
            Self::Serializable | Self::ShareRow | Self::Nothing => {
                "SELECT $8::bigint AS held WHERE $2::uuid IS NOT NULL"
            }
            Self::ShareRowLate => "SELECT version AS held FROM apps WHERE id = $2 AND version = $8 FOR SHARE",
            Self::SharedAdvisory | Self::SharedAdvisoryUnreferenced => "SELECT 1 AS held WHERE hold($2, $8)",
        }
    }
}

const READ: &str = "SELECT s.id, s.account_id, s.password_at IS NOT NULL, s.second_factor_at IS NOT NULL, a.disabled_at IS NULL,
    (SELECT min(f.confirmed_at) IS NOT NULL FROM totp_factors f WHERE f.account_id = a.id AND f.confirmed_at IS NOT NULL),
    p.name, p.redirect_uris, p.scope, p.two_factor_required, p.epoch, p.revoked_epoch, p.version, c.scope, c.epoch
    FROM sessions s JOIN accounts a ON a.id = s.account_id JOIN apps p ON p.id = $2
    LEFT JOIN consents c ON c.account_id = a.id AND c.app_id = p.id
    WHERE s.token = $1 AND s.expires_at > now()";

const WRITE: &str =
    "used AS (UPDATE consents SET last_used_at = now() FROM held WHERE account_id = $3 AND app_id = $2),
    told AS (INSERT INTO audit_events SELECT $7, now(), 'authorized', $3, $2, NULL FROM held)
    INSERT INTO grants SELECT $1, $2, $3, $4, $6, 'openid email', $5, now() + interval '60 seconds' FROM held";

/// The prepared statements of one connection.
#[derive(Debug)]
pub(super) struct Statements {
    way: Way,
    read: Statement,
    write: Statement,
}

/// The result of one attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attempt {
    Done,
    /// The policy changed, or there was a serialization failure: decide again.
    Again,
}

impl Statements {
    pub(super) async fn prepare(client: &Client, way: Way) -> Result<Self, Error> {
        let share = if way == Way::ShareRow { " FOR SHARE OF p" } else { "" };
        Ok(Self {
            way,
            read: client.prepare(&format!("{READ}{share}")).await?,
            write: client.prepare(&format!("WITH held AS MATERIALIZED ({}), {WRITE}", way.held())).await?,
        })
    }

    /// Reads, decides, writes, commits: two round trips in every way.
    pub(super) async fn authorize(&self, client: &Client, session: &[u8], app: Uuid) -> Result<Attempt, Error> {
        match self.attempt(client, session, app).await {
            Err(error) if error.code().is_some_and(|code| code.code() == "40001") => {
                if self.way.begin().is_some() {
                    client.batch_execute("ROLLBACK").await?;
                }
                Ok(Attempt::Again)
            }
            other => other,
        }
    }

    async fn attempt(&self, client: &Client, session: &[u8], app: Uuid) -> Result<Attempt, Error> {
        let known: [&(dyn ToSql + Sync); 2] = [&session, &app];
        let read = client.query_one(&self.read, &known);
        let Some(begin) = self.way.begin() else {
            let row = read.await?;
            return Ok(if self.write(client, &row, app).await? == 1 { Attempt::Done } else { Attempt::Again });
        };
        let ((), row) = try_join(client.batch_execute(begin), read).await?;
        let (_, ()) = try_join(self.write(client, &row, app), client.batch_execute("COMMIT")).await?;
        Ok(Attempt::Done)
    }

    async fn write(&self, client: &Client, row: &Row, app: Uuid) -> Result<u64, Error> {
        let (session, account): (Uuid, Uuid) = (row.try_get(0)?, row.try_get(1)?);
        let (epoch, version): (i64, i64) = (row.try_get(10)?, row.try_get(12)?);
        client
            .execute(
                &self.write,
                &[&noise::id(), &app, &account, &session, &noise::hash(), &epoch, &noise::id(), &version],
            )
            .await
    }
}

/// The statements of the owner's change before it writes the row.
pub(super) const fn toggle(way: Way) -> (&'static str, &'static str) {
    match way {
        Way::Serializable => ("BEGIN ISOLATION LEVEL SERIALIZABLE", "SELECT $1::uuid"),
        Way::SharedAdvisory | Way::SharedAdvisoryUnreferenced => {
            ("BEGIN", "SELECT pg_advisory_xact_lock(hashtextextended($1::uuid::text, 0))")
        }
        Way::ShareRow | Way::ShareRowLate | Way::Nothing => ("BEGIN", "SELECT $1::uuid"),
    }
}
