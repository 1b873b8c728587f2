//! `migrate` and `migrate --check`.

use anyhow::bail;
use serde_json::json;

use crate::config::{Config, MasterKeySource};
use crate::database::Database;
use crate::master_key_file::Missing;
use crate::nothing_here::NothingHere;
use crate::{Report, master_key_file};

/// Creates the database if there is none, and brings its schema up to date.
pub(crate) async fn migrate(config: &Config) -> anyhow::Result<Report> {
    let (database, name) = (&config.database, config.database.to_string());
    if database.is_absent().await? {
        database.open(true).await?;
        let mut made = format!("{name}: created");
        // Only for SQLite: servers that share a PostgreSQL database are configured with the same key.
        if let (Database::Sqlite(_), MasterKeySource::Generated(path)) = (database, &config.master_key) {
            master_key_file::obtain(&config.master_key, Missing::Make)?;
            made = format!("{made}, with the master key {}", path.display());
        }
        return Ok(Report::new(made, json!({ "database": name, "made": true, "applied": [] })));
    }
    let done = database.migrate().await?;
    let text = if done.is_empty() { "up to date".to_owned() } else { format!("applied {}", done.join(", ")) };
    Ok(Report::new(format!("{name}: {text}"), json!({ "database": name, "made": false, "applied": done })))
}

/// Fails when the database is not up to date.
pub(crate) async fn check(config: &Config) -> anyhow::Result<Report> {
    let name = config.database.to_string();
    if config.database.is_absent().await? {
        return Err(NothingHere::Database(name).into());
    }
    let pending = config.database.pending().await?;
    if !pending.is_empty() {
        bail!("{name} has pending migrations: {}; run `twinlock migrate`", pending.join(", "));
    }
    Ok(Report::new(format!("{name}: up to date"), json!({ "database": name, "pending": [] })))
}
