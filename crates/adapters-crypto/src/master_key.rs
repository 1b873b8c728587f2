//! The master key, from which all keys for encryption at rest are derived: given by the operator, or generated.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use data_encoding::HEXLOWER_PERMISSIVE;
use twinlock_ports::Entropy;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// A text is not a master key. The error does not contain the text, which may be most of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a master key: 32 bytes in base64 (44 characters) or in hexadecimal (64 digits) are one")]
pub struct InvalidMasterKey;

/// 256 bits, wiped from memory when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct MasterKey([u8; 32]);

impl MasterKey {
    /// A new key.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0; 32];
        entropy.fill(&mut bytes);
        Self(bytes)
    }

    /// From base64 (either alphabet, padded or not) or hexadecimal. White space around it is dropped, as files
    /// end in a newline.
    ///
    /// # Errors
    /// [`InvalidMasterKey`] if the text does not decode to 32 bytes, or all of them are zero.
    pub fn parse(text: &str) -> Result<Self, InvalidMasterKey> {
        let text = text.trim();
        let decoded = if text.len() == 64 { HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok() } else { base64(text) };
        let decoded = Zeroizing::new(decoded.ok_or(InvalidMasterKey)?);
        let bytes: [u8; 32] = decoded.as_slice().try_into().map_err(|_| InvalidMasterKey)?;
        if bytes == [0; 32] { Err(InvalidMasterKey) } else { Ok(Self(bytes)) }
    }

    /// The key in base64, for the file that it is kept in.
    pub fn to_base64(&self) -> Zeroizing<String> {
        Zeroizing::new(STANDARD.encode(self.0))
    }

    pub(crate) const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

fn base64(text: &str) -> Option<Vec<u8>> {
    [&STANDARD, &STANDARD_NO_PAD, &URL_SAFE, &URL_SAFE_NO_PAD].into_iter().find_map(|engine| engine.decode(text).ok())
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OsEntropy;

    #[test]
    fn a_generated_key_is_read_back() {
        let key = MasterKey::generate(&OsEntropy);
        let read = MasterKey::parse(&format!("{}\n", *key.to_base64())).unwrap();
        assert_eq!(read.bytes(), key.bytes());
    }

    #[test]
    fn hexadecimal_and_every_base64_are_read() {
        let bytes = [0xfb; 32];
        for text in [
            "fb".repeat(32),
            "FB".repeat(32),
            STANDARD.encode(bytes),
            STANDARD_NO_PAD.encode(bytes),
            URL_SAFE.encode(bytes),
            URL_SAFE_NO_PAD.encode(bytes),
        ] {
            assert_eq!(MasterKey::parse(&text).unwrap().bytes(), &bytes, "{text}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", "secret", &"fb".repeat(31), &"00".repeat(32), &"zz".repeat(32), &STANDARD.encode([1; 33])] {
            assert_eq!(MasterKey::parse(text).unwrap_err(), InvalidMasterKey, "{text}");
        }
    }

    #[test]
    fn it_prints_redacted() {
        assert_eq!(format!("{:?}", MasterKey::generate(&OsEntropy)), "MasterKey(redacted)");
    }
}
