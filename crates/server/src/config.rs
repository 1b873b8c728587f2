//! The configuration: read from flags, environment and `twinlock.toml`, checked before anything is opened.

mod error;
mod nearest;
mod read;
mod setting;
mod span;
mod values;

use std::net::SocketAddr;
use std::path::PathBuf;

use ipnet::IpNet;
use twinlock_adapters_crypto::MasterKey;
use twinlock_adapters_mail::Sender;
use twinlock_application::Settings;
use twinlock_domain::Lifetimes;
use twinlock_http_actix::{BODY_TIMEOUT, HttpSettings, Limits};
use url::Url;

use crate::database::Database;

pub use error::ConfigError;
use nearest::nearest;
pub use setting::{SETTINGS, Setting};
pub use values::{ConfigFile, Origin, Sources, Value, Values};

/// Where the master key comes from.
#[derive(Clone, Debug)]
pub enum MasterKeySource {
    /// The operator set the key.
    Given(MasterKey),
    /// The key is in this file, which is created at the first start.
    Generated(PathBuf),
}

/// Where mail is sent.
#[derive(Clone)]
pub enum MailTarget {
    /// To an SMTP server. The URL may hold a password.
    Smtp(String),
    /// To files in this folder.
    Files(PathBuf),
}

impl std::fmt::Debug for MailTarget {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Smtp(_) => f.write_str("Smtp(redacted)"),
            Self::Files(folder) => f.debug_tuple("Files").field(folder).finish(),
        }
    }
}

/// The format of log lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// Text for people.
    Text,
    /// JSON, one object per line.
    Json,
}

/// A configuration that was read and checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// The public URL, which is the issuer.
    pub public_url: Url,
    /// The address that the server listens on.
    pub listen: SocketAddr,
    /// The address of the listener for health and metrics.
    pub ops_listen: Option<SocketAddr>,
    /// The database.
    pub database: Database,
    /// The master key.
    pub master_key: MasterKeySource,
    /// Where mail is sent.
    pub mail: MailTarget,
    /// The sender of mail.
    pub mail_from: Sender,
    /// The proxies whose `X-Forwarded-For` is trusted.
    pub trusted_proxies: Vec<IpNet>,
    /// Whether anybody may sign up.
    pub sign_up_open: bool,
    /// Whether every account may register apps.
    pub apps_open: bool,
    /// The filter of log lines.
    pub log_filter: String,
    /// The format of log lines.
    pub log_format: LogFormat,
    /// The lifetimes of sessions, codes, tokens, trusted devices and audit events.
    pub lifetimes: Lifetimes,
    /// The rate limits.
    pub limits: Limits,
}

impl Config {
    /// Reads and checks a configuration. Also returns every value as text, for `config print`.
    ///
    /// # Errors
    /// [`ConfigError::File`] or [`ConfigError::Toml`] if a file cannot be read; [`ConfigError::UnknownKey`],
    /// [`ConfigError::Twice`] or [`ConfigError::Invalid`] if a setting is unknown, given twice or invalid.
    pub fn load(sources: &Sources) -> Result<(Self, Values), ConfigError> {
        let values = values::gather(sources)?;
        Ok((read::read(&values)?, values))
    }

    /// The settings of the use cases.
    pub fn settings(&self) -> Settings {
        Settings {
            issuer: self.public_url.origin().ascii_serialization(),
            lifetimes: self.lifetimes,
            sign_up_open: self.sign_up_open,
            apps_open: self.apps_open,
        }
    }

    /// The settings of the HTTP server.
    pub fn web_settings(&self) -> HttpSettings {
        HttpSettings {
            public_url: self.public_url.clone(),
            trusted_proxies: self.trusted_proxies.clone(),
            limits: self.limits,
            body_timeout: BODY_TIMEOUT,
        }
    }
}

#[cfg(test)]
mod tests;
