//! `migrate` and `migrate --check`.

use anyhow::bail;
use serde_json::json;

use crate::Report;
use crate::config::Config;

/// Makes the database where there is none, and brings it up to date.
pub(crate) async fn migrate(config: &Config) -> anyhow::Result<Report> {
    let (database, name) = (&config.database, config.database.to_string());
    if database.is_new().await? {
        database.open(true).await?;
        return Ok(Report::new(format!("{name}: made"), json!({ "database": name, "made": true, "applied": [] })));
    }
    let done = database.migrate().await?;
    let text = if done.is_empty() { "up to date".to_owned() } else { format!("applied {}", done.join(", ")) };
    Ok(Report::new(format!("{name}: {text}"), json!({ "database": name, "made": false, "applied": done })))
}

/// Fails when the database is not up to date.
pub(crate) async fn check(config: &Config) -> anyhow::Result<Report> {
    let name = config.database.to_string();
    let pending = config.database.pending().await?;
    if !pending.is_empty() {
        bail!("{name} lacks {}; run `twinlock migrate`", pending.join(", "));
    }
    Ok(Report::new(format!("{name}: up to date"), json!({ "database": name, "pending": [] })))
}
