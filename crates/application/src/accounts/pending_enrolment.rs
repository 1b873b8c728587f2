//! The seed on the enrolment page: shown to the session that asked for it, for ten minutes, and never once confirmed.

use std::fmt::Write;
use std::time::Duration;

use twinlock_domain::Timestamp;
use twinlock_ports::{Principal, TotpFactor};

use crate::visit::enrolment;
use crate::{Failure, Twinlock};

/// How long a seed that was shown can be confirmed.
const LIFETIME: Duration = Duration::from_mins(10);

/// A seed to be shown.
#[derive(Clone)]
pub struct EnrolmentView {
    /// The seed in base32, for typing.
    pub key_base32: String,
    /// The same for an app on this device, and for the QR code.
    pub otpauth_uri: String,
    /// When it was first shown.
    pub started_at: Timestamp,
}

impl std::fmt::Debug for EnrolmentView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EnrolmentView").field("started_at", &self.started_at).finish_non_exhaustive()
    }
}

impl Twinlock {
    /// The seed that this session may still confirm, if there is one.
    ///
    /// # Errors
    /// When a port fails.
    pub async fn pending_enrolment(&self, session: Option<&str>) -> Result<Option<EnrolmentView>, Failure> {
        let now = self.now();
        let visit = self.read::<_, Failure>(async |tx| Ok(self.visit_in(tx, session, now).await?)).await?;
        let Some(who) = visit.signed_in() else { return Ok(None) };
        let Some(factor) = pending_factor(&who, now) else { return Ok(None) };
        let seed = self.ports.vault.open_seed(factor.id, &factor.sealed_seed)?;
        let key_base32 = self.ports.totp.base32(&seed);
        let otpauth_uri = otpauth_uri(&self.settings.issuer, who.account.email.as_str(), &key_base32);
        Ok(Some(EnrolmentView { key_base32, otpauth_uri, started_at: factor.created_at }))
    }
}

/// The factor that this very session may confirm now.
pub(super) fn pending_factor(who: &Principal, now: Timestamp) -> Option<&TotpFactor> {
    if enrolment(&who.factors).is_enrolled() {
        return None;
    }
    let mut factors = who.factors.iter();
    factors.find(|factor| factor.session == who.session.id && now.since(factor.created_at) < LIFETIME)
}

/// The `otpauth:` URI (Key Uri Format) of a key. The label has the host, which is what the phone's list shows.
fn otpauth_uri(issuer: &str, email: &str, key: &str) -> String {
    let host = issuer.split_once("://").map_or(issuer, |(_, rest)| rest);
    let host = percent_encoded(host.split('/').next().unwrap_or(host));
    let email = percent_encoded(email);
    format!("otpauth://totp/{host}:{email}?secret={key}&issuer={host}&algorithm=SHA1&digits=6&period=30")
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
    fn the_uri_names_host_account_and_parameters_percent_encoded() {
        assert_eq!(
            otpauth_uri("http://localhost:8080", "a+b@example.org", "ABC"),
            "otpauth://totp/localhost%3A8080:a%2Bb%40example.org?secret=ABC&issuer=localhost%3A8080\
             &algorithm=SHA1&digits=6&period=30"
        );
    }
}
