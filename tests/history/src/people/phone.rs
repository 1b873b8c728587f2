//! An authenticator app that remembers which step it showed last: an honest person waits for the next.

use anyhow::{Context as _, Result};
use data_encoding::BASE32_NOPAD;

use crate::clock::now_millis;
use crate::record::Code;
use crate::rng::digest;

/// A phone with one key on it.
#[derive(Clone, Debug)]
pub struct Authenticator {
    seed: Vec<u8>,
    pub factor: String,
    last_shown: i64,
}

impl Authenticator {
    /// Types a key in.
    pub fn with_key(base32: &str) -> Result<Self> {
        let plain: String = base32.chars().filter(char::is_ascii_alphanumeric).collect();
        let seed = BASE32_NOPAD.decode(plain.to_ascii_uppercase().as_bytes()).context("the key is not base32")?;
        Ok(Self { seed, factor: digest(&plain), last_shown: 0 })
    }

    /// The step that it is.
    pub fn step_now() -> i64 {
        now_millis().div_euclid(30_000)
    }

    /// A code that was not shown before, if there is one by now.
    pub fn show(&mut self) -> Option<(Code, String)> {
        let step = Self::step_now();
        (step > self.last_shown).then(|| {
            self.last_shown = step;
            self.at(step)
        })
    }

    /// The last code again, as somebody would who looked over a shoulder.
    pub fn again(&self) -> Option<(Code, String)> {
        (self.last_shown > 0).then(|| self.at(self.last_shown))
    }

    /// The code of a step.
    pub fn at(&self, step: i64) -> (Code, String) {
        let seconds = u64::try_from(step.saturating_mul(30)).unwrap_or(0);
        let typed = totp_lite::totp_custom::<totp_lite::Sha1>(30, 6, &self.seed, seconds);
        (Code::Totp { factor: self.factor.clone(), step }, typed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_shows_what_rfc_6238_says() {
        // Appendix B: the key 12345678901234567890 at 59 s gives 94287082, of which these are the last six.
        let phone = Authenticator::with_key("GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ").unwrap();
        assert_eq!(phone.at(1).1, "287082");
    }

    #[test]
    fn a_phone_shows_a_step_once() {
        let mut phone = Authenticator::with_key("GEZDGNBVGY3TQOJQ").unwrap();
        assert!(phone.again().is_none());
        let (code, _) = phone.show().unwrap();
        assert_eq!(phone.again().unwrap().0, code);
    }
}
