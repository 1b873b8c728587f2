//! An authenticator app: it computes codes from a key in base32, by a library that the server's code does not share.

use twinlock_domain::Timestamp;

/// A phone with one key on it.
#[derive(Clone, Debug)]
pub(crate) struct Authenticator {
    seed: Vec<u8>,
}

impl Authenticator {
    /// Types the key in.
    pub(crate) fn with_key(base32: &str) -> Self {
        let mut bits = 0_u32;
        let mut held = 0;
        let mut seed = Vec::new();
        for letter in base32.bytes().filter(u8::is_ascii_alphanumeric) {
            let value = match letter.to_ascii_uppercase() {
                upper @ b'A'..=b'Z' => upper - b'A',
                digit @ b'2'..=b'7' => digit - b'2' + 26,
                other => panic!("not base32: {other}"),
            };
            bits = (bits << 5) | u32::from(value);
            held += 5;
            if held >= 8 {
                held -= 8;
                seed.push(u8::try_from((bits >> held) & 0xff).unwrap());
            }
        }
        Self { seed }
    }

    /// What the key stands for.
    pub(crate) fn seed(&self) -> &[u8] {
        &self.seed
    }

    /// The key in base32, as it is shown.
    pub(crate) fn key(&self) -> String {
        let bits = self.seed.iter().map(|byte| format!("{byte:08b}")).collect::<Vec<_>>().concat();
        let letter = |five: &[u8]| {
            let value = five.iter().fold(0, |sum, bit| sum * 2 + (bit - b'0'));
            char::from(if value < 26 { b'A' + value } else { b'2' + value - 26 })
        };
        bits.as_bytes().chunks(5).map(letter).collect()
    }

    /// The code at a time.
    pub(crate) fn code(&self, now: Timestamp) -> String {
        let seconds = u64::try_from(now.unix_seconds()).unwrap();
        totp_lite::totp_custom::<totp_lite::Sha1>(30, 6, &self.seed, seconds)
    }

    /// The code so many steps away.
    pub(crate) fn code_off_by(&self, now: Timestamp, steps: i64) -> String {
        self.code(Timestamp::from_unix_seconds(now.unix_seconds() + 30 * steps))
    }

    /// A code that belongs to no step within an hour.
    pub(crate) fn wrong_code(&self, now: Timestamp) -> String {
        let near: Vec<String> = (-120..=120).map(|steps| self.code_off_by(now, steps)).collect();
        (0..1_000_000).map(|number| format!("{number:06}")).find(|code| !near.contains(code)).unwrap()
    }
}
