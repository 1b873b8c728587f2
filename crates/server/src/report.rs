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
pub enum Say {
    /// As text.
    Text,
    /// As JSON, one document a report.
    Json,
}

impl Say {
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
            Self::Text => writeln!(err, "twinlock: {error:#}"),
            Self::Json => {
                let json = serde_json::json!({ "error": "command_failed", "error_description": format!("{error:#}") });
                writeln!(err, "{json:#}")
            }
        };
        if let Err(error) = said {
            tracing::debug!(%error, "standard error is closed");
        }
    }
}
