//! An authenticator app (RFC 6238): it computes codes from a key in base32, by a library that the server does not use
//! for its own codes. The time is an argument, so that clocks which tests set work too.

use data_encoding::BASE32_NOPAD;

/// How long a step takes, in seconds.
const STEP: i64 = 30;

/// An authenticator app with one key.
#[derive(Clone, Debug)]
pub struct Authenticator {
    seed: Vec<u8>,
}

impl Authenticator {
    /// Reads a key in capital or small letters, with or without spaces; `None` if it is not base32.
    pub fn try_with_key(base32: &str) -> Option<Self> {
        let key: String = base32.chars().filter(char::is_ascii_alphanumeric).collect();
        BASE32_NOPAD.decode(key.to_ascii_uppercase().as_bytes()).ok().map(|seed| Self { seed })
    }

    /// Reads a key.
    ///
    /// # Panics
    ///
    /// If the key is not base32.
    #[expect(clippy::panic, reason = "a test that expects a key fails without one")]
    pub fn with_key(base32: &str) -> Self {
        Self::try_with_key(base32).unwrap_or_else(|| panic!("not base32: {base32}"))
    }

    /// The bytes of the key.
    pub fn seed(&self) -> &[u8] {
        &self.seed
    }

    /// The key in base32.
    pub fn key(&self) -> String {
        BASE32_NOPAD.encode(&self.seed)
    }

    /// The step that a time, in seconds since 1970, belongs to.
    pub const fn step_at(unix_seconds: i64) -> i64 {
        unix_seconds.div_euclid(STEP)
    }

    /// The code at a time, in seconds since 1970.
    pub fn code(&self, unix_seconds: i64) -> String {
        let seconds = u64::try_from(unix_seconds).unwrap_or(0);
        totp_lite::totp_custom::<totp_lite::Sha1>(STEP.unsigned_abs(), 6, &self.seed, seconds)
    }

    /// The code of a step.
    pub fn code_of_step(&self, step: i64) -> String {
        self.code(step.saturating_mul(STEP))
    }

    /// The code that many steps away from a time.
    pub fn code_off_by(&self, unix_seconds: i64, steps: i64) -> String {
        self.code(unix_seconds + STEP * steps)
    }

    /// A code that is valid in no step within an hour.
    pub fn wrong_code(&self, unix_seconds: i64) -> String {
        let near: Vec<String> = (-120..=120).map(|steps| self.code_off_by(unix_seconds, steps)).collect();
        let mut codes = (0..1_000_000).map(|number| format!("{number:06}"));
        codes.find(|code| !near.contains(code)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_rfc_6238() {
        // Appendix B: the key 12345678901234567890 at 59 s has the code 94287082, of which these are the last six
        // digits.
        let authenticator = Authenticator::with_key("gezd gnbv gy3t qojq GEZD GNBV GY3T QOJQ");
        assert_eq!(authenticator.code(59), "287082");
        assert_eq!(authenticator.code_of_step(Authenticator::step_at(59)), "287082");
        assert_eq!(authenticator.seed(), b"12345678901234567890");
        assert_eq!(authenticator.key(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    #[test]
    fn what_is_not_base32_is_no_key() {
        assert!(Authenticator::try_with_key("0189").is_none());
    }

    #[test]
    fn a_wrong_code_is_none_of_this_hour() {
        let authenticator = Authenticator::with_key("GEZDGNBVGY3TQOJQ");
        let wrong = authenticator.wrong_code(1_790_000_010);
        assert!((-120..=120).all(|steps| authenticator.code_off_by(1_790_000_010, steps) != wrong));
        assert_eq!(wrong.len(), 6);
    }
}
