//! A request's redirect URI must be a registered one, byte by byte, except for the port on loopback addresses.

use twinlock_domain::RedirectUri;

fn uri(text: &str) -> RedirectUri {
    RedirectUri::parse(text).unwrap()
}

#[test]
fn a_request_names_the_same_bytes() {
    let registered = "https://app.example/back";
    assert!(uri(registered).allows(registered));
    let others = [
        "",
        "https://app.example/back/",
        "https://app.example/back?",
        "https://app.example/back?a=b",
        "https://app.example/back#",
        "https://app.example/Back",
        "https://APP.example/back",
        "https://app.example:443/back",
        "https://app.example/%62ack",
        "https://app.example//back",
        "https://app.example/./back",
        "https://app.example/back/../back",
        "http://app.example/back",
        "https://app.example.evil/back",
        "https://app.example@evil/back",
        "https://evil/app.example/back",
        "https://app.example/backdoor",
        "https://app.example/bac",
        " https://app.example/back",
        "https://app.example/back\n",
        "https:\\\\app.example\\back",
        "//app.example/back",
        "/back",
        "*",
    ];
    for other in others {
        assert!(!uri(registered).allows(other), "{other:?}");
        assert_eq!(RedirectUri::find(&[uri(registered)], other), None, "{other:?}");
    }
}

#[test]
fn the_port_is_free_on_a_loopback_address_alone() {
    for (registered, requested) in [
        ("http://127.0.0.1/back", "http://127.0.0.1:49152/back"),
        ("http://127.0.0.1:1/back", "http://127.0.0.1/back"),
        ("http://[::1]:80/back", "http://[::1]:65535/back"),
        ("http://127.0.0.1?a", "http://127.0.0.1:80?a"),
        ("http://127.0.0.1", "http://127.0.0.1:80"),
    ] {
        assert!(uri(registered).allows(requested), "{registered} {requested}");
        let found = RedirectUri::find(&[uri(registered)], requested);
        assert_eq!(
            found.as_ref().map(RedirectUri::as_str),
            Some(requested),
            "the answer goes to the port that was named"
        );
    }
    for (registered, requested) in [
        ("http://localhost/back", "http://localhost:8080/back"),
        ("https://127.0.0.1/back", "https://127.0.0.1:8443/back"),
        ("https://app.example/back", "https://app.example:8443/back"),
        ("http://127.0.0.1/back", "http://[::1]/back"),
        ("http://127.0.0.1/back", "http://localhost/back"),
        ("http://127.0.0.1/back", "http://127.0.0.1:80/Back"),
    ] {
        assert!(!uri(registered).allows(requested), "{registered} {requested}");
    }
}

#[test]
fn no_trick_with_the_port_leads_elsewhere() {
    let registered = uri("http://127.0.0.1/back");
    let tricks = [
        "http://127.0.0.1:80@evil.example/back",
        "http://127.0.0.1:@evil.example/back",
        "http://127.0.0.1@evil.example/back",
        "http://127.0.0.1.evil.example/back",
        "http://127.0.0.1:80.evil.example/back",
        "http://127.0.0.1:0/back",
        "http://127.0.0.1:65536/back",
        "http://127.0.0.1:/back",
        "http://127.0.0.1:+80/back",
        "http://127.0.0.1:-1/back",
        "http://127.0.0.1:8 0/back",
        "http://127.0.0.1:80:90/back",
        "http://127.0.0.1:0x50/back",
        "http://127.0.0.1:８０/back",
        "http://127.0.0.1:80\\@evil.example/back",
        "http://127.0.0.1:80#@evil.example/back",
        "http://127.0.0.1:80?/back",
        "http://127.0.0.1:80/../back",
        "http://127.0.0.2:80/back",
        "http://127.1:80/back",
        "http://2130706433/back",
        "http://0x7f000001/back",
        "http://[::ffff:127.0.0.1]/back",
        "HTTP://127.0.0.1:80/back",
        "ftp://127.0.0.1:80/back",
    ];
    for trick in tricks {
        assert!(!registered.allows(trick), "{trick:?}");
        assert_eq!(RedirectUri::find(std::slice::from_ref(&registered), trick), None, "{trick:?}");
    }
}

#[test]
fn one_of_several_registered_is_found() {
    let registered = [uri("https://a.example/"), uri("https://b.example/"), uri("com.example.app:/back")];
    assert_eq!(RedirectUri::find(&registered, "com.example.app:/back").as_ref(), Some(&registered[2]));
    assert_eq!(RedirectUri::find(&registered, "https://c.example/"), None);
    assert_eq!(RedirectUri::find(&[], "https://a.example/"), None);
}

#[test]
fn the_page_that_explains_shows_the_nearest() {
    let registered = [uri("https://a.example/one"), uri("https://a.example/two"), uri("https://b.example/")];
    let mismatch = RedirectUri::nearest(&registered, "https://a.example/two/").unwrap();
    assert_eq!((mismatch.nearest.as_str(), mismatch.same_in_requested), ("https://a.example/two", 21));
    let odd = RedirectUri::nearest(&registered, "https://a.example/ö").unwrap();
    assert_eq!(odd.same_in_requested, 18);
    assert!("https://a.example/ö".is_char_boundary(odd.same_in_requested), "it can be cut there");
    assert_eq!(RedirectUri::nearest(&[], "https://a.example/"), None);
}

#[test]
fn b29_a_port_that_is_free_is_no_difference() {
    for (registered, requested, same_in_nearest, same_in_requested) in [
        ("http://127.0.0.1/cb", "http://127.0.0.1:51004/cb/", 19, 25),
        ("http://127.0.0.1:1234/cb/", "http://127.0.0.1:51004/cb", 24, 25),
        ("http://[::1]:1/cb", "http://[::1]/x", 15, 13),
        ("http://127.0.0.1:1", "http://127.0.0.1:51004/", 18, 22),
        // On other hosts the port must be equal.
        ("http://localhost:1234/cb", "http://localhost:51004/cb/", 17, 17),
        ("https://127.0.0.1:1234/cb", "https://127.0.0.1:51004/cb/", 18, 18),
        ("http://127.0.0.1:1234/cb", "http://[::1]:1234/cb", 7, 7),
        // The request has no path.
        ("https://app.example/", "https://app.example", 19, 19),
        ("https://app.example", "https://app.example/", 19, 19),
    ] {
        let mismatch = RedirectUri::nearest(&[uri(registered)], requested).unwrap();
        assert_eq!(mismatch.same_in_nearest, same_in_nearest, "{registered} {requested}");
        assert_eq!(mismatch.same_in_requested, same_in_requested, "{registered} {requested}");
    }
}

#[test]
fn people_know_an_app_by_its_host_or_its_scheme() {
    for (text, host) in [
        ("https://app.example/back?a=https://b.example/", "app.example"),
        ("https://app.example:8443?x", "app.example:8443"),
        ("https://app.example", "app.example"),
        ("http://127.0.0.1:3000/back", "127.0.0.1:3000"),
        ("http://[::1]:3000/back", "[::1]:3000"),
        ("com.example.app:/back", "com.example.app"),
        ("com.example.app://host/back", "com.example.app"),
        ("audiobookshelf://oauth", "audiobookshelf"),
    ] {
        assert_eq!(uri(text).host(), host, "{text}");
    }
}

#[test]
fn a_scheme_of_its_own_can_be_claimed_by_any_app() {
    assert!(uri("com.example.app:/back").is_private_use_scheme());
    assert!(!uri("https://app.example/back").is_private_use_scheme());
    assert!(!uri("http://127.0.0.1/back").is_private_use_scheme());
}
