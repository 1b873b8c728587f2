//! The databases to measure on, each deleted afterwards, and their statistics.

use std::time::Duration;

use anyhow::{Context as _, Result};
use tokio_postgres::{Client, NoTls};
use twinlock_cluster::{Cluster, Options};

use crate::cpu;

/// The kind of database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// A file beside the server.
    Sqlite,
    /// A cluster of its own, durable.
    Postgres,
}

impl Kind {
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite (embedded)",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// A PostgreSQL cluster, and a connection for its statistics.
#[derive(Debug)]
pub(crate) struct Postgres {
    cluster: Cluster,
    pid: u32,
    admin: Client,
}

/// A statement as in `pg_stat_statements`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Statement {
    pub(crate) text: String,
    pub(crate) calls: u64,
    /// In total, without planning.
    pub(crate) millis: f64,
}

impl Postgres {
    /// Starts a cluster with the settings of a machine that has a few gigabytes for it.
    pub(crate) async fn start() -> Result<Self> {
        let options = Options::durable()
            .with("shared_preload_libraries", "pg_stat_statements")
            .with("shared_buffers", "512MB")
            .with("max_wal_size", "4GB");
        let cluster = Cluster::start(&options)?;
        let admin = connect(&cluster.url("postgres")).await?;
        admin.batch_execute("CREATE EXTENSION pg_stat_statements").await.context("pg_stat_statements")?;
        let pid = cluster.pid().context("the cluster has no process")?;
        Ok(Self { cluster, pid, admin })
    }

    /// A new, empty database.
    pub(crate) fn database(&self, name: &str) -> Result<String> {
        self.cluster.create_database(name)?;
        Ok(self.cluster.url(name))
    }

    pub(crate) fn url(&self, database: &str) -> String {
        self.cluster.url(database)
    }

    pub(crate) fn cpu(&self) -> Result<Duration> {
        cpu::of_family(self.pid)
    }

    /// The bytes that were written to the write-ahead log since the cluster was made.
    pub(crate) async fn wal(&self) -> Result<u64> {
        let position = "SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint";
        Ok(u64::try_from(self.admin.query_one(position, &[]).await?.try_get::<_, i64>(0)?)?)
    }

    pub(crate) fn port(&self) -> u16 {
        self.cluster.port()
    }

    pub(crate) fn pid(&self) -> u32 {
        self.pid
    }

    pub(crate) async fn version(&self) -> Result<String> {
        Ok(self.admin.query_one("SHOW server_version", &[]).await?.try_get(0)?)
    }

    pub(crate) async fn forget_statements(&self) -> Result<()> {
        self.admin.batch_execute("SELECT pg_stat_statements_reset()").await?;
        Ok(())
    }

    /// The statements that were run in `database` since the statistics were reset, the most frequent first.
    pub(crate) async fn statements(&self, database: &str) -> Result<Vec<Statement>> {
        let rows = self
            .admin
            .query(
                "SELECT s.query, s.calls, s.total_exec_time FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
                 WHERE d.datname = $1 ORDER BY s.calls DESC",
                &[&database],
            )
            .await?;
        let read = |row: &tokio_postgres::Row| {
            let (text, calls): (String, i64) = (row.try_get(0)?, row.try_get(1)?);
            Ok(Statement { text, calls: u64::try_from(calls)?, millis: row.try_get(2)? })
        };
        rows.iter().map(read).collect()
    }
}

impl Statement {
    /// Whether the statement changes rows. The names of tables are quoted.
    pub(crate) fn writes(&self) -> bool {
        ["INSERT INTO", "UPDATE \"", "DELETE FROM"].iter().any(|word| self.text.contains(word))
    }

    /// Whether the statement only begins or ends a transaction.
    pub(crate) fn is_transaction_control(&self) -> bool {
        let word = self.text.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
        ["BEGIN", "START", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET"].contains(&word.as_str())
    }
}

pub(crate) async fn connect(url: &str) -> Result<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.context("cannot connect to PostgreSQL")?;
    tokio::spawn(connection);
    Ok(client)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement(text: &str) -> Statement {
        Statement { text: text.to_owned(), calls: 1, millis: 0.0 }
    }

    #[test]
    fn a_lock_is_not_a_write() {
        assert!(!statement("SELECT * FROM \"apps\" FOR UPDATE").writes());
        assert!(statement("WITH w0 AS (UPDATE \"apps\" SET \"epoch\" = $1 RETURNING 1) SELECT 1").writes());
    }

    #[test]
    fn begin_and_commit_are_told_from_statements_that_do_something() {
        let control = |text: &str| statement(text).is_transaction_control();
        assert!(control("BEGIN ISOLATION LEVEL SERIALIZABLE") && control("commit"));
        assert!(!control("SELECT 1") && !control("  WITH a AS (SELECT 1) SELECT * FROM a"));
    }
}
