//! The three cookies, over http on loopback and over https.

use std::collections::BTreeMap;

use crate::support::{PASSWORD, Page, Person, Server, ServerOptions};

/// The cookies that a response sets, attributes in order.
fn set_by(page: &Page) -> BTreeMap<String, Vec<String>> {
    let mut cookies = BTreeMap::new();
    for header in page.headers.get_all("set-cookie") {
        let mut parts = header.to_str().unwrap().split("; ").map(str::to_owned);
        let (name, value) = parts.next().unwrap().split_once('=').map(|(n, v)| (n.to_owned(), v.to_owned())).unwrap();
        assert!(value.is_empty() || value.len() == 43, "{name}={value}");
        let mut attributes: Vec<_> = parts.collect();
        attributes.sort();
        cookies.insert(name, attributes);
    }
    cookies
}

/// Signs in on a device that is to be trusted: all cookies, each with the attributes that it was set with.
async fn all_cookies(server: &Server) -> BTreeMap<String, Vec<String>> {
    server.account("ada@example.com").await;
    let mut ada = Person::new(server, "ada@example.com");
    let page = ada.get("/sign-in").await;
    let mut cookies = set_by(&page);
    assert_eq!(cookies.len(), 1, "the visitor's");
    let fields = [("email", "ada@example.com"), ("password", PASSWORD)];
    let answer = ada.post_from(&page, "/sign-in", &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    cookies.append(&mut set_by(&answer));
    let phone = ada.enrol(server).await;
    server.next_step();
    let mut again = Person::new(server, "ada@example.com");
    let page = again.get("/sign-in").await;
    let fields = [("email", "ada@example.com"), ("password", PASSWORD)];
    let answer = again.post_from(&page, "/sign-in", &fields).await;
    let page = again.follow(answer).await;
    let code = phone.code(server.now());
    let answer = again.post_from(&page, "/two-factor", &[("code", &code), ("trust_device", "on")]).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    cookies.append(&mut set_by(&answer));
    cookies
}

#[tokio::test]
async fn over_http_on_this_machine_cookies_are_http_only_and_lax() {
    let server = Server::start().await;
    let cookies = all_cookies(&server).await;
    let names: Vec<_> = cookies.keys().map(String::as_str).collect();
    assert_eq!(names, ["twinlock", "twinlock-device", "twinlock-visitor"]);
    assert_eq!(cookies["twinlock"], ["HttpOnly", "Path=/", "SameSite=Lax"]);
    assert_eq!(cookies["twinlock-visitor"], ["HttpOnly", "Path=/", "SameSite=Lax"]);
    assert_eq!(cookies["twinlock-device"], ["HttpOnly", "Max-Age=2592000", "Path=/", "SameSite=Lax"]);
}

#[tokio::test]
async fn cve_51_over_https_they_are_secure_and_bound_to_the_host_by_their_names() {
    let https = ServerOptions { public_url: Some("https://id.example".into()), ..ServerOptions::default() };
    let server = Server::start_with(https).await;
    let cookies = all_cookies(&server).await;
    let names: Vec<_> = cookies.keys().map(String::as_str).collect();
    assert_eq!(names, ["__Host-twinlock", "__Host-twinlock-device", "__Host-twinlock-visitor"]);
    for (name, attributes) in &cookies {
        for owed in ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"] {
            assert!(attributes.iter().any(|attribute| attribute == owed), "{name}: {owed} in {attributes:?}");
        }
        assert!(!attributes.iter().any(|attribute| attribute.starts_with("Domain")), "{name}: {attributes:?}");
    }
}

#[tokio::test]
async fn cve_51_over_https_a_cookie_without_the_prefix_is_nobodys() {
    let https = ServerOptions { public_url: Some("https://id.example".into()), ..ServerOptions::default() };
    let server = Server::start_with(https).await;
    server.account("ada@example.com").await;
    let mut ada = Person::new(&server, "ada@example.com");
    let page = ada.get("/sign-in").await;
    ada.post_from(&page, "/sign-in", &[("email", "ada@example.com"), ("password", PASSWORD)]).await;
    assert!(ada.is_signed_in().await);
    let session = ada.cookies.remove("__Host-twinlock").unwrap();
    ada.cookies.insert("twinlock".into(), session);
    assert!(!ada.is_signed_in().await, "a subdomain could have set that one");
}

#[tokio::test]
async fn signing_out_takes_the_session_cookie_away() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let answer = ada.post("/sign-out", &[]).await;
    let cookies = set_by(&answer);
    assert!(cookies["twinlock"].contains(&"Max-Age=0".to_owned()), "{cookies:?}");
    assert!(cookies["twinlock"].contains(&"Path=/".to_owned()), "with the same path: {cookies:?}");
}

#[tokio::test]
async fn the_database_holds_no_cookie() {
    let server = Server::start().await;
    let (ada, _) = Person::enrolled(&server, "ada@example.com").await;
    let sessions = server.twinlock.security_overview(Some(&ada.session()), None).await.unwrap().sessions;
    assert_eq!(sessions.len(), 1);
    assert!(!format!("{sessions:?}").contains(&ada.session()));
}
