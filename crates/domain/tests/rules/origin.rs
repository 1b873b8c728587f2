//! Origins of pages, from redirect URIs and from `Origin` headers.

use twinlock_domain::{RedirectUri, WebOrigin};

#[test]
fn d2_a_redirect_uri_and_the_page_beside_it_have_the_same_origin() {
    for (uri, headers) in [
        ("https://app.example/cb", &["https://app.example"][..]),
        ("https://app.example:443/cb?x=1", &["https://app.example", "https://app.example:443"]),
        ("https://app.example:8443", &["https://app.example:8443"]),
        ("http://localhost:9620/cb", &["http://localhost:9620"]),
        ("http://localhost/cb", &["http://localhost", "http://localhost:80"]),
        ("http://127.0.0.1/cb", &["http://127.0.0.1", "http://127.0.0.1:5173", "http://127.0.0.1:1"]),
        ("http://127.0.0.1:4000/cb", &["http://127.0.0.1:5173"]),
        ("http://[::1]:4000/cb", &["http://[::1]:5173", "http://[::1]"]),
        ("https://[2001:db8:0:0::1]/cb", &["https://[2001:db8::1]"]),
    ] {
        let origin = WebOrigin::of(&RedirectUri::parse(uri).unwrap());
        assert!(origin.is_some(), "{uri}");
        for header in headers {
            assert_eq!(WebOrigin::parse(header), origin, "{uri} {header}");
        }
    }
}

#[test]
fn d2_another_origin_stays_another() {
    for (uri, headers) in [
        (
            "https://app.example/cb",
            &[
                "http://app.example",
                "https://app.example:8443",
                "https://sub.app.example",
                "https://example",
                "https://app.example.evil.example",
                "https://xapp.example",
            ][..],
        ),
        (
            "http://localhost:9620/cb",
            &["http://localhost:9621", "http://localhost", "http://127.0.0.1:9620", "https://localhost:9620"],
        ),
        ("http://127.0.0.1/cb", &["http://[::1]", "https://127.0.0.1", "http://127.0.0.2"]),
    ] {
        let origin = WebOrigin::of(&RedirectUri::parse(uri).unwrap());
        for header in headers {
            assert_ne!(WebOrigin::parse(header), origin, "{uri} {header}");
        }
    }
}

#[test]
fn d2_what_is_no_origin_of_a_page_is_none() {
    for header in [
        "",
        "null",
        "https://",
        "https:///",
        "https://app.example/",
        "https://app.example/cb",
        "https://app.example?x",
        "https://app.example#",
        "https://user@app.example",
        "https://APP.example",
        "HTTPS://app.example",
        "https://*.example",
        "https://app.example, https://x",
        "https://app.example https://x",
        "http://app.example",
        "http://192.0.2.1",
        "com.example.app://cb",
        "file://",
        "https://app.example:0",
        "https://app.example:99999",
        "https://[::1",
        "https://app..example",
        "javascript://app.example",
        "https://app.example\\",
    ] {
        assert_eq!(WebOrigin::parse(header), None, "{header}");
    }
    assert_eq!(WebOrigin::of(&RedirectUri::parse("com.example.app:/cb").unwrap()), None);
}
