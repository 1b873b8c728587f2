//! R4: the normal forms of typed codes and of names.

use proptest::prelude::*;
use twinlock_domain::{TotpCode, code_spelling, is_invisible, name_spelling};

fn shifted(text: &str, zero: u32) -> String {
    text.chars().map(|c| char::from_u32(u32::from(c) - 0x30 + zero).unwrap()).collect()
}

#[test]
fn b19_a_time_based_code_is_read_in_digits_of_every_script_and_with_whatever_a_paste_brings() {
    for zero in [0xff10, 0x660, 0x6f0, 0x966, 0xe50, 0x1d7ce, 0x1d7f6, 0x1fbf0, 0x1e950] {
        let typed = shifted("042917", zero);
        assert_eq!(TotpCode::parse(&typed).unwrap().to_string(), "042917", "{typed}");
    }
    for typed in [
        "042 917",
        "042-917",
        "042\u{2013}917",
        "042\u{2212}917",
        "\u{feff}042917\u{200b}",
        "\u{202a}042917\u{202c}",
        "\u{2066}042\u{a0}917\u{2069}",
        "0\u{ad}4\u{200d}2\u{2060}917",
        "042\u{3000}917\r\n",
        "\u{200e}042917\0",
    ] {
        assert_eq!(TotpCode::parse(typed).unwrap().to_string(), "042917", "{typed:?}");
    }
    for typed in ["", "04291", "0429170", "+042917", "042917.0", "0429l7", "04291\u{bd}", "04291\u{2166}"] {
        assert!(TotpCode::parse(typed).is_none(), "{typed:?}");
    }
}

#[test]
fn b19_a_recovery_code_is_read_with_any_dash_in_any_width() {
    for typed in [
        "abcd-efgh-2345-mnop",
        "ABCD EFGH 2345 MNOP",
        "abcd\u{2013}efgh\u{2014}2345\u{2010}mnop",
        "abcd\u{2011}efgh\u{ff0d}2345\u{2212}mnop",
        "\u{ff41}\u{ff42}\u{ff43}\u{ff44}-efgh-\u{ff12}\u{ff13}\u{ff14}\u{ff15}-\u{ff2d}NOP",
        "\u{200b}abcd\u{ad}efgh2345mnop\u{feff}",
    ] {
        assert_eq!(code_spelling(typed), "abcdefgh2345mnop", "{typed:?}");
    }
}

#[test]
fn l4_a_name_keeps_what_is_seen_and_nothing_else() {
    for (typed, shown) in [
        ("Ada", "Ada"),
        ("  Ada \u{a0}\t Lovelace\n", "Ada Lovelace"),
        ("Line\u{2028}break", "Line break"),
        ("\u{202e}kcolniwT", "kcolniwT"),
        ("\u{2066}Shop\u{2069}", "Shop"),
        ("Sh\u{200b}o\u{ad}p\u{feff}", "Shop"),
        ("Pay\u{200c}pal", "Paypal"),
        ("A\0da\u{7f}\u{9b}", "Ada"),
        ("\u{639}\u{644}\u{6cc}\u{200c}\u{631}\u{636}\u{627}", "\u{639}\u{644}\u{6cc}\u{200c}\u{631}\u{636}\u{627}"),
        ("\u{915}\u{94d}\u{200d}\u{937}", "\u{915}\u{94d}\u{200d}\u{937}"),
        ("\u{200b}", ""),
        ("\u{202e}\u{2066} \u{3164}", ""),
        ("\u{2800} \u{2800}", ""),
        ("\u{115f}\u{1160}", ""),
        ("\u{e0041}\u{fe0f}", ""),
        ("Zo\u{eb} \u{4e2d}\u{6587}", "Zo\u{eb} \u{4e2d}\u{6587}"),
    ] {
        assert_eq!(name_spelling(typed), shown, "{typed:?}");
    }
}

proptest! {
    #[test]
    fn l4_no_name_has_anything_invisible_but_a_joiner_inside(typed in any::<String>()) {
        let name = name_spelling(&typed);
        let odd = |c: char| is_invisible(c) && !matches!(c, '\u{200c}' | '\u{200d}');
        prop_assert!(!name.chars().any(odd));
        prop_assert_eq!(name.trim(), &name);
        prop_assert_eq!(name_spelling(&name), name.clone());
    }

    #[test]
    fn b19_the_spelling_of_a_code_is_stable(typed in any::<String>()) {
        let spelled = code_spelling(&typed);
        prop_assert_eq!(code_spelling(&spelled), spelled.clone());
    }
}
