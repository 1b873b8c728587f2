//! Forms sent from a page that is not the current one: after a rotation in another tab, without the cookie, signed out.

use std::time::Duration;

use reqwest::Method;

use crate::support::{PASSWORD, Page, Person, RelyingParty, Server};

const IDLE: Duration = Duration::from_mins(31);

impl Person {
    /// Sends a form as a browser does that sends an `Origin`.
    pub(crate) async fn press(&mut self, server: &Server, path: &str, fields: &[(&str, &str)]) -> Page {
        let request = self.request(Method::POST, path).header("origin", &server.url).form(fields);
        self.send(request, path).await
    }
}

/// Forms for signed-in users, and the `continue` of the redirect if nobody is signed in.
const FORMS: [(&str, &str); 8] = [
    ("/dashboard/security/enrol", "security"),
    ("/dashboard/security/disable", "security"),
    ("/dashboard/security/recovery-codes", "security"),
    ("/dashboard/security/sessions/end-others", "security"),
    ("/dashboard/apps/01890000-0000-7000-8000-000000000000/revoke", "apps"),
    ("/dashboard/developer/apps", "developer"),
    ("/dashboard/developer/apps/01890000-0000-7000-8000-000000000000/require-2fa", "developer"),
    ("/email/resend", "dashboard"),
];

fn fields(csrf: &str) -> Vec<(&str, &str)> {
    let more = [
        ("password", PASSWORD),
        ("code", "123456"),
        ("required", "true"),
        ("name", "Shop"),
        ("scope", "openid"),
        ("redirect_uris", "https://shop.example/"),
    ];
    [("csrf", csrf)].into_iter().chain(more).collect()
}

#[tokio::test]
async fn e10_a_form_sent_after_half_an_hour_leads_to_signing_in_and_back_to_its_page() {
    let server = Server::start().await;
    for (path, word) in FORMS {
        let mut ada = Person::new(&server, "ada@example.com");
        if path.ends_with("enrol") {
            server.account("ada@example.com").await;
        }
        ada.sign_in().await;
        let csrf = ada.csrf().await;
        server.wait(IDLE);
        let answer = ada.press(&server, path, &fields(&csrf)).await;
        assert_eq!(answer.status, 303, "{path}: {}", answer.body);
        assert_eq!(answer.location(), Some(&*format!("/sign-in?continue={word}&notice=signed-out")), "{path}");
        let door = ada.follow(answer).await;
        assert!(door.body.contains("You were signed out. Sign in to continue."), "{path}: {}", door.body);
        let page = ada.sign_in_from(&door, PASSWORD).await;
        let tail = if word == "dashboard" { "/dashboard" } else { word };
        assert!(page.status == 200 && page.path.ends_with(tail), "{path} ends at {}", page.path);
    }
}

#[tokio::test]
async fn e10_without_its_cookies_a_form_leads_to_signing_in() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let csrf = ada.csrf().await;
    ada.cookies.clear();
    for (path, word) in FORMS {
        let answer = ada.press(&server, path, &fields(&csrf)).await;
        assert_eq!(answer.location(), Some(&*format!("/sign-in?continue={word}&notice=signed-out")), "{path}");
    }
    let answer =
        ada.press(&server, "/sign-in", &[("csrf", &csrf), ("email", &ada.email.clone()), ("password", PASSWORD)]).await;
    assert_eq!(answer.location(), Some("/sign-in?continue=dashboard&notice=out-of-date"));
    let door = ada.follow(answer).await;
    ada.sign_in_from(&door, PASSWORD).await;
    assert!(ada.is_signed_in().await, "the page that one is led to works");
}

