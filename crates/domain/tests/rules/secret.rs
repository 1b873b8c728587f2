//! The `Debug` of secrets is redacted. That they cannot be compared is shown by `compile_fail` examples in their docs.

use twinlock_domain::{BearerSecret, CodeVerifier, Password, PasswordHash, SecretHash, TotpSeed};

#[test]
fn no_secret_prints_itself() {
    let hunter = "hunter2-hunter2-hunter2-hunter2-hunter2-hunter2";
    let printed = [
        format!("{:?}", BearerSecret::new(hunter.into())),
        format!("{:?}", Password::new(hunter.into()).unwrap()),
        format!("{:?}", PasswordHash::new(hunter.into())),
        format!("{:?}", TotpSeed::new(hunter.into())),
        format!("{:#?}", CodeVerifier::parse(hunter).unwrap()),
    ];
    for text in printed {
        assert!(text.ends_with("(redacted)") && !text.contains("hunter"), "{text}");
    }
    assert_eq!(format!("{:?}", SecretHash::new([7; 32])), "SecretHash(..)");
}

#[test]
fn a_secret_is_shown_to_whoever_asks_for_it_by_name() {
    assert_eq!(BearerSecret::new("a".into()).expose(), "a");
    assert_eq!(PasswordHash::new("a".into()).expose(), "a");
    assert_eq!(TotpSeed::new(vec![1]).expose(), [1]);
    assert_eq!(SecretHash::new([7; 32]).as_bytes(), &[7; 32]);
}

#[test]
fn b30_a_password_is_measured_in_characters_whatever_they_take_in_bytes() {
    let password = |text: &str| Password::new(text.into()).unwrap();
    assert!(!password("1234567").is_long_enough());
    assert!(password("12345678").is_long_enough());
    assert!(!password("üüüüüüü").is_long_enough(), "14 bytes, 7 characters");
    for letter in ["a", "ж", "語", "🔑"] {
        assert!(password(&letter.repeat(512)).is_short_enough(), "{letter}");
        assert!(!password(&letter.repeat(513)).is_short_enough(), "{letter}");
    }
    assert!(Password::new("a".repeat(Password::MAX_BYTES + 1)).is_none());
    assert_eq!(password(" a b ").expose(), " a b ", "kept as typed");
}
