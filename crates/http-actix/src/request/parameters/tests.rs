//! The parser of parameters by itself.

use super::{Parameters, pieces};
use crate::text::Texts;

const KNOWN: &[&str] = &["scope", "state", "claims", "max_age"];

fn protocol(text: impl AsRef<[u8]>) -> Result<Parameters, String> {
    Parameters::of_protocol(text.as_ref(), KNOWN).map_err(|refused| Texts::ENGLISH.plain(refused.sentence))
}

fn page(text: impl AsRef<[u8]>) -> Result<Parameters, String> {
    Parameters::of_page(text.as_ref()).map_err(|refused| Texts::ENGLISH.plain(refused.sentence))
}

fn many(count: usize) -> String {
    (0..count).map(|n| format!("p{n}=1")).collect::<Vec<_>>().join("&")
}

#[test]
fn h3_more_than_64_parameters_are_refused_before_one_is_decoded() {
    for parse in [|text: &str| protocol(text), |text: &str| page(text)] {
        parse(&many(64)).unwrap();
        parse(&format!("{}&&&&", many(64))).unwrap();
        for text in [many(65), many(16_000), "=&".repeat(30_000), "a&".repeat(65), "state=x&".repeat(65)] {
            let sentence = parse(&text).unwrap_err();
            assert!(sentence.contains("64"), "{sentence}");
        }
    }
    assert!(pieces("&".repeat(64 * 1024).as_bytes()).is_ok_and(|mut pieces| pieces.next().is_none()));
}

#[test]
fn b10_a_protocol_parameter_without_a_value_is_as_if_left_out() {
    for text in ["state=&scope=", "state&scope", "state=&state=&state", ""] {
        let read = protocol(text).unwrap();
        assert_eq!(
            (read.one("state").unwrap(), read.one("scope").unwrap(), read.repeated()),
            (None, None, None),
            "{text}"
        );
    }
    let read = protocol("state=&state=x&scope").unwrap();
    assert_eq!((read.one("state").unwrap(), read.repeated()), (Some("x"), None));
}

#[test]
fn b11_a_known_parameter_that_comes_twice_is_told_of_and_a_foreign_one_ignored() {
    for text in ["resource=a&resource=b&state=x", "a=1&a=1&state=x&b=%FF&b=%00&%FF=1&%00=2", "State=y&STATE=z&state=x"]
    {
        let read = protocol(text).unwrap();
        assert_eq!((read.one("state").unwrap(), read.repeated()), (Some("x"), None), "{text}");
        read.without_repeats().unwrap();
    }
    for text in ["state=a&state=b", "state=a&x=1&state=a", "scope=1&st%61te=a&state=a&scope=2"] {
        let read = protocol(text).unwrap();
        assert_eq!(read.repeated(), Some("state"), "{text}");
        assert!(read.one("state").is_err());
        assert!(read.without_repeats().is_err());
    }
}

#[test]
fn l2_what_is_no_text_is_refused_and_not_replaced() {
    for value in [
        "%00",
        "a%00b",
        "%01",
        "%0A",
        "a%0d%0ab",
        "%09",
        "%1F",
        "%7F",
        "%C2%80",
        "%C2%9F",
        "%FF",
        "%C3%28",
        "%C0%80",
        "%ED%A0%80",
    ] {
        for name in ["state", "scope", "max_age"] {
            assert!(protocol(format!("{name}={value}")).is_err(), "{name}={value}");
        }
    }
    for value in ["%00", "%01", "%FF", "%7F", "%C2%80"] {
        assert!(page(format!("email={value}")).is_err(), "{value}");
        assert!(page(format!("redirect_uris={value}")).is_err(), "{value}");
        assert!(page(format!("{value}=x")).is_err(), "{value}");
    }
    assert!(protocol(&b"state=\xff"[..]).is_err());
    assert!(page("password=a%00b").is_err() && page("new_password=%FF").is_err());
    for (text, name, value) in [
        ("password=a%07%0A%7Fb", "password", "a\u{7}\n\u{7f}b"),
        ("redirect_uris=a%0D%0Ab", "redirect_uris", "a\r\nb"),
        ("code=%09123+456%0A", "code", "\t123 456\n"),
        ("display_name=J%C3%BCrgen+%F0%9F%92%A9", "display_name", "J\u{fc}rgen \u{1f4a9}"),
        ("a=100%25+%zz%", "a", "100% %zz%"),
        ("a=b=c", "a", "b=c"),
    ] {
        assert_eq!(page(text).unwrap().one(name).unwrap(), Some(value), "{text}");
    }
    assert_eq!(protocol("claims=%7B%0A%09%7D").unwrap().one("claims").unwrap(), Some("{\n\t}"));
}

#[test]
fn a_refusal_repeats_no_name_that_a_stranger_chose() {
    for text in ["%3Cscript%3E=%00".to_owned(), format!("{}=%00", "a".repeat(1000))] {
        assert_eq!(page(&text).unwrap_err(), "a parameter has a control character", "{text}");
    }
}
