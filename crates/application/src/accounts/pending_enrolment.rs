//! The seed on the enrolment page: shown to the session that asked for it, for ten minutes, and never once confirmed.

use std::fmt::Write;
use std::time::Duration;

use twinlock_domain::Timestamp;
use twinlock_ports::{Factor, FactorKind, Principal};

use crate::{Failure, Twinlock};

/// How long a seed that was shown can be confirmed.
const LIFETIME: Duration = Duration::from_mins(10);

/// A seed to be shown.
#[derive(Clone)]
pub struct EnrolmentDetails {
    /// The seed in base32, for typing.
    pub key_base32: String,
    /// The same for an app on this device, and for the QR code.
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

/// The `otpauth:` URI (Key Uri Format) of a key. Issuer and account stand in the label with a colon between them, so
/// neither may have one: the issuer is the host alone, without a port.
fn otpauth_uri(issuer: &str, email: &str, key: &str) -> String {
    let issuer = percent_encoded(issuer_name(issuer));
    let email = percent_encoded(email);
    format!("otpauth://totp/{issuer}:{email}?secret={key}&issuer={issuer}&algorithm=SHA1&digits=6&period=30")
}

/// What the phone's list shows: the host of the public URL. An IPv6 address has colons, which are not allowed here.
fn issuer_name(issuer: &str) -> &str {
    let authority = issuer.split_once("://").map_or(issuer, |(_, rest)| rest);
    let authority = authority.split(['/', '?', '#']).next().unwrap_or_default();
    match authority.split(':').next().unwrap_or_default() {
        "" => "Twinlock",
        bracket if bracket.starts_with('[') => "Twinlock",
        host => host,
    }
}

/// Everything but unreserved characters (RFC 3986 2.3) as `%XX`.
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
