//! `config check` and `config print`.

use std::fmt::Write;

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
    let mut text = String::new();
    let mut json = serde_json::Map::new();
    for (key, value) in values {
        let shown = shown(key, value);
        if writeln!(text, "{key} = {} ({})", shown.as_deref().unwrap_or("not set"), value.origin).is_err() {
            unreachable!("a String takes whatever is written to it");
        }
        json.insert((*key).to_owned(), json!({ "value": shown, "from": value.origin.to_string() }));
    }
    Report::new(text, json.into())
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
