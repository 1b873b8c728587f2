//! An authenticator app that shows each step once, since an honest user waits for the next.

use anyhow::{Context as _, Result};
use twinlock_test_client::authenticator::Authenticator as Totp;

use crate::clock::now_millis;
use crate::record::Code;
use crate::rng::digest;

/// A phone with one key on it.
#[derive(Clone, Debug)]
pub struct Authenticator {
    totp: Totp,
    pub factor: String,
    last_shown: i64,
}

impl Authenticator {
    /// An authenticator app with this key.
    pub fn with_key(base32: &str) -> Result<Self> {
        let totp = Totp::try_with_key(base32).context("the key is not base32")?;
        let factor = digest(&totp.key());
        Ok(Self { totp, factor, last_shown: 0 })
    }

    /// The current step.
    pub fn step_now() -> i64 {
        Totp::step_at(now_millis().div_euclid(1000))
    }

    /// A code that was not shown before, if there is one by now.
    pub fn show(&mut self) -> Option<(Code, String)> {
        let step = Self::step_now();
        (step > self.last_shown).then(|| {
            self.last_shown = step;
            self.at(step)
        })
    }

    /// The last code again, as an attacker would use it who saw it being typed.
    pub fn again(&self) -> Option<(Code, String)> {
        (self.last_shown > 0).then(|| self.at(self.last_shown))
    }

    /// The code of a step.
    pub fn at(&self, step: i64) -> (Code, String) {
        (Code::Totp { factor: self.factor.clone(), step }, self.totp.code_of_step(step))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_shows_a_step_once() {
        let mut phone = Authenticator::with_key("GEZDGNBVGY3TQOJQ").unwrap();
        assert!(phone.again().is_none());
        let (code, _) = phone.show().unwrap();
        assert_eq!(phone.again().unwrap().0, code);
    }
}
