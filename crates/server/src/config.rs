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
    /// The operator gave it.
    Given(MasterKey),
    /// It is in this file, which is made at the first start.
    Generated(PathBuf),
}

/// Where mail goes.
#[derive(Clone)]
pub enum MailTarget {
    /// To an SMTP server. The URL may hold a password.
    Smtp(String),
    /// Into files in this folder.
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

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines, one object a line.
    Json,
}

/// A configuration that was read and checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// The public URL, which is the issuer.
    pub public_url: Url,
    /// Where it listens.
    pub listen: SocketAddr,
    /// Where health and metrics are served.
    pub ops_listen: Option<SocketAddr>,
    /// The database.
    pub database: Database,
    /// The master key.
    pub master_key: MasterKeySource,
    /// Where mail goes.
    pub mail: MailTarget,
    /// Who it comes from.
    pub mail_from: Sender,
    /// Whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Whether anybody may make an account.
    pub sign_up_open: bool,
    /// Whether every account may register apps.
    pub apps_open: bool,
    /// What is logged.
    pub log_filter: String,
    /// How.
    pub log_format: LogFormat,
    /// How long things last.
    pub lifetimes: Lifetimes,
    /// How often things may be tried.
    pub limits: Limits,
}

impl Config {
    /// Reads and checks a configuration, and answers every value as it was written too, for `config print`.
    ///
    /// # Errors
    /// When a source cannot be read, names an unknown setting, or has an invalid value.
    pub fn load(sources: &Sources) -> Result<(Self, Values), ConfigError> {
        let values = values::gather(sources)?;
        Ok((read::read(&values)?, values))
    }

    /// What the use cases need of it.
    pub fn settings(&self) -> Settings {
        Settings {
            issuer: self.public_url.origin().ascii_serialization(),
            lifetimes: self.lifetimes,
            sign_up_open: self.sign_up_open,
            apps_open: self.apps_open,
        }
    }

    /// What the HTTP side needs of it.
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
