//! The seed on the enrolment page: shown only to the session that asked for it, for ten minutes, until it is confirmed.

use std::fmt::Write;
use std::time::Duration;

use twinlock_domain::Timestamp;
use twinlock_ports::{Factor, FactorKind, Principal};

use crate::{Failure, Twinlock};

/// How long a seed can be confirmed after it was first shown.
const LIFETIME: Duration = Duration::from_mins(10);

/// A seed to be shown.
#[derive(Clone)]
pub struct EnrolmentDetails {
    /// The seed in base32, for typing.
    pub key_base32: String,
    /// The seed as a URI, for an app on this device and for the QR code.
    pub otpauth_uri: String,
    /// When it was first shown.
    pub started_at: Timestamp,
}

impl std::fmt::Debug for EnrolmentDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EnrolmentView").field("started_at", &self.started_at).finish_non_exhaustive()
    }
}

impl Twinlock {
    /// The seed that this session may still confirm, if there is one.
    ///
    /// # Errors
    /// [`Failure`] if a port fails.
    pub async fn pending_enrolment(&self, session: Option<&str>) -> Result<Option<EnrolmentDetails>, Failure> {
        let now = self.now();
        let visit = self.read::<_, Failure>(async |work| Ok(work.session_state(session).await?)).await?;
        let Some(who) = visit.signed_in() else { return Ok(None) };
        let Some(factor) = pending_factor(&who, now) else { return Ok(None) };
        let FactorKind::Totp(totp) = &factor.kind;
        let seed = self.ports.vault.open_seed(factor.id, &totp.sealed_seed)?;
        let key_base32 = self.ports.totp.base32(&seed);
        let otpauth_uri = otpauth_uri(&self.settings.issuer, who.account.email.as_str(), &key_base32);
        Ok(Some(EnrolmentDetails { key_base32, otpauth_uri, started_at: factor.created_at }))
    }
}

/// The factor that this very session may confirm now.
pub(super) fn pending_factor(who: &Principal, now: Timestamp) -> Option<&Factor> {
    if who.factors.is_enrolled() {
        return None;
    }
    let mut shown = who.factors.pending();
    shown.find(|factor| factor.session == who.session.id && now.since(factor.created_at) < LIFETIME)
}

/// The `otpauth:` URI (Key Uri Format) of a key. A colon separates issuer and account in the label, so neither may
/// contain one: the issuer is the host without a port.
fn otpauth_uri(issuer: &str, email: &str, key: &str) -> String {
    let issuer = percent_encoded(issuer_name(issuer));
    let email = percent_encoded(email);
    format!("otpauth://totp/{issuer}:{email}?secret={key}&issuer={issuer}&algorithm=SHA1&digits=6&period=30")
}

/// The host of the public URL, as authenticator apps show it. The colons of an IPv6 address are not allowed in a label.
fn issuer_name(issuer: &str) -> &str {
    let authority = issuer.split_once("://").map_or(issuer, |(_, rest)| rest);
    let authority = authority.split(['/', '?', '#']).next().unwrap_or_default();
    match authority.split(':').next().unwrap_or_default() {
        "" => "Twinlock",
        bracket if bracket.starts_with('[') => "Twinlock",
        host => host,
    }
}

/// Percent-encodes everything but unreserved characters (RFC 3986 2.3).
fn percent_encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b15_no_colon_stands_in_issuer_or_account_of_the_uri() {
        for (issuer, name) in [
            ("http://localhost:8080", "localhost"),
            ("https://id.example.org", "id.example.org"),
            ("https://id.example.org:8443", "id.example.org"),
            ("https://id.example.org:8443/sso", "id.example.org"),
            ("https://xn--bcher-kva.example", "xn--bcher-kva.example"),
            ("http://127.0.0.1:8080", "127.0.0.1"),
            ("http://[::1]:8080", "Twinlock"),
        ] {
            assert_eq!(
                otpauth_uri(issuer, "a+b@example.org", "ABC"),
                format!(
                    "otpauth://totp/{name}:a%2Bb%40example.org?secret=ABC&issuer={name}&algorithm=SHA1&digits=6\
                     &period=30"
                )
            );
        }
    }
}
