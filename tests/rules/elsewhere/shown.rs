//! Row 34 (CVE-2026-105211): after enrolment no response contains the seed, a code of it, or a recovery code. That the
//! log contains none either is tested with the program itself, in `crates/server/tests/logs.rs`.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;
use twinlock_http_actix::ROUTES;

use crate::rules::surface::is_json;
use crate::support::{Authenticator, PASSWORD, Page, Person, RelyingParty, Server};

/// What no response may contain, in each spelling that it was shown or typed in.
struct Secrets(Vec<String>);

impl Secrets {
    fn of(key: &str, phone: &Authenticator, codes: &[String], server: &Server) -> Self {
        let grouped: Vec<String> = key.as_bytes().chunks(4).map(|part| String::from_utf8_lossy(part).into()).collect();
        let mut secrets = vec![key.to_owned(), key.to_lowercase(), grouped.join(" "), grouped.join("&nbsp;")];
        for code in codes {
            secrets.extend([code.clone(), code.replace('-', ""), code.to_uppercase()]);
        }
        secrets.extend((-1..=1).map(|steps| phone.code_off_by(server.now(), steps)));
        Self(secrets)
    }

    #[track_caller]
    fn are_absent_from(&self, page: &Page, what: &str) {
        let head = format!("{:?}", page.headers);
        for secret in &self.0 {
            // Six digits may be part of an id by chance; a code is a word by itself.
            let stands = |text: &str| match secret.len() {
                6 => text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == secret),
                _ => text.contains(secret.as_str()),
            };
            assert!(!stands(&page.body) && !stands(&head), "{what} has {secret}: {}", page.body);
        }
    }
}

#[tokio::test]
async fn cve_34_no_answer_after_enrolment_has_a_seed_a_code_or_a_recovery_code() {
    let server = Server::start().await;
    let bank = RelyingParty::register(&server, "Bank").await;
    let mut owner = Person::new(&server, "owner@example.com");
    owner.sign_in().await;
    let security = owner.visit("/dashboard/security").await;
    let seed = owner.post_from(&security, "/dashboard/security/enrol", &[("password", PASSWORD)]).await;
    let key = seed.between("secret=", "&").unwrap();
    let phone = Authenticator::with_key(&key);
    let confirmed = phone.code(server.now());
    let page = owner.post_from(&seed, "/dashboard/security/confirm", &[("code", &confirmed)]).await;
    let codes = page.recovery_codes();
    assert_eq!(codes.len(), 10);
    server.next_step();
    let secrets = Secrets::of(&key, &phone, &codes, &server);

    // Every route, called by a signed-in user who sends the codes that were shown, wherever they may be asked for.
    for route in ROUTES.iter().filter(|route| !["/sign-out", "/oauth2/jwks"].contains(&route.path)) {
        let app = bank.app.to_string();
        let path = route.path.replace("{client_id}", &app).replace("{id}", &app).replace("{secret}", &app);
        let path = path.replace("{name}", "x");
        let method: Method = route.method.parse().unwrap();
        assert!(owner.is_signed_in().await, "before {path}");
        let page = if method == Method::GET {
            owner.get(&path).await
        } else if is_json(route) && path.starts_with("/api/") {
            owner.api(method, &path, &json!({ "required": true, "code": confirmed })).await
        } else {
            owner.post(&path, &[("password", "not this one"), ("code", &confirmed), ("label", "x")]).await
        };
        secrets.are_absent_from(&page, &format!("{} {path}", route.method));
        if path.ends_with("/delete") {
            assert_ne!(page.status, 303, "the app is still needed");
        }
    }

    // A code that is used, one that is wrong and recovery codes, at the page that asks for them.
    let wrong = phone.wrong_code(server.now());
    let mut again = Person::new(&server, "owner@example.com");
    for (code, status) in [(&*confirmed, 401), (&*wrong, 401), ("zzzz-zzzz-zzzz-zzzz", 401), (&*codes[0], 303)] {
        // Guesses have to wait, and the requests above may have counted as some.
        server.wait(Duration::from_hours(1));
        let challenge = again.give_password().await;
        secrets.are_absent_from(&challenge, "the page that asks for a code");
        let page = again.type_code(&challenge, code).await;
        assert_eq!(page.status, status, "{}", page.body);
        secrets.are_absent_from(&page, "the answer to a code");
        assert!(!page.body.contains(code), "what was typed is not repeated: {}", page.body);
    }
    for path in ["/dashboard", "/dashboard/security", "/dashboard/security?continue=security", "/api/session"] {
        secrets.are_absent_from(&again.visit(path).await, path);
    }
    let tokens = bank.sign_in(&mut again).await;
    let told = format!("{} {:?}", tokens.id_token.claims, bank.introspect(&tokens.access_token).await);
    assert!(!secrets.0.iter().any(|secret| told.contains(secret.as_str()) && secret.len() > 6), "{told}");
    for mail in server.mail_to("owner@example.com").await {
        assert!(!secrets.0.iter().any(|secret| mail.body.contains(secret.as_str()) && secret.len() > 6), "{mail:?}");
    }
}
