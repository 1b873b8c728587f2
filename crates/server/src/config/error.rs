//! The errors of a configuration. Each names the setting and says what to write instead.

use std::path::PathBuf;

use super::Origin;

/// A configuration is not valid.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// An unknown setting.
    #[error("{origin}: there is no setting \"{key}\"{}", nearest.map_or_else(String::new, |near| format!("; did you mean \"{near}\"?")))]
    UnknownKey {
        /// The key as it was written.
        key: String,
        /// The source.
        origin: Origin,
        /// The setting with the most similar name.
        nearest: Option<&'static str>,
    },
    /// An invalid value. The value of a secret is not repeated.
    #[error("{origin}: {key}: {problem}")]
    Invalid {
        /// The setting.
        key: &'static str,
        /// The source of the value.
        origin: Origin,
        /// What is wrong, and what is accepted.
        problem: String,
    },
    /// A secret given twice in one layer, such as by its key and as a file.
    #[error("{origin}: {key} is given twice; set it once, as {key} or as {key}_file")]
    Twice {
        /// The setting.
        key: &'static str,
        /// The source.
        origin: Origin,
    },
    /// A flag that is not `KEY=VALUE`.
    #[error("--set {0}: write KEY=VALUE")]
    NotAPair(String),
    /// The configuration file, or the file of a secret, cannot be read.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// The configuration file is not TOML.
    #[error("{}: {problem}", path.display())]
    Toml {
        /// The file.
        path: PathBuf,
        /// The parser's message.
        problem: String,
    },
}
