//! TOTP codes by `totp-lite`. The domain decides which steps are accepted, and that each is accepted once.

use std::sync::Arc;

use data_encoding::BASE32_NOPAD;
use totp_lite::{Sha1, totp_custom};
use twinlock_domain::{TOTP_DIGITS, TOTP_STEP_SECONDS, TotpCode, TotpSeed};
use twinlock_ports::{Entropy, TotpCodes};

/// Bytes of a seed: 160 bits (RFC 4226 4, R6), the length of a SHA-1 digest.
const SEED_BYTES: usize = 20;

/// TOTP with SHA-1, six digits and steps of thirty seconds.
pub struct TotpLite {
    entropy: Arc<dyn Entropy>,
}

impl TotpLite {
    /// Draws seeds from `entropy`.
    pub fn new(entropy: Arc<dyn Entropy>) -> Self {
        Self { entropy }
    }
}

impl std::fmt::Debug for TotpLite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TotpLite")
    }
}

impl TotpCodes for TotpLite {
    fn seed(&self) -> TotpSeed {
        let mut bytes = vec![0; SEED_BYTES];
        self.entropy.fill(&mut bytes);
        TotpSeed::new(bytes)
    }

    fn code(&self, seed: &TotpSeed, step: i64) -> TotpCode {
        // The library takes seconds since 1970. A step before 1970 does not occur, and is computed as the first.
        let seconds = u64::try_from(step).unwrap_or(0).saturating_mul(TOTP_STEP_SECONDS);
        let digits = totp_custom::<Sha1>(TOTP_STEP_SECONDS, TOTP_DIGITS, seed.expose(), seconds);
        TotpCode::new(digits.bytes().fold(0, |value, digit| value * 10 + u32::from(digit.wrapping_sub(b'0'))))
    }

    fn base32(&self, seed: &TotpSeed) -> String {
        BASE32_NOPAD.encode(seed.expose())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use twinlock_domain::{Timestamp, totp_step};

    use super::*;
    use crate::OsEntropy;

    fn totp() -> TotpLite {
        TotpLite::new(Arc::new(OsEntropy))
    }

    /// RFC 6238 appendix B gives eight digits; ours are their last six.
    #[test]
    fn the_codes_are_those_of_rfc_6238_appendix_b() {
        let seed = TotpSeed::new(b"12345678901234567890".to_vec());
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let step = totp_step(Timestamp::from_unix_seconds(seconds));
            assert_eq!(totp().code(&seed, step).to_string(), code, "{seconds}");
        }
    }

    #[test]
    fn seeds_have_160_bits_and_differ() {
        let totp = totp();
        let seeds: HashSet<Vec<u8>> = (0..1000).map(|_| totp.seed().expose().to_vec()).collect();
        assert_eq!(seeds.len(), 1000);
        assert!(seeds.iter().all(|seed| seed.len() == 20));
    }

    #[test]
    fn a_seed_reads_as_32_letters_without_padding() {
        let seed = TotpSeed::new(b"12345678901234567890".to_vec());
        assert_eq!(totp().base32(&seed), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }
}
