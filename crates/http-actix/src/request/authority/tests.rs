//! Spellings of a host that mean the same, and spellings that do not.

use super::Authority;

fn is_host(scheme: &str, public: &str, header: &str) -> bool {
    let public = Authority::of_url(&public.parse().unwrap()).unwrap();
    Authority::of_host(scheme, header).is_some_and(|host| host == public)
}

#[test]
fn b20_a_host_is_compared_as_what_it_means() {
    for (public, hosts) in [
        (
            "https://id.example.org",
            &[
                "id.example.org",
                "ID.Example.ORG",
                "id.example.org:443",
                "id.example.org.",
                "id.example.org.:443",
                "id.example.org:",
                "id.example.org:0443",
            ][..],
        ),
        ("https://id.example.org:443", &["id.example.org", "id.example.org:443"]),
        ("https://id.example.org:8443", &["id.example.org:8443", "ID.example.org.:8443"]),
        ("http://localhost", &["localhost", "localhost:80", "LOCALHOST."]),
        ("http://localhost:8080", &["localhost:8080", "Localhost.:8080"]),
        ("http://127.0.0.1:8080", &["127.0.0.1:8080"]),
        ("http://[::1]:8080", &["[::1]:8080", "[0:0:0:0:0:0:0:1]:8080", "[::0001]:8080"]),
        ("https://[2001:db8::1]", &["[2001:db8::1]", "[2001:DB8::1]:443", "[2001:db8:0:0::1]"]),
    ] {
        let scheme = public.split(':').next().unwrap();
        for host in hosts {
            assert!(is_host(scheme, public, host), "{public} {host}");
        }
    }
}

#[test]
fn b20_another_host_or_port_stays_another() {
    for (public, hosts) in [
        (
            "https://id.example.org",
            &[
                "",
                "id.example.org:80",
                "id.example.org:8443",
                "id.example.org..",
                "example.org",
                "xid.example.org",
                "id.example.org.evil.example",
                "evil.example",
                "id.example.org@evil.example",
                "user@id.example.org",
                "id.example.org/",
                "id.example.org?",
                "id.example.org#",
                "id.example.org\\",
                "https://id.example.org",
                "%69d.example.org",
                "id.example.org:443:443",
                "id.example.org:99999",
                "id.example.org:x",
                "[id.example.org]",
                " id.example.org",
                "id.example.org, id.example.org",
                "id.exampl\u{e9}.org",
            ][..],
        ),
        ("http://localhost:8080", &["localhost", "127.0.0.1:8080", "[::1]:8080", "localhost.localdomain:8080"]),
        ("http://[::1]:8080", &["[::1]", "::1", "[::2]:8080", "::1:8080", "[::1%25lo]:8080"]),
    ] {
        let scheme = public.split(':').next().unwrap();
        for host in hosts {
            assert!(!is_host(scheme, public, host), "{public} {host}");
        }
    }
}

#[test]
fn b20_an_origin_has_the_scheme_as_well() {
    let origin = |text: &str| Authority::of_origin(text);
    let public = Authority::of_url(&"https://id.example.org".parse().unwrap());
    for same in
        ["https://id.example.org", "https://ID.example.org:443", "HTTPS://id.example.org.", "https://id.example.org:"]
    {
        assert_eq!(origin(same), public, "{same}");
    }
    for other in [
        "http://id.example.org",
        "http://id.example.org:443",
        "https://id.example.org/",
        "null",
        "",
        "id.example.org",
        "https://id.example.org:8443",
        "https://",
        "javascript://id.example.org",
        "https://id.example.org https://x",
    ] {
        assert_ne!(origin(other), public, "{other}");
    }
}

#[test]
fn b20_the_advice_is_a_public_url_that_the_configuration_takes() {
    for (scheme, opened, advice) in [
        ("http", "localhost:9000", "http://localhost:9000"),
        ("http", "127.0.0.1", "http://127.0.0.1"),
        ("http", "id.example.org", "https://id.example.org"),
        ("http", "id.example.org:80", "https://id.example.org"),
        ("http", "id.example.org:8080", "https://id.example.org:8080"),
        ("https", "id.example.org:443", "https://id.example.org"),
        ("https", "ID.example.org.:8443", "https://id.example.org:8443"),
        ("http", "[2001:db8::1]:8080", "https://[2001:db8::1]:8080"),
    ] {
        assert_eq!(Authority::of_host(scheme, opened).unwrap().as_public_url(), advice);
    }
}
