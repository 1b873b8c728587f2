//! What a command answers, for people and for machines. The one place that writes to standard output.

use std::io::{self, Write};

use serde_json::Value;

/// What a command has to say.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// For people: lines of text.
    pub text: String,
    /// For machines (`--json`).
    pub json: Value,
}

impl Report {
    /// The same thing said twice.
    pub fn new(text: impl Into<String>, json: Value) -> Self {
        Self { text: text.into(), json }
    }
}

/// Where reports go, and in which form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputFormat {
    /// As text.
    Text,
    /// As JSON, one document a report.
    Json,
}

impl OutputFormat {
    /// Says it. A reader that has gone away is no failure.
    pub fn report(self, report: &Report) {
        let mut out = io::stdout().lock();
        let said = match self {
            Self::Text => writeln!(out, "{}", report.text.trim_end()),
            Self::Json => writeln!(out, "{:#}", report.json),
        };
        // Logged, for there is nobody left to tell.
        if let Err(error) = said.and_then(|()| out.flush()) {
            tracing::debug!(%error, "standard output is closed");
        }
    }

    /// Says on standard error why nothing came of a command.
    pub fn failure(self, error: &anyhow::Error) {
        let mut err = io::stderr().lock();
        let said = match self {
            Self::Text => writeln!(err, "twinlock: {}", in_words(error)),
            Self::Json => {
                let json = serde_json::json!({ "error": "command_failed", "error_description": in_words(error) });
                writeln!(err, "{json:#}")
            }
        };
        if let Err(error) = said {
            tracing::debug!(%error, "standard error is closed");
        }
    }
}

/// An error and what led to it, each said once: many errors repeat their cause in their own words.
fn in_words(error: &anyhow::Error) -> String {
    error.chain().map(ToString::to_string).fold(String::new(), |text, cause| match text.as_str() {
        "" => cause,
        said if said.contains(&cause) => text,
        said => format!("{said}: {cause}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn e26_each_cause_is_said_once() {
        let missing = || std::io::Error::from(std::io::ErrorKind::NotFound);
        let cases = [
            (anyhow::Error::new(missing()).context("a.toml"), "a.toml: entity not found"),
            (anyhow::Error::new(missing()).context("a.toml: entity not found"), "a.toml: entity not found"),
            (anyhow::Error::new(missing()).context("x: entity not found").context("y"), "y: x: entity not found"),
            (anyhow::anyhow!("alone"), "alone"),
        ];
        for (error, said) in cases {
            assert_eq!(in_words(&error), said);
        }
    }
}
