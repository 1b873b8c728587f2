//! The client's address for every kind of chain that a client or a proxy may send.

use std::net::IpAddr;

use super::{client_address, is_trusted};

const PROXIES: &[&str] = &["127.0.0.1/32", "10.0.0.0/8", "2001:db8:aaaa::/48", "::ffff:192.0.2.0/120"];

fn found(peer: &str, lines: &[&[u8]]) -> String {
    let trusted: Vec<_> = PROXIES.iter().map(|network| network.parse().unwrap()).collect();
    client_address(peer.parse().unwrap(), lines.iter().copied(), &trusted).to_string()
}

#[track_caller]
fn through_proxy(lines: &[&str], client: &str) {
    let lines: Vec<_> = lines.iter().map(|line| line.as_bytes()).collect();
    assert_eq!(found("127.0.0.1", &lines), client, "{lines:?}");
}

#[test]
fn h1_b01_whatever_a_client_puts_before_the_proxys_own_hop_changes_nothing() {
    let invented = [
        "198.51.100.7",
        "198.51.100.7, x",
        "198.51.100.7, -",
        "198.51.100.7,",
        ",",
        " ",
        "x",
        "unknown",
        "_hidden",
        "198.51.100.7, unknown",
        "198.51.100.7:port",
        "[",
        "]",
        "\"",
        "[]",
        "[]:1",
        "::1%eth0",
        "fe80::1%1",
        "0x7f.1",
        "127.1",
        "01.02.03.04",
        "198.51.100.7 127.0.0.1",
        "198.51.100.7;127.0.0.1",
        "for=198.51.100.7",
        "127.0.0.1",
        "10.0.0.1, 198.51.100.7",
        "198.51.100.7, 10.0.0.1",
        "é",
        "\u{0}",
        "198.51.100.7\u{a0}",
        "999.1.1.1",
        "1.2.3",
    ];
    for claim in invented {
        through_proxy(&[&format!("{claim}, 203.0.113.9")], "203.0.113.9");
        through_proxy(&[&format!("{claim},203.0.113.9")], "203.0.113.9");
        through_proxy(&[claim, "203.0.113.9"], "203.0.113.9");
        through_proxy(&[claim, claim, &format!("{claim}, 203.0.113.9, 10.1.2.3")], "203.0.113.9");
        through_proxy(&[&format!("{claim}, 203.0.113.9"), "10.1.2.3", "10.3.2.1"], "203.0.113.9");
    }
    assert_eq!(found("127.0.0.1", &[b"198.51.100.7, \xff\xfe", b"203.0.113.9"]), "203.0.113.9");
    assert_eq!(found("127.0.0.1", &[b"198.51.100.7, \xff, 203.0.113.9"]), "203.0.113.9");
}

#[test]
fn b01_a_hop_that_is_no_address_ends_the_reading_at_what_is_known_so_far() {
    for hop in ["unknown", "_secret", "", " ", "x", "198.51.100.7:99999", "198.51.100.7:", "[fe80::1%eth0]:80"] {
        through_proxy(&[&format!("198.51.100.7, {hop}")], "127.0.0.1");
        through_proxy(&[&format!("198.51.100.7, {hop}, 10.0.0.9")], "10.0.0.9");
        through_proxy(&["198.51.100.7", hop, "10.0.0.9, 10.0.0.8"], "10.0.0.9");
    }
    assert_eq!(found("127.0.0.1", &[b"198.51.100.7", b"\xff"]), "127.0.0.1");
    through_proxy(&[], "127.0.0.1");
}

#[test]
fn b02_ports_brackets_and_quotes_are_taken_off() {
    for (hop, client) in [
        ("203.0.113.5:41234", "203.0.113.5"),
        ("[2001:db8::5]:41234", "2001:db8::5"),
        ("[2001:db8::5]", "2001:db8::5"),
        ("2001:db8::5", "2001:db8::5"),
        ("2001:0DB8:0:0::0005", "2001:db8::5"),
        ("\"[2001:db8::5]:41234\"", "2001:db8::5"),
        ("\"203.0.113.5\"", "203.0.113.5"),
        ("\t203.0.113.5 ", "203.0.113.5"),
        ("::ffff:203.0.113.5", "203.0.113.5"),
        ("[::ffff:203.0.113.5]:5", "203.0.113.5"),
        ("::ffff:cb00:7105", "203.0.113.5"),
    ] {
        through_proxy(&[hop], client);
        through_proxy(&[&format!("198.51.100.7, {hop}, 10.0.0.1:80")], client);
    }
}

#[test]
fn h1_of_a_peer_that_is_no_trusted_proxy_nothing_is_believed() {
    for peer in ["203.0.113.9", "::1", "2001:db8:bbbb::1", "::ffff:203.0.113.9"] {
        let canonical = peer.parse::<IpAddr>().unwrap().to_canonical().to_string();
        assert_eq!(found(peer, &[b"198.51.100.7"]), canonical);
        assert_eq!(found(peer, &[b"127.0.0.1", b"10.0.0.1, 198.51.100.7"]), canonical);
    }
}

#[test]
fn when_every_hop_is_a_trusted_proxys_the_leftmost_is_the_client() {
    through_proxy(&["10.0.0.3, 10.0.0.2", "10.0.0.1"], "10.0.0.3");
    through_proxy(&["2001:db8:aaaa::7"], "2001:db8:aaaa::7");
    through_proxy(&["127.0.0.1"], "127.0.0.1");
}

#[test]
fn m1_an_address_and_a_network_are_the_same_in_their_mapped_form() {
    for peer in ["::ffff:127.0.0.1", "::ffff:10.9.9.9", "192.0.2.77", "::ffff:192.0.2.77"] {
        assert_eq!(found(peer, &[b"198.51.100.7"]), "198.51.100.7", "{peer}");
    }
    let all = ["::/0".parse().unwrap()];
    assert!(is_trusted("203.0.113.9".parse().unwrap(), &all), "all addresses are all IPv4 addresses as well");
    let other = ["::ffff:192.0.2.0/120".parse().unwrap()];
    assert!(!is_trusted("192.0.3.1".parse().unwrap(), &other));
}
