//! Turns a mail into an RFC 5322 message by lettre's types, which encode or refuse what could break a header.

use std::str::FromStr;
use std::time::{Duration, UNIX_EPOCH};

use lettre::Message;
use lettre::message::header::ContentType;
use lettre::message::{Body, Mailbox, SinglePart};
use lettre::transport::smtp::extension::ClientId;
use twinlock_domain::{DeliveryId, Timestamp};
use twinlock_ports::{Mail, MailError};
use url::{Host, Url};

/// A text is not a sender.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a sender: write an address, or a name and an address in <>")]
pub struct InvalidSender(String);

/// Who mail comes from, such as `Twinlock <twinlock@example.org>`.
#[derive(Clone, Debug)]
pub struct Sender(Mailbox);

impl std::fmt::Display for Sender {
    /// The sender as in a mail's `From` header.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Sender {
    type Err = InvalidSender;

    fn from_str(text: &str) -> Result<Self, InvalidSender> {
        text.parse().map(Self).map_err(|_| InvalidSender(text.to_owned()))
    }
}

/// This server's name in SMTP and in message ids: the host of its public URL, never the machine's own name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailHost(ClientId);

impl MailHost {
    /// The host of the public URL; `localhost` if the URL has none.
    pub fn of(public_url: &Url) -> Self {
        Self(match public_url.host() {
            Some(Host::Domain(name)) => ClientId::Domain(name.to_owned()),
            Some(Host::Ipv4(address)) => ClientId::Ipv4(address),
            Some(Host::Ipv6(address)) => ClientId::Ipv6(address),
            None => ClientId::Domain("localhost".to_owned()),
        })
    }

    /// The name in `EHLO` (RFC 5321 4.1.1.1).
    pub(crate) fn hello(&self) -> ClientId {
        self.0.clone()
    }
}

/// The sender, the id and the time of a message.
pub(crate) struct Envelope<'a> {
    pub(crate) sender: &'a Sender,
    pub(crate) host: &'a MailHost,
    pub(crate) id: DeliveryId,
    pub(crate) now: Timestamp,
}

impl Envelope<'_> {
    /// Builds the message around a body.
    pub(crate) fn wrap(&self, mail: &Mail, body: impl Into<BodyText>) -> Result<Message, MailError> {
        let refused = |error: &dyn std::error::Error| MailError::Later(error.to_string());
        let to: Mailbox =
            mail.to.as_str().parse().map_err(|error| refused(&error as &lettre::address::AddressError))?;
        let millis = u64::try_from(self.now.unix_millis()).unwrap_or(0);
        let part = SinglePart::builder().header(ContentType::TEXT_PLAIN);
        let part = match body.into() {
            BodyText::Plain(text) => part.body(text),
            BodyText::Encoded(body) => part.body(body),
        };
        Message::builder()
            .from(self.sender.0.clone())
            .to(to)
            .subject(mail.subject.as_str())
            .date(UNIX_EPOCH + Duration::from_millis(millis))
            .message_id(Some(format!("<{}@{}>", self.id, self.host.hello())))
            .singlepart(part)
            .map_err(|error| refused(&error))
    }
}

/// A body, and whether lettre is still to choose its encoding.
pub(crate) enum BodyText {
    Plain(String),
    Encoded(Body),
}

#[cfg(test)]
mod tests {
    use twinlock_domain::EmailAddress;

    use super::*;

    fn wrapped(subject: &str) -> String {
        let sender: Sender = "Twinlock <twinlock@example.org>".parse().unwrap();
        let mail =
            Mail { to: EmailAddress::parse("ada@example.org").unwrap(), subject: subject.into(), body: "Hello".into() };
        let host = MailHost::of(&"https://id.example.org:8443/sso".parse().unwrap());
        let now = Timestamp::from_unix_seconds(1_790_000_000);
        let envelope = Envelope { sender: &sender, host: &host, id: DeliveryId::from_bytes([7; 16]), now };
        let message = envelope.wrap(&mail, BodyText::Plain(mail.body.clone())).unwrap();
        String::from_utf8(message.formatted()).unwrap()
    }

    #[test]
    fn a_subject_cannot_add_a_header() {
        for evil in ["Hi\r\nBcc: eve@example.net", "Hi\nBcc: eve@example.net", "Hi\r\n\r\nBcc: eve@example.net"] {
            let text = wrapped(evil);
            let (head, _) = text.split_once("\r\n\r\n").unwrap();
            assert!(head.split("\r\n").all(|line| !line.to_ascii_lowercase().starts_with("bcc:")), "{text}");
            assert_eq!(text.matches("\r\n\r\n").count(), 1, "{text}");
        }
    }

    #[test]
    fn the_message_says_who_to_whom_when_and_what() {
        let text = wrapped("Verify your address");
        for line in [
            "From: Twinlock <twinlock@example.org>\r\n",
            "To: ada@example.org\r\n",
            "Subject: Verify your address\r\n",
            "Date: Mon, 21 Sep 2026 14:13:20 +0000\r\n",
            "Message-ID: <07070707-0707-0707-0707-070707070707@id.example.org>\r\n",
            "Content-Type: text/plain; charset=utf-8\r\n",
        ] {
            assert!(text.contains(line), "{line} is not in {text}");
        }
    }

    #[test]
    fn b25_the_name_among_mail_servers_is_the_public_urls_host() {
        for (public_url, name) in [
            ("https://id.example.org", "id.example.org"),
            ("https://id.example.org:8443/sso", "id.example.org"),
            ("http://localhost:8080", "localhost"),
            ("http://127.0.0.1:8080", "[127.0.0.1]"),
            ("http://[::1]:8080", "[IPv6:::1]"),
        ] {
            assert_eq!(MailHost::of(&public_url.parse().unwrap()).hello().to_string(), name);
        }
    }

    #[test]
    fn a_sender_that_is_none_is_named_in_the_error() {
        let error = "Twinlock".parse::<Sender>().unwrap_err();
        assert!(error.to_string().starts_with("\"Twinlock\" is not a sender"));
    }
}