#[tokio::test]
async fn b04_after_a_rotation_in_another_tab_a_form_leads_to_its_page_and_changes_nothing() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let old = ada.csrf().await;
    let (phone, _) = ada.enrol_fully(&server, &[]).await;
    server.next_step();
    let before = server.events().await.len();
    let code = phone.code(server.now());
    for path in ["/dashboard/security/disable", "/dashboard/security/recovery-codes"] {
        let answer = ada.press(&server, path, &[("csrf", &old), ("password", PASSWORD), ("code", &code)]).await;
        assert_eq!(answer.location(), Some("/dashboard/security?notice=out-of-date"), "{path}");
        let page = ada.follow(answer).await;
        assert!(page.body.contains("nothing was changed"), "{}", page.body);
    }
    let answer = ada.press(&server, "/sign-out", &[("csrf", &old)]).await;
    assert_eq!(answer.location(), Some("/dashboard?notice=out-of-date"));
    assert_eq!(server.events().await.len(), before, "nothing happened");
    assert!(ada.is_signed_in().await && ada.is_enrolled().await);
}

#[tokio::test]
async fn b04_a_code_page_of_a_session_that_has_passed_leads_on() {
    let server = Server::start().await;
    let shop = RelyingParty::register(&server, "Shop").await;
    let (mut ada, phone) = Person::enrolled(&server, "ada@example.com").await;
    ada.post("/sign-out", &[]).await;
    let door = ada.visit(&shop.attempt().url).await;
    let code_page = ada.sign_in_from(&door, PASSWORD).await;
    let csrf = code_page.input("csrf").unwrap();
    let target = code_page.input("continue").unwrap();
    ada.type_code(&code_page, &phone.code(server.now())).await;
    server.next_step();
    let code = phone.code(server.now());
    let answer = ada.press(&server, "/two-factor", &[("csrf", &csrf), ("code", &code), ("continue", &target)]).await;
    assert_eq!(answer.location(), Some(&*format!("/oauth2/authorize?continue={target}")));
    assert!(ada.follow(answer).await.is_question());
}

#[tokio::test]
async fn b04_an_open_question_survives_signing_in_again_in_another_tab() {
    let server = Server::start().await;
    let shop = RelyingParty::register(&server, "Shop").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let first = ada.visit(&shop.attempt().url).await;
    let second = ada.visit(&shop.attempt_with(&["openid"], &[("prompt", "login")]).url).await;
    let csrf = second.input("csrf").unwrap();
    let target = second.input("continue").unwrap();
    let fields =
        [("csrf", csrf.as_str()), ("email", "ada@example.com"), ("password", PASSWORD), ("continue", target.as_str())];
    ada.press(&server, "/sign-in", &fields).await;
    let (request, csrf) = (first.input("request").unwrap(), first.input("csrf").unwrap());
    let fields = [("csrf", csrf.as_str()), ("request", request.as_str()), ("decision", "approve")];
    let answer = ada.press(&server, "/api/oauth/consent", &fields).await;
    assert_eq!(answer.location(), Some(&*format!("/consent?request={request}&notice=out-of-date")));
    let question = ada.follow(answer).await;
    assert!(question.is_question() && question.body.contains("out of date"), "{}", question.body);
    assert!(ada.approve(&question).await.brings_a_code());
}

/// Names and values of headers.
type Headers<'a> = &'a [(&'a str, &'a str)];

#[tokio::test]
async fn cve_72_only_a_browser_that_says_that_the_form_is_from_here_is_led_anywhere() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let origin = server.url.clone();
    let tries: [(Headers<'_>, &str, u16); 8] = [
        (&[], "x", 403),
        (&[("origin", "null")], "x", 403),
        (&[("origin", &origin)], "", 403),
        (&[("origin", "https://evil.example")], "x", 403),
        (&[("sec-fetch-site", "cross-site"), ("origin", &origin)], "x", 403),
        (&[("sec-fetch-site", "none")], "x", 403),
        (&[("origin", &origin)], "x", 303),
        (&[("sec-fetch-site", "same-origin")], "x", 303),
    ];
    for (headers, token, status) in tries {
        for (path, _) in FORMS {
            let mut request = ada.request(Method::POST, path);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let answer = ada.send(request.form(&fields(token)), path).await;
            assert_eq!(answer.status, status, "{path} {headers:?}: {}", answer.body);
        }
    }
    // A form without any token, and forms of programs, are refused wherever they come from.
    let answer = ada.press(&server, "/sign-out", &[]).await;
    assert_eq!(answer.status, 403);
    ada.wants_pages = false;
    let answer = ada.press(&server, "/sign-out", &[("csrf", "x")]).await;
    assert_eq!(answer.status, 403);
    assert!(ada.is_signed_in().await);
}

