//! Mail by SMTP, encrypted unless the operator configures otherwise, since it contains links that set passwords.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use lettre::transport::smtp::response::{Category, Code, Severity};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use twinlock_domain::DeliveryId;
use twinlock_ports::{Clock, Mail, MailError, Mailer};
use url::{Host, Url};

use crate::message::{BodyText, Envelope};
use crate::{MailHost, Sender};

/// The timeout of connections to the SMTP server.
const TIMEOUT: Duration = Duration::from_secs(15);

/// A text is not an SMTP URL that this mailer accepts. The error does not contain the text, which may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSmtpUrl {
    /// Not an SMTP URL, or one without a host.
    #[error(
        "not an SMTP URL: write smtps://USER:PASSWORD@HOST[:PORT], or smtp://… for STARTTLS; in USER and PASSWORD write / as \
         %2F, ? as %3F, # as %23, : as %3A and @ as %40"
    )]
    Malformed,
    /// The URL has a path, a fragment or an unknown parameter after the host.
    #[error(
        "the SMTP URL goes on after the host: in USER and PASSWORD write / as %2F, ? as %3F, # as %23, : as %3A and @ as %40"
    )]
    Leftover,
    /// The `tls` parameter has an unknown value.
    #[error("the SMTP URL's tls parameter is neither \"required\" nor \"none\"")]
    Tls,
    /// The URL has a password that would be sent unencrypted.
    #[error("an SMTP URL with tls=none cannot have a password: it would travel in clear")]
    PasswordInClear,
}

/// Sends mail by SMTP.
#[derive(Clone)]
pub struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    sender: Sender,
    host: MailHost,
    clock: Arc<dyn Clock>,
}

impl SmtpMailer {
    /// `smtps://` is TLS from the first byte, `smtp://` STARTTLS, which must succeed; `smtp://…?tls=none`, and
    /// `smtp://` to a loopback address, are not encrypted.
    ///
    /// # Errors
    /// [`InvalidSmtpUrl`] if the URL is not of that form, or would send a password unencrypted.
    pub fn new(url: &str, sender: Sender, host: MailHost, clock: Arc<dyn Clock>) -> Result<Self, InvalidSmtpUrl> {
        let url = effective_url(url)?;
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.as_str());
        let builder = builder.map_err(|_| InvalidSmtpUrl::Malformed)?;
        let transport = builder.timeout(Some(TIMEOUT)).hello_name(host.hello()).build();
        Ok(Self { transport, sender, host, clock })
    }
}

impl std::fmt::Debug for SmtpMailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SmtpMailer").field("sender", &self.sender).finish_non_exhaustive()
    }
}

/// Checks that [`SmtpMailer::new`] accepts a URL, for a configuration that is checked before anything is opened.
///
/// # Errors
/// [`InvalidSmtpUrl`] if not.
pub fn check_smtp_url(url: &str) -> Result<(), InvalidSmtpUrl> {
    let url = effective_url(url)?;
    let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.as_str());
    builder.map(|_| ()).map_err(|_| InvalidSmtpUrl::Malformed)
}

/// The URL in lettre's terms, where leaving `tls` out means no encryption.
fn effective_url(text: &str) -> Result<Url, InvalidSmtpUrl> {
    let mut url = Url::parse(text).map_err(|_| InvalidSmtpUrl::Malformed)?;
    if !matches!(url.scheme(), "smtp" | "smtps") || url.host_str().is_none_or(str::is_empty) {
        return Err(InvalidSmtpUrl::Malformed);
    }
    // An unescaped `/`, `?` or `#` in the password ends the host too early; the rest is parsed as path, query or
    // fragment.
    if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
        return Err(InvalidSmtpUrl::Leftover);
    }
    let in_clear = match url.query() {
        None | Some("") => is_loopback(&url),
        Some("tls=required") => false,
        Some("tls=none") => true,
        Some(other) if other.starts_with("tls=") && !other.contains(['&', '@']) => return Err(InvalidSmtpUrl::Tls),
        Some(_) => return Err(InvalidSmtpUrl::Leftover),
    };
    if url.scheme() == "smtps" {
        url.set_query(None);
    } else if in_clear {
        if url.password().is_some() && !is_loopback(&url) {
            return Err(InvalidSmtpUrl::PasswordInClear);
        }
        url.set_query(None);
    } else {
        url.set_query(Some("tls=required"));
    }
    Ok(url)
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        // For a scheme that the URL standard does not know, an IPv4 address is a domain too.
        Some(Host::Domain(name)) => {
            name == "localhost" || name.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback())
        }
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, id: DeliveryId, mail: &Mail) -> Result<(), MailError> {
        let envelope = Envelope { sender: &self.sender, host: &self.host, id, now: self.clock.now() };
        let message = envelope.wrap(mail, BodyText::Plain(mail.body.clone()))?;
        let sent = self.transport.send(message).await;
        sent.map(|_| ()).map_err(|error| {
            let said = error.to_string();
            if error.status().is_some_and(is_for_good) { MailError::Never(said) } else { MailError::Later(said) }
        })
    }
}

/// Whether a reply rejects this mail permanently (RFC 5321 4.2.1): 55x replies are about the mailbox or the mail. Other
/// 5xx, such as 530 and 535, are about this server's account at the SMTP server, which the operator can correct while
/// the mail waits.
fn is_for_good(code: Code) -> bool {
    code.severity == Severity::PermanentNegativeCompletion && code.category == Category::MailSystem
}

#[cfg(test)]
mod tests;
