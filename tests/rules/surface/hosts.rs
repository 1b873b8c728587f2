//! One public URL: the effect of another `Host`, or of a header that claims one.

use crate::support::{Person, Server, ServerOptions};

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}

#[tokio::test]
async fn another_host_gets_a_page_that_names_the_mismatch_and_the_fix() {
    let server = Server::start().await;
    let port = server.url.rsplit(':').next().unwrap().to_owned();
    for host in [
        format!("127.0.0.1:{port}"),
        "evil.example".into(),
        format!("localhost.evil.example:{port}"),
        "localhost".into(),
        "localhost:".into(),
    ] {
        for path in ["/", "/sign-in", "/dashboard", "/oauth2/authorize?client_id=x", "/nothing"] {
            let request =
                format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: text/html\r\nConnection: close\r\n\r\n");
            let answer = server.raw(&request).await;
            assert_eq!(status(&answer), "421", "{host} {path}: {answer}");
            assert!(answer.contains("This server has another address"));
            assert!(answer.contains(&format!("Open {}", server.url)), "{answer}");
            let scheme = if host.contains("evil") { "https" } else { "http" };
            let advice = format!("TWINLOCK_PUBLIC_URL={scheme}://{}</code>", host.trim_end_matches(':'));
            assert!(answer.contains(&advice), "{answer}");
            assert!(answer.contains("Request id:"), "{answer}");
            assert!(!answer.to_ascii_lowercase().contains("set-cookie"));
        }
    }
    for host in [format!("LOCALHOST:{port}"), format!("localhost.:{port}")] {
        let request = format!("GET /sign-in HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        assert_eq!(status(&server.raw(&request).await), "200", "{host}");
    }
    for host in ["", "a/b", "user@localhost", "%6cocalhost", "localhost?x"] {
        let request = format!("GET /sign-in HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        let answer = server.raw(&request).await;
        assert!(["400", "421"].contains(&status(&answer)), "{host}: {answer}");
        assert!(!answer.contains("TWINLOCK_PUBLIC_URL"), "nothing can be set to it: {answer}");
    }
}

#[tokio::test]
async fn a_host_cannot_put_markup_into_that_page() {
    let server = Server::start().await;
    let request = "GET / HTTP/1.1\r\nHost: \"><script>alert(1)</script>\r\nConnection: close\r\n\r\n";
    let answer = server.raw(request).await;
    assert!(["400", "421"].contains(&status(&answer)), "{answer}");
    assert!(!answer.contains("<script>alert"), "{answer}");
}

#[tokio::test]
async fn cve_56_links_and_metadata_name_the_configured_issuer_whatever_a_header_claims() {
    let server = Server::start().await;
    server.account("ada@example.com").await;
    let mut eve = Person::new(&server, "eve@example.com");
    let claims = [
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-server", "evil.example"),
        ("x-original-host", "evil.example"),
        ("x-host", "evil.example"),
        ("forwarded", "host=evil.example;proto=https;for=10.0.0.1"),
    ];
    let page = eve.get("/password/forgot").await;
    let csrf = page.input("csrf").unwrap();
    let mut request = eve
        .request(reqwest::Method::POST, "/password/forgot")
        .form(&[("email", "ada@example.com"), ("csrf", csrf.as_str())]);
    for (name, value) in claims {
        request = request.header(name, value);
    }
    assert_eq!(eve.send(request, "/password/forgot").await.status, 200);
    let letter = server.letter("ada@example.com", "Set a new password").await;
    assert!(letter.body.contains(&format!("{}/password/reset?token=", server.url)), "{}", letter.body);
    assert!(!letter.body.contains("evil.example"), "{}", letter.body);

    for path in ["/.well-known/openid-configuration", "/sign-in", "/dashboard"] {
        let mut request = eve.request(reqwest::Method::GET, path);
        for (name, value) in claims {
            request = request.header(name, value);
        }
        let answer = eve.send(request, path).await;
        assert!(
            !answer.body.contains("evil.example") && !format!("{:?}", answer.headers).contains("evil.example"),
            "{path}"
        );
        assert!(!answer.headers.contains_key("strict-transport-security"), "{path}");
    }
    // Under another `Host`, clients are served as usual, and pages (so forms, too) are not.
    let request = "GET /.well-known/openid-configuration HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
    let metadata = server.raw(request).await;
    assert!(
        metadata.contains(&format!("\"issuer\":\"{}\"", server.url)) && !metadata.contains("evil.example"),
        "{metadata}"
    );
    let body = format!("email=ada%40example.com&csrf={csrf}");
    let visitor = &eve.cookies["twinlock-visitor"];
    let request = format!(
        "POST /password/forgot HTTP/1.1\r\nHost: evil.example\r\nCookie: twinlock-visitor={visitor}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    assert_eq!(status(&server.raw(&request).await), "421");
    assert_eq!(server.mail_to("ada@example.com").await.len(), 1, "no other mail went out");
}

#[tokio::test]
async fn cve_32_a_claimed_address_is_not_believed() {
    let server = Server::start().await;
    server.account("ada@example.com").await;
    let mut ada = Person::new(&server, "ada@example.com");
    let page = ada.get("/sign-in").await;
    let csrf = page.input("csrf").unwrap();
    let fields = [("email", "ada@example.com"), ("password", crate::support::PASSWORD), ("csrf", csrf.as_str())];
    let request = ada
        .request(reqwest::Method::POST, "/sign-in")
        .form(&fields)
        .header("x-forwarded-for", "203.0.113.9")
        .header("x-real-ip", "203.0.113.9")
        .header("forwarded", "for=203.0.113.9");
    assert_eq!(ada.send(request, "/sign-in").await.status, 303);
    let security = ada.visit("/dashboard/security").await;
    assert!(security.body.contains("127.0.0.1") && !security.body.contains("203.0.113.9"), "{}", security.body);
    assert!(server.events().await.iter().all(|event| event.address != "203.0.113.9"));
}

#[tokio::test]
async fn under_https_the_public_host_is_the_one_that_is_answered() {
    let https = ServerOptions { public_url: Some("https://id.example".into()), ..ServerOptions::default() };
    let server = Server::start_with(https).await;
    let ask = async |host: &str| {
        let request = format!("GET /sign-in HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        status(&server.raw(&request).await).to_owned()
    };
    for same in ["id.example", "id.example:443", "ID.Example:443", "id.example.", "id.example.:443", "id.example:"] {
        assert_eq!(ask(same).await, "200", "{same}");
    }
    assert_eq!(ask("id.example:80").await, "421");
    assert_eq!(ask("id.example:8443").await, "421");
    assert_eq!(ask("localhost").await, "421");
}

#[tokio::test]
async fn b20_a_form_is_taken_from_every_spelling_of_the_public_origin_and_from_no_other() {
    let https = ServerOptions { public_url: Some("https://id.example".into()), ..ServerOptions::default() };
    let server = Server::start_with(https).await;
    let mut nobody = Person::new(&server, "nobody@example.com");
    let page = nobody.get("/sign-in").await;
    let csrf = page.input("csrf").unwrap();
    for (origin, status) in [
        ("https://id.example", 401),
        ("https://id.example:443", 401),
        ("https://ID.example", 401),
        ("https://id.example.", 401),
        ("http://id.example", 403),
        ("https://id.example:8443", 403),
        ("https://id.example.evil.example", 403),
        ("https://id.example/", 403),
        ("https://evil.example", 403),
    ] {
        let fields = [("email", "nobody@example.com"), ("password", "x"), ("csrf", csrf.as_str())];
        let request = nobody.request(reqwest::Method::POST, "/sign-in").form(&fields).header("origin", origin);
        assert_eq!(nobody.send(request, "/sign-in").await.status, status, "{origin}");
    }
}