#[tokio::test]
async fn i2_where_there_is_a_session_only_its_own_token_counts() {
    let server = Server::start().await;
    let (_, phone) = Person::enrolled(&server, "ada@example.com").await;
    let mut ada = Person::new(&server, "ada@example.com");
    let visitors = ada.visit("/sign-in").await.input("csrf").unwrap();
    let page = ada.give_password().await;
    for path in ["/two-factor", "/sign-in", "/sign-up", "/password/forgot", "/sign-out"] {
        let answer = ada.post_bare(path, &[("csrf", &visitors), ("code", "123456")]).await;
        assert_eq!(answer.status, 403, "{path} while a code is owed");
    }
    // Pages for anybody carry the session's token: this request is refused for its code.
    let own = ada.visit("/sign-in").await.input("csrf").unwrap();
    let answer = ada.post_bare("/two-factor", &[("csrf", &own), ("code", "x")]).await;
    assert_eq!(answer.status, 401, "{}", answer.body);
    ada.type_code(&page, &phone.code(server.now())).await;
    for (path, _) in FORMS {
        let answer = ada.post_bare(path, &fields(&visitors)).await;
        assert_eq!(answer.status, 403, "{path} when signed in");
    }
    let body = serde_json::json!({ "client_name": "X", "redirect_uris": ["https://x.example/"] });
    let answer = ada.api_with(Method::POST, "/api/developer/apps", &body, &visitors).await;
    assert_eq!(answer.status, 403);
    server.wait(IDLE);
    let fields = [("csrf", visitors.as_str()), ("email", "ada@example.com"), ("password", PASSWORD)];
    let answer = ada.post_bare("/sign-in", &fields).await;
    assert_eq!(answer.location(), Some("/two-factor?continue=dashboard"), "an ended session is as good as none");
}

#[tokio::test]
async fn e10_the_address_of_a_form_leads_to_the_page_that_it_stands_on() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let id = "01890000-0000-7000-8000-000000000000";
    for (path, page) in [
        ("/dashboard/security/enrol", "/dashboard/security"),
        ("/dashboard/security/confirm", "/dashboard/security"),
        ("/dashboard/security/disable", "/dashboard/security"),
        ("/dashboard/security/recovery-codes", "/dashboard/security"),
        ("/dashboard/security/sessions/end-others", "/dashboard/security"),
        ("/dashboard/developer/apps", "/dashboard/developer"),
        ("/email/resend", "/dashboard"),
        (&format!("/dashboard/apps/{id}/revoke"), "/dashboard/apps"),
        (&format!("/dashboard/developer/apps/{id}/secrets"), &format!("/dashboard/developer?open={id}#app-{id}")),
    ] {
        let answer = ada.get(path).await;
        assert_eq!((answer.status.as_u16(), answer.location()), (303, Some(page)), "{path}");
        ada.wants_pages = false;
        assert_eq!(ada.get(path).await.status, 405, "{path} for a program");
        ada.wants_pages = true;
    }
}

#[tokio::test]
async fn e10_a_panel_that_is_left_open_for_half_an_hour_still_leads_to_its_app() {
    let server = Server::start().await;
    let shop = RelyingParty::register(&server, "Shop").await;
    server.require_2fa(shop.app, true).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let panel = ada.visit(&shop.attempt().url).await;
    let request = panel.input("request").unwrap();
    let csrf = panel.input("csrf").unwrap();
    server.wait(IDLE);
    let path = format!("/dashboard/security?continue={request}");
    assert_eq!(ada.get(&path).await.location(), Some(&*format!("/sign-in?continue={request}")));
    let fields = [("csrf", csrf.as_str()), ("continue", &request), ("password", PASSWORD)];
    let answer = ada.press(&server, "/dashboard/security/enrol", &fields).await;
    assert_eq!(answer.location(), Some(&*format!("/sign-in?continue={request}&notice=signed-out")));
    let door = ada.follow(answer).await;
    assert!(door.body.contains("Shop"), "{}", door.body);
    assert!(ada.sign_in_from(&door, PASSWORD).await.is_panel());
}
