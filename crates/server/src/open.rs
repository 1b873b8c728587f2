//! Assembles a server from a configuration: opens the database, reads the master key, makes the adapters.

use std::sync::Arc;

use anyhow::Context;
use twinlock_adapters_crypto::{Argon2Passwords, AwsLcSigner, OsEntropy, SystemClock};
use twinlock_adapters_mail::{FileMailer, MailHost, SmtpMailer};
use twinlock_application::Twinlock;
use twinlock_ports::Mailer;

use crate::config::{Config, MailTarget};
use crate::master_key_file::{self, Missing};
use crate::nothing_here::NothingHere;
use crate::{Adapters, Assembly, wire};

/// Why a database and a master key are opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To serve. A missing database or key is created, and pending migrations run.
    Serve,
    /// For a command. Nothing is created, and the schema is not changed while a server may be running.
    Command,
}

/// Opens the configured database and master key.
///
/// # Errors
/// [`NothingHere`] if a command finds no database or no master key; any other error names what cannot be opened, and
/// why.
pub(crate) async fn open(config: &Config, purpose: Purpose) -> anyhow::Result<Assembly> {
    assemble(config, adapters(config, purpose).await?).await
}

/// Assembles the use cases and the HTTP server over adapters.
pub(crate) async fn assemble(config: &Config, adapters: Adapters) -> anyhow::Result<Assembly> {
    wire(adapters, config.settings(), config.web_settings()).await.with_context(|| config.database.to_string())
}

/// The configured adapters.
///
/// # Errors
/// As [`open`].
pub(crate) async fn adapters(config: &Config, purpose: Purpose) -> anyhow::Result<Adapters> {
    let database = &config.database;
    if purpose == Purpose::Command && database.is_absent().await? {
        return Err(NothingHere::Database(database.to_string()).into());
    }
    let store = database.open(purpose == Purpose::Serve).await?;
    let missing = match purpose {
        _ if Twinlock::has_been_opened(&*store).await? => Missing::Lost,
        Purpose::Serve => Missing::Make,
        Purpose::Command => Missing::Refuse,
    };
    let master_key = master_key_file::obtain(&config.master_key, missing)?;
    Ok(Adapters {
        store,
        clock: Arc::new(SystemClock),
        entropy: Arc::new(OsEntropy),
        passwords: Arc::new(Argon2Passwords::new(Arc::new(OsEntropy))),
        signer: Arc::new(AwsLcSigner::new()),
        mailer: mailer(config)?,
        master_key,
    })
}

fn mailer(config: &Config) -> anyhow::Result<Arc<dyn Mailer>> {
    let (sender, host) = (config.mail_from.clone(), MailHost::of(&config.public_url));
    let clock = Arc::new(SystemClock);
    Ok(match &config.mail {
        MailTarget::Smtp(url) => Arc::new(SmtpMailer::new(url, sender, host, clock).context("smtp_url")?),
        MailTarget::Files(folder) => Arc::new(FileMailer::new(folder.clone(), sender, host, clock)),
    })
}
