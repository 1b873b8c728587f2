//! Identifiers: layout, order, and one spelling for each.

use std::time::Duration;

use twinlock_domain::{AccountId, AppId, InvalidId, Timestamp};

use super::samples::NOW;

#[test]
fn an_id_has_the_layout_of_uuid_version_7() {
    for fill in [0x00, 0x5a, 0xff] {
        let id = AppId::new(NOW, [fill; 10]);
        let bytes = id.as_bytes();
        assert_eq!(&bytes[..6], &NOW.unix_millis().to_be_bytes()[2..], "48 bits of milliseconds");
        assert_eq!(bytes[6] >> 4, 7, "version");
        assert_eq!(bytes[8] >> 6, 0b10, "variant");
    }
    let id = AppId::new(Timestamp::from_unix_millis(0x0123_4567_89ab), [0xff; 10]);
    assert_eq!(id.to_string(), "01234567-89ab-7fff-bfff-ffffffffffff");
    assert_eq!(format!("{id:?}"), "AppId(01234567-89ab-7fff-bfff-ffffffffffff)");
}

#[test]
fn every_random_bit_but_six_counts() {
    let plain = AccountId::new(NOW, [0; 10]);
    let counts = |bit: usize| {
        let mut entropy = [0; 10];
        entropy[bit / 8] = 1 << (bit % 8);
        AccountId::new(NOW, entropy) != plain
    };
    assert_eq!((0..80).filter(|bit| counts(*bit)).count(), 74);
}

#[test]
fn later_ids_sort_later_as_values_and_as_text() {
    let earlier = AccountId::new(NOW, [0xff; 10]);
    let later = AccountId::new(NOW + Duration::from_millis(1), [0; 10]);
    assert!(earlier < later);
    assert!(earlier.to_string() < later.to_string());
}

#[test]
fn an_id_has_one_spelling() {
    let id = AppId::from_bytes([0xab; 16]);
    let text = id.to_string();
    assert_eq!(text.parse(), Ok(id));
    let refused = [
        String::new(),
        text.to_uppercase(),
        text.replace('-', ""),
        format!("{{{text}}}"),
        format!("urn:uuid:{text}"),
        format!(" {text}"),
        format!("{text} "),
        text.replacen('a', "g", 1),
        text.replacen("ab", "é", 1),
        text.replacen('-', "_", 1),
        text.replacen("ab-", "-ab", 1),
        text.replacen('a', "+", 1),
        text[..35].to_owned(),
        format!("{text}0"),
    ];
    for text in refused {
        assert_eq!(text.parse::<AppId>(), Err(InvalidId), "{text:?}");
    }
}
