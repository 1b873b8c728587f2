//! Which apps share the `sub` of an account (R28).

use twinlock_domain::{AccountId, AppId, RedirectUri, Sector};

fn sector(app: u8, owner: u8, uris: &[&str]) -> Sector {
    let uris: Vec<RedirectUri> = uris.iter().map(|uri| RedirectUri::parse(uri).unwrap()).collect();
    Sector::at_registration(AppId::from_bytes([app; 16]), AccountId::from_bytes([owner; 16]), &uris)
}

#[test]
fn r28_apps_of_one_owner_on_one_host_share_a_sector_whatever_port_and_path() {
    let first = sector(1, 9, &["https://shop.example/cb"]);
    for uris in [
        &["https://shop.example/cb"][..],
        &["https://shop.example:8443/cb"],
        &["https://shop.example"],
        &["https://shop.example?a=b"],
        &["https://shop.example/a", "https://shop.example:444/b"],
        &["https://shop.example/a", "com.example.shop:/done"],
    ] {
        assert_eq!(sector(2, 9, uris), first, "{uris:?}");
    }
    assert_eq!(sector(1, 9, &["http://[::1]:8080/cb"]), sector(2, 9, &["http://[::1]/cb"]));
    assert_eq!(sector(1, 9, &["http://localhost:3000/cb"]), sector(2, 9, &["http://localhost:4000/cb"]));
}

#[test]
fn r28_apps_of_two_owners_never_share_a_sector() {
    for uris in [
        &["https://shop.example/cb"][..],
        &["https://shop.example/cb", "https://evil.example/cb"],
        &["http://localhost:3000/cb"],
        &["http://127.0.0.1/cb"],
        &["com.example.app:/done"],
    ] {
        assert_ne!(sector(1, 8, uris), sector(2, 9, uris), "{uris:?}");
    }
}

#[test]
fn r28_an_app_of_several_hosts_or_none_is_a_sector_by_itself() {
    for uris in [
        &["https://shop.example/cb", "https://other.example/cb"][..],
        &["https://shop.example/cb", "https://www.shop.example/cb"],
        &["https://shop.example/cb", "http://localhost/cb"],
        &["http://127.0.0.1/cb", "http://[::1]/cb"],
        &["com.example.app:/done"],
        &["com.example.app://shop.example/done"],
        &[],
    ] {
        assert_ne!(sector(1, 9, uris), sector(2, 9, uris), "{uris:?}");
        assert_ne!(sector(1, 9, uris), sector(2, 9, &["https://shop.example/cb"]), "{uris:?}");
        assert_eq!(sector(1, 9, uris), sector(1, 8, uris), "the owner does not matter: {uris:?}");
    }
}

#[test]
fn r28_other_hosts_are_other_sectors() {
    let first = sector(1, 9, &["https://shop.example/cb"]);
    for uri in ["https://shop.example.org/cb", "https://a.shop.example/cb", "http://[::1]/cb"] {
        assert_ne!(sector(1, 9, &[uri]), first, "{uri}");
    }
}

#[test]
fn a_sector_is_read_back_and_nothing_else_is_one() {
    for made in [sector(1, 9, &["https://shop.example/cb"]), sector(1, 9, &[])] {
        assert_eq!(Sector::parse(made.as_str()), Some(made));
    }
    for text in ["", "shop.example", "app/", "app/x", "host/shop.example", "host/x/shop.example", "other/x"] {
        assert_eq!(Sector::parse(text), None, "{text}");
    }
    let owner = AccountId::from_bytes([9; 16]);
    for text in [format!("host/{owner}"), format!("host/{owner}/"), format!("host/{owner}/a/b")] {
        assert_eq!(Sector::parse(&text), None, "{text}");
    }
}
