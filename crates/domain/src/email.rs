//! E-mail addresses in one normal form, so that no two accounts have addresses that look the same.

use alloc::string::String;
use core::fmt;

/// The text is not an address that this provider accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address: one @, ASCII letters, no spaces; write an international domain in its xn-- form")]
pub struct InvalidEmailAddress;

/// An address in lower case. ASCII only, so that look-alike letters and Unicode case folding cannot give one mailbox
/// two spellings, or two mailboxes one.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// The greatest length, in bytes (RFC 5321 4.5.3.1.3, less the angle brackets).
    pub const MAX_BYTES: usize = crate::bounds::EMAIL;

    /// Parses an address: trims white space, and converts to lower case.
    ///
    /// # Errors
    /// [`InvalidEmailAddress`] if it is not an address, or not ASCII.
    pub fn parse(text: &str) -> Result<Self, InvalidEmailAddress> {
        let text = text.trim();
        let (local, domain) = text.split_once('@').ok_or(InvalidEmailAddress)?;
        let local_ok = (1..=64).contains(&local.len())
            && local.split('.').all(|part| !part.is_empty() && part.bytes().all(is_atext));
        let domain_ok = text.len() <= Self::MAX_BYTES && domain.split('.').all(is_label);
        if local_ok && domain_ok { Ok(Self(text.to_ascii_lowercase())) } else { Err(InvalidEmailAddress) }
    }

    /// The mailbox of the address without a `+` tag: many providers deliver `ada+shop@` to `ada@`.
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

/// `atext` of RFC 5322 3.2.3.
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
