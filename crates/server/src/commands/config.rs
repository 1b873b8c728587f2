//! `config check` and `config print`.

use serde_json::json;

use crate::Report;
use crate::config::{Config, Setting, Value, Values};

/// The configuration was read, so it does.
pub(crate) fn check(config: &Config) -> Report {
    let issuer = config.settings().issuer;
    Report::new(format!("The configuration does. Issuer: {issuer}"), json!({ "ok": true, "issuer": issuer }))
}

/// Every setting and where it comes from.
pub(crate) fn print(values: &Values) -> Report {
    let mut lines = Vec::new();
    let mut json = serde_json::Map::new();
    for (key, value) in values {
        let shown = shown(key, value);
        lines.push(format!("{key} = {} ({})", shown.as_deref().unwrap_or("not set"), value.origin));
        json.insert((*key).to_owned(), json!({ "value": shown, "from": value.origin.to_string() }));
    }
    Report::new(lines.join("\n"), json.into())
}

/// The value. Of a secret that somebody set, that it is set.
fn shown(key: &str, value: &Value) -> Option<String> {
    let secret = Setting::of_key(key).is_none_or(|setting| setting.secret);
    match value.text.as_str() {
        "" => None,
        _ if secret && value.origin != crate::config::Origin::Default => Some("(redacted)".to_owned()),
        text => Some(text.to_owned()),
    }
}
