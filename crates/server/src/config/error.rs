//! What is wrong with a configuration, in sentences that name the key and say what to write.

use std::path::PathBuf;

use super::Origin;

/// A configuration is not valid.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A key that is no setting.
    #[error("{origin}: there is no setting \"{key}\"{}", nearest.map_or_else(String::new, |near| format!("; did you mean \"{near}\"?")))]
    UnknownKey {
        /// As it was written.
        key: String,
        /// Where.
        origin: Origin,
        /// The setting that it most looks like.
        nearest: Option<&'static str>,
    },
    /// A value that is not valid. A secret's value is not repeated.
    #[error("{origin}: {key}: {problem}")]
    Invalid {
        /// Which setting.
        key: &'static str,
        /// Where its value comes from.
        origin: Origin,
        /// What is wrong, and what would do.
        problem: String,
    },
    /// A secret given twice in one place.
    #[error("{origin}: give {key} or {key}_file, not both")]
    Twice {
        /// Which setting.
        key: &'static str,
        /// Where.
        origin: Origin,
    },
    /// A flag that is not `KEY=VALUE`.
    #[error("--set {0}: write KEY=VALUE")]
    NotAPair(String),
    /// The configuration file, or the file of a secret, cannot be read.
    #[error("{}: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The configuration file is not TOML.
    #[error("{}: {problem}", path.display())]
    Toml {
        /// Which.
        path: PathBuf,
        /// What is wrong.
        problem: String,
    },
}
