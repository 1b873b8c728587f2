//! Mail as files, for a machine without SMTP: a developer opens them, or follows the link in the log.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use lettre::message::Body;
use lettre::message::header::ContentTransferEncoding;
use tokio::fs::{DirBuilder, OpenOptions};
use tokio::io::AsyncWriteExt;
use twinlock_domain::{DeliveryId, EmailAddress};
use twinlock_ports::{Clock, Mail, MailError, Mailer};

use crate::message::{BodyText, Envelope};
use crate::{MailHost, Sender};

/// Writes each mail to a file of its own, readable by its owner only, and logs the recipient, the subject and the links
/// in it. That puts links that set passwords into the log: it is for a developer's machine.
pub struct FileMailer {
    folder: PathBuf,
    sender: Sender,
    host: MailHost,
    clock: Arc<dyn Clock>,
    written: AtomicU32,
}

impl FileMailer {
    /// Writes into `folder`, which is created with the first mail.
    pub fn new(folder: PathBuf, sender: Sender, host: MailHost, clock: Arc<dyn Clock>) -> Self {
        Self { folder, sender, host, clock, written: AtomicU32::new(0) }
    }

    /// The time, then a counter for mails of the same millisecond, then the recipient: names sort in the order of
    /// sending.
    fn file_name(&self, to: &EmailAddress) -> String {
        let count = self.written.fetch_add(1, Ordering::Relaxed);
        let whom: String = to.as_str().chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
        format!("{:013}-{count:06}-{whom}", self.clock.now().unix_millis())
    }
}

impl std::fmt::Debug for FileMailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FileMailer").field("folder", &self.folder).field("sender", &self.sender).finish_non_exhaustive()
    }
}

/// Whether a character is safe in a file name. An address may contain others, such as `/` (RFC 5322 3.2.3).
fn is_plain(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '.' | '-' | '_' | '@' | '+')
}

#[async_trait]
impl Mailer for FileMailer {
    async fn send(&self, id: DeliveryId, mail: &Mail) -> Result<(), MailError> {
        // Unencoded, so that a link can be copied out of the file.
        let readable = Body::new_with_encoding(mail.body.clone(), ContentTransferEncoding::Binary);
        let body = readable.map_or_else(|_| BodyText::Plain(mail.body.clone()), BodyText::Encoded);
        let envelope = Envelope { sender: &self.sender, host: &self.host, id, now: self.clock.now() };
        let message = envelope.wrap(mail, body)?;
        let name = self.file_name(&mail.to);
        let path = write(&self.folder, &name, &message.formatted()).await;
        let path = path.map_err(|error| MailError::Later(format!("{}: {error}", self.folder.display())))?;
        let links = links(&mail.body).collect::<Vec<_>>().join(" ");
        tracing::info!(to = %mail.to, subject = %mail.subject, file = %path.display(), links, "mail written");
        Ok(())
    }
}

/// Writes the file under another name first, so that a program that watches for `*.eml` never reads half of one.
async fn write(folder: &Path, name: &str, content: &[u8]) -> io::Result<PathBuf> {
    let mut maker = DirBuilder::new();
    maker.recursive(true);
    #[cfg(unix)]
    maker.mode(0o700);
    maker.create(folder).await?;
    let (part, path) = (folder.join(format!("{name}.part")), folder.join(format!("{name}.eml")));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    options.mode(0o600);
    let mut file = options.open(&part).await?;
    file.write_all(content).await?;
    file.flush().await?;
    drop(file);
    tokio::fs::rename(&part, &path).await?;
    Ok(path)
}

fn links(body: &str) -> impl Iterator<Item = &str> {
    body.split_whitespace().filter(|word| word.starts_with("http://") || word.starts_with("https://"))
}

#[cfg(test)]
mod tests;
