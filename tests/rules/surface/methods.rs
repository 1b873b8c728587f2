//! HEAD, and compressed responses.

use std::io::Read as _;

use reqwest::Method;
use twinlock_http_actix::ROUTES;

use super::filled;
use crate::support::{Page, Person, Server};

#[tokio::test]
async fn d3_e27_head_answers_as_get_without_a_body_wherever_there_is_a_get() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let mut nobody = Person::new(&server, "nobody@example.com");
    let stylesheet =
        nobody.get("/sign-up").await.between("href=\"/assets/", "\"").map(|name| format!("/assets/{name}"));
    let routes = ROUTES.iter().filter(|route| route.method == "GET").map(filled);
    let mut compared = 0;
    for path in routes.chain([stylesheet.unwrap(), "/nothing".into()]) {
        for person in [&mut ada, &mut nobody] {
            let get = person.get(&path).await;
            let request = person.request(Method::HEAD, &path);
            let head = person.send(request, &path).await;
            assert_eq!((head.status, head.body.as_str()), (get.status, ""), "{path}");
            for name in
                ["content-type", "cache-control", "content-security-policy", "location", "access-control-allow-origin"]
            {
                let (one, other) = (head.header(name), get.header(name));
                assert_eq!(one.split("continue=").next(), other.split("continue=").next(), "{path}: {name}");
            }
            compared += 1;
        }
    }
    assert!(compared > 40, "{compared}");
}

async fn encoded(server: &Server, path: &str, accepts: &str) -> (String, String, Vec<u8>) {
    let client = reqwest::Client::new();
    let request = client.get(format!("{}{path}", server.url)).header("accept", "text/html,*/*");
    let answer = request.header("accept-encoding", accepts).send().await.unwrap();
    let header = |name: &str| {
        let values = answer.headers().get_all(name).iter().map(|value| value.to_str().unwrap().to_owned());
        values.collect::<Vec<_>>().join(", ")
    };
    let (encoding, vary) = (header("content-encoding"), header("vary"));
    (encoding, vary, answer.bytes().await.unwrap().to_vec())
}

#[tokio::test]
async fn text_of_more_than_a_kib_is_compressed_for_those_who_accept_it() {
    let server = Server::start().await;
    let mut nobody = Person::new(&server, "nobody@example.com");
    let stylesheet = format!("/assets/{}", nobody.get("/sign-in").await.between("href=\"/assets/", "\"").unwrap());
    for path in ["/sign-in", &stylesheet, "/.well-known/openid-configuration", "/nothing"] {
        let (encoding, vary, plain) = encoded(&server, path, "identity").await;
        assert_eq!((encoding.as_str(), vary.contains("Accept-Encoding")), ("", true), "{path}");
        let (encoding, vary, short) = encoded(&server, path, "br;q=1.0, gzip;q=0.8").await;
        assert_eq!((encoding.as_str(), vary.contains("Accept-Encoding")), ("gzip", true), "{path}");
        assert!(short.len() < plain.len(), "{path}");
        let mut long = String::new();
        flate2::read::GzDecoder::new(&short[..]).read_to_string(&mut long).unwrap();
        assert!(long.contains(if path.starts_with("/.well-known") { "issuer" } else { "" }), "{path}");
        for refused in ["gzip;q=0", "br", ""] {
            assert_eq!(encoded(&server, path, refused).await.0, "", "{path} {refused}");
        }
    }
    let (encoding, vary, _) = encoded(&server, "/api/session", "gzip").await;
    assert_eq!((encoding.as_str(), vary.as_str()), ("", ""), "a short answer stays as it is");
}

#[tokio::test]
async fn a_page_never_shows_the_same_token_twice() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let mut tokens = std::collections::BTreeSet::new();
    for _ in 0..10 {
        let page: Page = ada.get("/dashboard/security").await;
        tokens.insert(page.input("csrf").unwrap());
    }
    assert_eq!(tokens.len(), 10, "so that the length of a compressed page tells nothing about it");
    for token in tokens {
        let fields = [("csrf", token.as_str())];
        assert_eq!(ada.post_bare("/dashboard/security/sessions/end-others", &fields).await.status, 303);
        let (salt, mac) = token.split_once('.').unwrap();
        for forged in
            [format!("x{salt}.{mac}"), format!(".{mac}"), mac.to_owned(), format!("{salt}."), token.replace('.', "")]
        {
            let fields = [("csrf", forged.as_str())];
            assert_eq!(ada.post_bare("/dashboard/security/sessions/end-others", &fields).await.status, 403, "{forged}");
        }
    }
}
