//! CORS: which responses pages of other origins may read.

use reqwest::Method;
use twinlock_domain::RedirectUri;
use twinlock_http_actix::ROUTES;
use twinlock_ports::{ClientKind, Mode};

use super::filled;
use crate::support::{Page, Person, Server, uris};

const PUBLIC: [&str; 3] =
    ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server", "/oauth2/jwks"];
const FOR_PAGES: [(&str, &str); 4] =
    [("POST", "/oauth2/token"), ("GET", "/oauth2/userinfo"), ("POST", "/oauth2/userinfo"), ("POST", "/oauth2/revoke")];

/// A server with an app that is a page, and an app that is not.
async fn server() -> Server {
    let server = Server::start().await;
    server
        .app_with("Page", |app| {
            app.kind = ClientKind::Public;
            app.redirect_uris = uris(&[
                "https://spa.example/cb",
                "https://spa.example:8443/cb",
                "http://localhost:9620/cb",
                "http://127.0.0.1/cb",
                "com.example.app:/cb",
            ]);
        })
        .await;
    server.app_with("Server", |app| app.redirect_uris = uris(&["https://server.example/cb"])).await;
    server
}

async fn ask(server: &Server, method: &str, path: &str, headers: &[(&str, &str)]) -> Page {
    let mut nobody = Person::new(server, "nobody@example.com");
    let mut request = nobody.request(Method::from_bytes(method.as_bytes()).unwrap(), path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    nobody.send(request, path).await
}

#[tokio::test]
async fn d2_b07_e13_a_page_of_a_public_app_may_read_what_it_needs_and_errors_too() {
    let server = server().await;
    for origin in [
        "https://spa.example",
        "https://spa.example:8443",
        "http://localhost:9620",
        "http://127.0.0.1",
        "http://127.0.0.1:5173",
    ] {
        for (method, path) in FOR_PAGES {
            let answer = ask(&server, method, path, &[("origin", origin)]).await;
            assert!(answer.status.is_client_error());
            assert_eq!(answer.header("access-control-allow-origin"), origin, "{path}");
            assert!(answer.headers.get_all("vary").iter().any(|value| value == "Origin"), "{path}");
            assert!(!answer.headers.contains_key("access-control-allow-credentials"), "{path}");
            let wanted = [
                ("origin", origin),
                ("access-control-request-method", method),
                ("access-control-request-headers", "authorization"),
            ];
            let granted = ask(&server, "OPTIONS", path, &wanted).await;
            assert_eq!(granted.status, 204, "{path}: {}", granted.body);
            assert_eq!(granted.header("access-control-allow-origin"), origin, "{path}");
            assert!(
                granted.header("access-control-allow-methods").split(", ").any(|allowed| allowed == method),
                "{path}"
            );
            assert_eq!(granted.header("access-control-allow-headers"), "Authorization, Content-Type");
            assert_eq!(granted.header("access-control-max-age"), "600");
            assert!(!granted.headers.contains_key("access-control-allow-credentials"), "{path}");
        }
    }
}

#[tokio::test]
async fn d2_what_is_public_is_for_every_page_and_the_rest_for_no_other() {
    let server = server().await;
    for path in PUBLIC {
        for headers in [&[][..], &[("origin", "https://anywhere.example")], &[("origin", "null")]] {
            let answer = ask(&server, "GET", path, headers).await;
            assert_eq!((answer.status.as_u16(), answer.header("access-control-allow-origin")), (200, "*"), "{path}");
        }
        let wanted = [("origin", "https://anywhere.example"), ("access-control-request-method", "GET")];
        assert_eq!(ask(&server, "OPTIONS", path, &wanted).await.status, 204, "{path}");
    }
    for origin in [
        "https://server.example",
        "https://evil.example",
        "https://spa.example.evil.example",
        "http://spa.example",
        "https://spa.example:9000",
        "https://SPA.example",
        "null",
        "",
        "https://spa.example/",
        "https://spa.example, https://evil.example",
        "http://localhost:9621",
        "http://localhost",
        "https://127.0.0.1",
        "com.example.app:",
        "https://xspa.example",
        "https://spa.example https://evil.example",
    ] {
        for (method, path) in FOR_PAGES {
            let answer = ask(&server, method, path, &[("origin", origin)]).await;
            assert!(!answer.headers.contains_key("access-control-allow-origin"), "{origin} {path}");
            assert!(answer.headers.get_all("vary").iter().any(|value| value == "Origin"), "{path}");
            let wanted = [("origin", origin), ("access-control-request-method", method)];
            let refused = ask(&server, "OPTIONS", path, &wanted).await;
            assert_eq!(refused.status, 405, "{origin} {path}");
            assert!(refused.headers.keys().all(|name| !name.as_str().starts_with("access-control-")), "{path}");
        }
    }
}

#[tokio::test]
async fn d2_no_page_elsewhere_reads_the_authorization_endpoint_pages_or_the_api() {
    let server = server().await;
    let for_pages = |path: &str| FOR_PAGES.iter().any(|(_, known)| *known == path);
    let mut tried = 0;
    for route in ROUTES.iter().filter(|route| !PUBLIC.contains(&route.path) && !for_pages(route.path)) {
        let path = filled(route);
        for method in [route.method, "OPTIONS"] {
            let wanted = [("origin", "https://spa.example"), ("access-control-request-method", route.method)];
            let answer = ask(&server, method, &path, &wanted).await;
            assert!(answer.headers.keys().all(|name| !name.as_str().starts_with("access-control-")), "{method} {path}");
            tried += 1;
        }
    }
    assert!(tried > 90, "{tried}");
}

#[tokio::test]
async fn d2_an_origin_is_allowed_as_long_as_it_is_registered() {
    let server = server().await;
    let app = server.app_with("Moved", |app| {
        app.kind = ClientKind::Public;
        app.redirect_uris = uris(&["https://old.example/cb"]);
    });
    let id = app.await.app.id;
    let allowed = async |origin: &str| {
        let answer = ask(&server, "POST", "/oauth2/token", &[("origin", origin)]).await;
        answer.headers.contains_key("access-control-allow-origin")
    };
    assert!(allowed("https://old.example").await);
    let mut tx = server.store.begin(Mode::Write).await.unwrap();
    let mut changed = tx.app(id).await.unwrap().unwrap().metadata;
    changed.redirect_uris = vec![RedirectUri::parse("https://new.example/cb").unwrap()];
    tx.change_app(id, &changed).await.unwrap();
    tx.commit().await.unwrap();
    assert!(!allowed("https://old.example").await);
    assert!(allowed("https://new.example").await);
}
