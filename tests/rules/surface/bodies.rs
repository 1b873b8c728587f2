//! Bodies and heads of requests: how long they may be, and how long they may take.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use crate::support::{Person, Server, ServerOptions};

/// Sends bytes, keeps the connection open, and returns what was received once the server has closed it.
async fn kept_open(server: &Server, request: String) -> String {
    let address = format!("127.0.0.1{}", server.url.trim_start_matches("http://localhost"));
    let exchange = move || {
        let mut stream = TcpStream::connect(address).unwrap();
        // If the server keeps the connection open, the test fails and does not wait for ever.
        stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        // A reset instead of an end is fine: the connection is closed.
        let end = stream.read_to_end(&mut answer);
        assert!(!end.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock), "the connection stays open");
        String::from_utf8_lossy(&answer).into_owned()
    };
    tokio::task::spawn_blocking(exchange).await.unwrap()
}

#[tokio::test]
async fn m2_a_body_that_does_not_come_ends_its_connection_on_every_kind_of_route() {
    let patient = Server::start().await;
    let mut ada = Person::with_account(&patient, "ada@example.com").await;
    let (csrf, session) = (ada.csrf().await, ada.session());
    let server = Server::start_with(ServerOptions {
        body_timeout: Duration::from_millis(50),
        store: Some(patient.store.clone()),
        master_key: Some(patient.master_key.clone()),
        clock: Some(patient.clock.clone()),
        ..ServerOptions::default()
    })
    .await;
    let host = server.url.trim_start_matches("http://").to_owned();
    let form = "application/x-www-form-urlencoded";
    for (method, path, content_type) in [
        ("POST", "/sign-in", form),
        ("POST", "/oauth2/token", form),
        ("POST", "/oauth2/authorize", form),
        ("POST", "/oauth2/userinfo", form),
        ("POST", "/api/oauth/consent", form),
        ("POST", "/api/oauth/consent", "application/json"),
        ("POST", "/api/developer/apps", "application/json"),
        ("PUT", "/api/developer/apps/x/require-2fa", "application/json"),
        ("POST", "/nothing", form),
        ("PUT", "/sign-in", form),
        ("GET", "/sign-in", form),
    ] {
        for length in ["Content-Length: 1000\r\n\r\na=", "Transfer-Encoding: chunked\r\n\r\n2\r\na="] {
            let request = format!(
                "{method} {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: {content_type}\r\nAccept: */*\r\n\
                 Cookie: twinlock={session}\r\nX-CSRF-Token: {csrf}\r\n{length}"
            );
            let answer = kept_open(&server, request).await;
            assert_eq!(answer.split(' ').nth(1), Some("408"), "{method} {path} {length}: {answer}");
        }
    }
}

#[tokio::test]
async fn r33_a_body_or_a_head_that_is_too_long_is_refused() {
    let server = Server::start().await;
    let host = server.url.trim_start_matches("http://").to_owned();
    let client = reqwest::Client::new();
    for path in ["/oauth2/token", "/oauth2/authorize", "/oauth2/revoke"] {
        for (length, expected) in [(65_536, 400), (65_537, 413), (1_000_000, 413)] {
            let body = format!("a={}", "x".repeat(length - 2));
            let request = client.post(format!("{}{path}", server.url)).body(body);
            let request = request.header("content-type", "application/x-www-form-urlencoded");
            let Ok(answer) = request.send().await else {
                assert!(length > 65_537, "a connection may be closed while a long body is still sent");
                continue;
            };
            let status = answer.status().as_u16();
            assert!(status == expected || (expected == 400 && status == 401), "{path} {length}: {status}");
        }
    }
    let long = format!("GET /sign-in HTTP/1.1\r\nHost: {host}\r\nX-Long: {}\r\n\r\n", "x".repeat(200_000));
    let answer = kept_open(&server, long).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    let lines = "X-Many: 1\r\n".repeat(97);
    let answer = kept_open(&server, format!("GET /sign-in HTTP/1.1\r\nHost: {host}\r\n{lines}\r\n")).await;
    assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
}
