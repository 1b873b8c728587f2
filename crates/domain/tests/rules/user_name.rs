//! The user name that is made for a new account.

use twinlock_domain::UserName;

fn made_of(display_name: &str) -> Option<String> {
    UserName::of_display_name(display_name).map(|name| name.as_str().to_owned())
}

#[test]
fn a_display_name_becomes_letters_and_digits_in_lower_case_with_dots() {
    for (display_name, user_name) in [
        ("Ada Lovelace", "ada.lovelace"),
        ("  Ada   B. Lovelace ", "ada.b.lovelace"),
        ("ada", "ada"),
        ("Zoë O'Hara", "zoë.o.hara"),
        ("R2-D2", "r2.d2"),
        ("王芳", "王芳"),
        ("ada@example.com", "ada.example.com"),
        ("<script>", "script"),
    ] {
        assert_eq!(made_of(display_name).as_deref(), Some(user_name), "{display_name}");
    }
}

#[test]
fn a_display_name_without_letters_or_digits_makes_no_user_name() {
    for display_name in ["", " ", "...", "\u{1f512}", "\u{202e}\u{200b}", "\u{3164}"] {
        assert_eq!(made_of(display_name), None, "{display_name:?}");
    }
}

#[test]
fn a_long_display_name_is_cut() {
    let long = made_of(&"Ada ".repeat(60)).unwrap();
    assert!(long.chars().count() <= UserName::MAX_CHARACTERS && !long.ends_with('.'), "{long}");
    assert_eq!(made_of(&"ö".repeat(80)).unwrap(), "ö".repeat(64));
}

#[test]
fn a_user_name_is_read_back_and_nothing_else_is_one() {
    for text in ["ada.lovelace", "王芳", &"a".repeat(64)] {
        assert_eq!(UserName::parse(text).unwrap().as_str(), text);
    }
    for text in ["", "a b", "a\n", "a\u{200b}", &"a".repeat(65)] {
        assert_eq!(UserName::parse(text), None, "{text:?}");
    }
}
