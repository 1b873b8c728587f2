//! E-mail addresses: one normal form for each mailbox.

use twinlock_domain::EmailAddress;

#[test]
fn an_address_is_kept_in_lower_case_without_surrounding_white_space() {
    for text in ["ann@example.com", "Ann@Example.COM", "  ANN@example.com\t\n"] {
        let address = EmailAddress::parse(text).unwrap();
        assert_eq!(address.as_str(), "ann@example.com");
        assert_eq!(address.to_string(), "ann@example.com");
    }
}

#[test]
fn what_rfc_5322_allows_without_quotes_is_taken() {
    let local = "a".repeat(64);
    for text in ["a@b", "a.b+c@x.example", "!#$%&'*+-/=?^_`{|}~@example.com", "x@xn--bcher-kva.example", "1@2.3"] {
        assert!(EmailAddress::parse(text).is_ok(), "{text:?}");
    }
    assert!(EmailAddress::parse(&format!("{local}@example.com")).is_ok());
}

#[test]
fn what_could_be_two_mailboxes_or_none_is_refused() {
    let refused = [
        "",
        "@",
        "a",
        "a@",
        "@b",
        "a@b@c",
        "a b@c",
        "a@b c",
        ".a@b",
        "a.@b",
        "a..b@c",
        "a@.b",
        "a@b.",
        "a@b..c",
        "a@-b",
        "a@b-",
        "a@b_c",
        "\"a b\"@c",
        "a@[127.0.0.1]",
        "a@b,c@d",
        "a@b;c",
        "a@b\r\nBcc: c@d",
        "a\0@b",
        "ann@bücher.example",
        "änn@example.com",
        "аnn@example.com",
        "\u{212a}@example.com",
        "ann@example\u{3002}com",
        "<a@b>",
        "a@b\u{200b}",
        "a%00@b c",
    ];
    for text in refused {
        assert!(EmailAddress::parse(text).is_err(), "{text:?}");
    }
}

#[test]
fn lengths_are_those_of_rfc_5321() {
    let label = "d".repeat(63);
    let domain = format!("{label}.{label}.{label}");
    assert!(EmailAddress::parse(&format!("{}@b", "a".repeat(65))).is_err());
    assert!(EmailAddress::parse(&format!("a@{}", "d".repeat(64))).is_err());
    let fits = format!("{}@{domain}", "a".repeat(EmailAddress::MAX_BYTES - domain.len() - 1));
    assert!(EmailAddress::parse(&fits).is_ok());
    assert!(EmailAddress::parse(&format!("a{fits}")).is_err());
}
