//! `config check` and `config print`.

use serde_json::json;

use crate::Report;
use crate::config::{Config, MasterKeySource, Setting, Value, Values};

/// Reports that the configuration is valid. Loading it has checked it already.
pub(crate) fn check(config: &Config) -> Report {
    let issuer = config.settings().issuer;
    Report::new(format!("Configuration OK. Issuer: {issuer}"), json!({ "ok": true, "issuer": issuer }))
}

/// Prints every setting with its source.
pub(crate) fn print(config: &Config, values: &Values) -> Report {
    let mut lines = Vec::new();
    let mut json = serde_json::Map::new();
    for (key, value) in values {
        let (shown, from) = match in_effect(config, key) {
            Some(made) if value.text.is_empty() => made,
            Some(_) | None => (shown(key, value), value.origin.to_string()),
        };
        lines.push(format!("{key} = {} ({from})", shown.as_deref().unwrap_or("not set")));
        json.insert((*key).to_owned(), json!({ "value": shown, "from": from }));
    }
    Report::new(lines.join("\n"), json.into())
}

/// The value to print: of a secret only whether it is set.
fn shown(key: &str, value: &Value) -> Option<String> {
    let secret = Setting::of_key(key).is_none_or(|setting| setting.secret);
    match value.text.as_str() {
        "" => None,
        _ if secret && value.origin != crate::config::Origin::Default => Some("(redacted)".to_owned()),
        text => Some(text.to_owned()),
    }
}

/// The value and the source of a required setting that nobody set.
fn in_effect(config: &Config, key: &str) -> Option<(Option<String>, String)> {
    let (value, from) = match (key, &config.master_key) {
        ("public_url", _) => (config.settings().issuer, "default"),
        ("mail_from", _) => (config.mail_from.to_string(), "default"),
        ("master_key", MasterKeySource::Generated(path)) => (path.display().to_string(), "generated into this file"),
        _ => return None,
    };
    Some((Some(value), from.to_owned()))
}
