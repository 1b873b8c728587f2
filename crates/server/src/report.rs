//! The output of commands, as text or JSON. The only module that writes to standard output.

use std::io::{self, Write};

use serde_json::Value;

/// The output of a command.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Lines of text, for people.
    pub text: String,
    /// JSON, for programs (`--json`).
    pub json: Value,
}

impl Report {
    /// Output in both forms.
    pub fn new(text: impl Into<String>, json: Value) -> Self {
        Self { text: text.into(), json }
    }
}

/// The destination and form of output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputFormat {
    /// Text.
    Text,
    /// JSON, one document per report.
    Json,
}

impl OutputFormat {
    /// Writes the output. A closed pipe is no failure.
    pub fn report(self, report: &Report) {
        let mut out = io::stdout().lock();
        let said = match self {
            Self::Text => writeln!(out, "{}", report.text.trim_end()),
            Self::Json => writeln!(out, "{:#}", report.json),
        };
        // Logged, since the output itself cannot be written.
        if let Err(error) = said.and_then(|()| out.flush()) {
            tracing::debug!(%error, "standard output is closed");
        }
    }

    /// Writes to standard error why a command failed.
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

/// An error with its causes, each once: the text of many errors repeats that of their cause.
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
