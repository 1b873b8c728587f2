//! An answer, and what can be read off its HTML without a parser.

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, LOCATION};
use serde_json::Value;

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    /// What was asked for, below the server's URL.
    pub(crate) path: String,
}

impl Page {
    /// Where it redirects to.
    pub(crate) fn location(&self) -> Option<&str> {
        self.headers.get(LOCATION).and_then(|value| value.to_str().ok())
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON at {}: {}", self.path, self.body))
    }

    /// The `value` of the first input of that name.
    pub(crate) fn input(&self, name: &str) -> Option<String> {
        let tags = self.body.split('<').filter(|tag| tag.starts_with("input") || tag.starts_with("button"));
        let tag = tags.into_iter().find(|tag| tag.contains(&format!("name=\"{name}\"")))?;
        let (_, value) = tag.split_once("value=\"")?;
        value.split_once('"').map(|(value, _)| value.to_owned())
    }

    /// Whether there is a submit button of that name and value.
    pub(crate) fn has_button(&self, name: &str, value: &str) -> bool {
        self.body.split('<').any(|tag| {
            tag.starts_with("button")
                && tag.contains(&format!("name=\"{name}\""))
                && tag.contains(&format!("value=\"{value}\""))
        })
    }

    /// The text between two marks.
    pub(crate) fn between(&self, before: &str, after: &str) -> Option<String> {
        let (_, rest) = self.body.split_once(before)?;
        rest.split_once(after).map(|(text, _)| text.to_owned())
    }

    /// A query parameter of the redirect.
    pub(crate) fn answer(&self, name: &str) -> Option<String> {
        query_parameter(self.location()?, name)
    }

    /// Whether it is the panel: the sentence, the way to set-up, *Deny*, and no way to approve.
    pub(crate) fn is_panel(&self) -> bool {
        self.body.contains("requires two-factor authentication")
            && self.body.contains("/dashboard/security?continue=")
            && self.has_button("decision", "deny")
            && !self.has_button("decision", "approve")
    }

    /// Whether it is the consent question.
    pub(crate) fn is_question(&self) -> bool {
        self.has_button("decision", "approve") && self.has_button("decision", "deny")
    }
}

/// A query parameter of a URL.
pub(crate) fn query_parameter(url: &str, name: &str) -> Option<String> {
    let query = url.split_once('?')?.1.split('#').next()?;
    url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}
