//! Fills a database as months of use would.

use anyhow::{Context as _, Result};
use tokio_postgres::Client;

const SQL: &str = include_str!("load.sql");
const ENDED: &str = include_str!("ended.sql");
/// Tables that are loaded without their indexes, which are created afterwards: that takes minutes instead of an hour.
const BIG: [&str; 2] = ["consents", "grants"];

/// The size of the load.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    pub(super) accounts: u32,
    pub(super) apps: u32,
}

/// Loads the database, and leaves it as after a quiet night: analysed, vacuumed, and checkpointed.
pub(super) async fn load(client: &Client, size: Size, app: &str) -> Result<()> {
    client.batch_execute("SET maintenance_work_mem = '512MB'").await?;
    let indexes = indexes(client).await?;
    for (drop, _) in &indexes {
        client.batch_execute(drop).await?;
    }
    client.batch_execute(&sized(SQL, size, app)).await.context("loading")?;
    for (_, create) in &indexes {
        client.batch_execute(create).await.with_context(|| create.clone())?;
    }
    for order in ["VACUUM (ANALYZE)", "CHECKPOINT"] {
        client.batch_execute(order).await?;
    }
    Ok(())
}

/// Adds ended rows for the sweep. Late, or the server would delete them during other measurements.
pub(super) async fn load_ended(client: &Client, size: Size, app: &str) -> Result<()> {
    client.batch_execute(&sized(ENDED, size, app)).await.context("loading what has ended")
}

fn sized(sql: &str, size: Size, app: &str) -> String {
    let (accounts, apps) = (size.accounts.to_string(), size.apps.to_string());
    sql.replace(":accounts", &accounts).replace(":apps", &apps).replace(":app", app)
}

/// The statements that drop and create each index of the big tables.
async fn indexes(client: &Client) -> Result<Vec<(String, String)>> {
    let constraints = "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
        format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
        FROM pg_constraint WHERE contype IN ('p', 'u') AND conrelid = ANY ($1::text[]::regclass[])";
    let others = "SELECT format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid)
        FROM pg_index WHERE indrelid = ANY ($1::text[]::regclass[])
        AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)";
    let mut indexes = Vec::new();
    for sql in [constraints, others] {
        for row in client.query(sql, &[&BIG.as_slice()]).await? {
            indexes.push((row.try_get(0)?, row.try_get(1)?));
        }
    }
    Ok(indexes)
}
