//! From a configuration to a server that is put together: opens the database, obtains the master key, plugs all in.

use std::sync::Arc;

use anyhow::Context;
use twinlock_adapters_crypto::{Argon2Passwords, OsEntropy, SystemClock};
use twinlock_adapters_mail::{FileMailer, SmtpMailer};
use twinlock_ports::Mailer;

use crate::config::{Config, MailTarget};
use crate::{Plugs, Wired, master_key_file, wire};

/// What becomes of a database that is there but older than this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Older {
    /// It is brought up to date: for a server that starts.
    Migrate,
    /// It is refused: a command does not change the schema under a server that runs.
    Refuse,
}

/// Opens what is configured. A database that is not there is made.
pub(crate) async fn open(config: &Config, older: Older) -> anyhow::Result<Wired> {
    let database = &config.database;
    let is_new = database.is_new().await?;
    let master_key = master_key_file::obtain(&config.master_key, is_new)?;
    let store = database.open(is_new || older == Older::Migrate).await?;
    let plugs = Plugs {
        store,
        clock: Arc::new(SystemClock),
        entropy: Arc::new(OsEntropy),
        passwords: Arc::new(Argon2Passwords::new(Arc::new(OsEntropy))),
        mailer: mailer(config)?,
        master_key,
    };
    wire(plugs, config.settings(), config.web_settings()).await.with_context(|| database.to_string())
}

fn mailer(config: &Config) -> anyhow::Result<Arc<dyn Mailer>> {
    let sender = config.mail_from.clone();
    Ok(match &config.mail {
        MailTarget::Smtp(url) => Arc::new(SmtpMailer::new(url, sender, Arc::new(SystemClock)).context("smtp_url")?),
        MailTarget::Files(folder) => Arc::new(FileMailer::new(folder.clone(), sender, Arc::new(SystemClock))),
    })
}
