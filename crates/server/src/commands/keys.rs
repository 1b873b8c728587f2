//! `keys list` and `keys rotate`.

use serde_json::json;
use twinlock_application::oauth::{KeyState, RotateKeys};
use twinlock_domain::Timestamp;

use crate::config::Config;
use crate::open::{Purpose, open};
use crate::utc::utc;
use crate::{Report, operator};

/// Lists the published keys.
pub(crate) async fn list(config: &Config) -> anyhow::Result<Report> {
    let twinlock = open(config, Purpose::Command).await?.twinlock;
    Ok(report(&twinlock.key_states().await?))
}

/// Creates new keys for every algorithm in use.
pub(crate) async fn rotate(config: &Config, at_once: bool) -> anyhow::Result<Report> {
    let twinlock = open(config, Purpose::Command).await?.twinlock;
    Ok(report(&twinlock.rotate_keys(RotateKeys { at_once }, &operator::origin("keys rotate")).await?))
}

fn report(keys: &[KeyState]) -> Report {
    let line = |key: &KeyState| {
        let signs = if key.signs { "signs" } else { "published" };
        let end = key.retires_at.map_or_else(String::new, |end| format!(", until {}", utc(end)));
        format!("{} {} {signs}{end}", key.kid, key.algorithm.as_str())
    };
    let text = if keys.is_empty() {
        "There is no key yet. The first one is created when the server starts, or with the first app.".to_owned()
    } else {
        keys.iter().map(line).collect::<Vec<_>>().join("\n")
    };
    let json = keys.iter().map(|key| {
        json!({
            "kid": key.kid.to_string(),
            "alg": key.algorithm.as_str(),
            "signs": key.signs,
            "signs_from": key.signs_from.unix_seconds(),
            "retires_at": key.retires_at.map(Timestamp::unix_seconds),
        })
    });
    Report::new(text, json!({ "keys": json.collect::<Vec<_>>() }))
}
