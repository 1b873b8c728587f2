//! The configuration that `twinlock demo` writes for a relying party: the provider's URL, the registered apps, and the
//! accounts to sign in with.

use std::path::Path;

use anyhow::Context as _;
use serde::Deserialize;

/// The file `demo.json`.
#[derive(Debug, Deserialize)]
pub(crate) struct Config {
    pub(crate) issuer: String,
    pub(crate) apps: Vec<DemoApp>,
    #[serde(default)]
    pub(crate) accounts: Vec<DemoAccount>,
}

/// One app, as registered at the provider.
#[derive(Debug, Deserialize)]
pub(crate) struct DemoApp {
    pub(crate) name: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    pub(crate) requires_2fa: bool,
}

/// One account to sign in with. Passwords are in this file because it is a demo.
#[derive(Debug, Deserialize)]
pub(crate) struct DemoAccount {
    pub(crate) email: String,
    pub(crate) password: String,
    /// The TOTP secret in base32, if the account has a second factor.
    pub(crate) totp_secret: Option<String>,
}

impl Config {
    /// Reads the file at `path`.
    pub(crate) fn read(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read {}: `twinlock demo` writes it when it starts", path.display()))?;
        serde_json::from_str(&text).with_context(|| format!("{} is not what `twinlock demo` writes", path.display()))
    }
}
