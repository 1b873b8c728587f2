//! E-mail addresses in one spelling each, so that no second account can look like the first.

use alloc::string::String;
use core::fmt;

/// Not an address that this provider takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address: one @, ASCII letters, no spaces; write an international domain in its xn-- form")]
pub struct InvalidEmailAddress;

/// An address in lower case. ASCII alone: look-alike letters and Unicode folding cannot make two spellings of
/// one mailbox, or one spelling of two.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// The greatest length, in bytes (RFC 5321 4.5.3.1.3, less the angle brackets).
    pub const MAX_BYTES: usize = crate::bounds::EMAIL;

    /// Checks and lower-cases. Surrounding white space is dropped.
    ///
    /// # Errors
    /// When it is not an address, or not ASCII.
    pub fn parse(text: &str) -> Result<Self, InvalidEmailAddress> {
        let text = text.trim();
        let (local, domain) = text.split_once('@').ok_or(InvalidEmailAddress)?;
        let local_ok = (1..=64).contains(&local.len())
            && local.split('.').all(|part| !part.is_empty() && part.bytes().all(is_atext));
        let domain_ok = text.len() <= Self::MAX_BYTES && domain.split('.').all(is_label);
        if local_ok && domain_ok { Ok(Self(text.to_ascii_lowercase())) } else { Err(InvalidEmailAddress) }
    }

    /// The mailbox that it is delivered to, as far as its form tells: many providers deliver `ada+shop@` to `ada@`.
    pub fn mailbox(&self) -> String {
        let (local, domain) = self.0.split_once('@').unwrap_or((&self.0, ""));
        let (local, _tag) = local.split_once('+').unwrap_or((local, ""));
        let mut mailbox = String::from(local);
        mailbox.push('@');
        mailbox.push_str(domain);
        mailbox
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// RFC 5322 3.2.3.
fn is_atext(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("EmailAddress").field(&self.0).finish()
    }
}
