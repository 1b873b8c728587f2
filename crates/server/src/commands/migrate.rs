//! `migrate` and `migrate --check`.

use anyhow::bail;
use serde_json::json;
use twinlock_adapters_sqlite::{OnOpen, SqliteStore};

use crate::Report;
use crate::config::Config;

/// Makes the database where there is none, and brings it up to date.
pub(crate) async fn migrate(config: &Config) -> anyhow::Result<Report> {
    let path = config.database.display();
    let done = if config.database.exists() {
        SqliteStore::open(&config.database, OnOpen::Leave)?.migrate().await?
    } else {
        SqliteStore::open(&config.database, OnOpen::Migrate)?;
        return Ok(Report::new(
            format!("{path}: made"),
            json!({ "database": path.to_string(), "made": true, "applied": [] }),
        ));
    };
    let text = if done.is_empty() { "up to date".to_owned() } else { format!("applied {}", done.join(", ")) };
    Ok(Report::new(format!("{path}: {text}"), json!({ "database": path.to_string(), "made": false, "applied": done })))
}

/// Fails when the database is not up to date.
pub(crate) async fn check(config: &Config) -> anyhow::Result<Report> {
    let path = config.database.display();
    let pending = SqliteStore::open(&config.database, OnOpen::Leave)?.pending().await?;
    if !pending.is_empty() {
        bail!("{path} lacks {}; run `twinlock migrate`", pending.join(", "));
    }
    Ok(Report::new(format!("{path}: up to date"), json!({ "database": path.to_string(), "pending": [] })))
}
