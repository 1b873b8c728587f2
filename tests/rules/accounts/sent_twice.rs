//! Forms that renew the session, sent twice: a second click, a lost response, and what an attacker can gain by it.

use std::time::Duration;

use crate::support::{Authenticator, PASSWORD, Page, Person, RelyingParty, Server};

const ADA: &str = "ada@example.com";

/// Every form that gives the session a new cookie, except signing in.
const FORMS: [&str; 7] = [
    "sign up",
    "code",
    "code on a device to be trusted",
    "code once more",
    "begin to set up",
    "confirm",
    "new recovery codes",
];

/// A form, and the browser that sends it.
struct Ready {
    server: Server,
    browser: Person,
    path: String,
    fields: Vec<(String, String)>,
}

impl Ready {
    async fn send(&self, browser: &mut Person) -> Page {
        self.send_as(browser, &self.fields).await
    }

    async fn send_as(&self, browser: &mut Person, fields: &[(String, String)]) -> Page {
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        browser.press(&self.server, &self.path, &fields).await
    }

    /// The same form with another value in one field.
    fn with(&self, name: &str, value: &str) -> Vec<(String, String)> {
        let mut fields = self.fields.clone();
        fields.iter_mut().filter(|(field, _)| field == name).for_each(|field| value.clone_into(&mut field.1));
        fields
    }

    /// A form of a page.
    fn new(server: Server, browser: Person, page: &Page, form: (&str, &[(&str, &str)])) -> Self {
        let (path, fields) = form;
        let mut all = vec![("csrf".to_owned(), page.input("csrf").unwrap())];
        all.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        if let Some(target) = page.input("continue") {
            all.push(("continue".into(), target));
        }
        Self { server, browser, path: path.into(), fields: all }
    }
}

/// Ada's browser at a code page, with her phone.
async fn at_the_code(server: &Server) -> (Person, Page, Authenticator) {
    let (_, phone) = Person::enrolled(server, ADA).await;
    let mut ada = Person::new(server, ADA);
    let door = ada.visit("/sign-in").await;
    let fields = [("email", ADA), ("password", PASSWORD)];
    let answer = ada.post_from(&door, "/sign-in", &fields).await;
    let page = ada.follow(answer).await;
    assert!(page.asks_for_code());
    (ada, page, phone)
}

async fn ready(which: &str) -> Ready {
    let server = Server::start().await;
    let credentials = [("email", ADA), ("password", PASSWORD)];
    match which {
        "sign in" | "sign in, a code is owed" => {
            if which == "sign in" {
                server.account(ADA).await;
            } else {
                Person::enrolled(&server, ADA).await;
            }
            let mut ada = Person::new(&server, ADA);
            let page = ada.visit("/sign-in").await;
            Ready::new(server, ada, &page, ("/sign-in", &credentials))
        }
        "sign in again" => {
            let shop = RelyingParty::register(&server, "Shop").await;
            let mut ada = Person::with_account(&server, ADA).await;
            let page = ada.visit(&shop.attempt_with(&["email"], &[("prompt", "login")]).url).await;
            Ready::new(server, ada, &page, ("/sign-in", &credentials))
        }
        "sign up" => {
            let mut ada = Person::new(&server, ADA);
            let page = ada.visit("/sign-up").await;
            let fields = [("email", ADA), ("password", PASSWORD), ("display_name", "Ada")];
            Ready::new(server, ada, &page, ("/sign-up", &fields))
        }
        "code" | "code on a device to be trusted" => {
            let (ada, page, phone) = at_the_code(&server).await;
            let code = phone.code(server.now());
            let mut fields = vec![("code", code.as_str())];
            fields.extend((which != "code").then_some(("trust_device", "on")));
            Ready::new(server, ada, &page, ("/two-factor", &fields))
        }
        "code once more" => {
            let (mut ada, phone) = Person::enrolled(&server, ADA).await;
            let page = ada.visit("/two-factor?continue=security").await;
            let code = phone.code(server.now());
            Ready::new(server, ada, &page, ("/two-factor", &[("code", &code)]))
        }
        _ => ready_inside(which, server).await,
    }
}

/// The forms of the page about security.
async fn ready_inside(which: &str, server: Server) -> Ready {
    match which {
        "begin to set up" => {
            let mut ada = Person::with_account(&server, ADA).await;
            server.wait(Duration::from_mins(6));
            let page = ada.visit("/dashboard/security").await;
            Ready::new(server, ada, &page, ("/dashboard/security/enrol", &[("password", PASSWORD)]))
        }
        "confirm" => {
            let mut ada = Person::with_account(&server, ADA).await;
            let security = ada.visit("/dashboard/security").await;
            let page = ada.post_from(&security, "/dashboard/security/enrol", &[]).await;
            let phone = Authenticator::with_key(&page.between("secret=", "&").unwrap());
            let code = phone.code(server.now());
            Ready::new(server, ada, &page, ("/dashboard/security/confirm", &[("code", &code)]))
        }
        _ => {
            let (mut ada, phone) = Person::enrolled(&server, ADA).await;
            let page = ada.visit("/dashboard/security").await;
            let code = phone.code(server.now());
            let path = if which == "disable" { "disable" } else { "recovery-codes" };
            let path = format!("/dashboard/security/{path}");
            Ready::new(server, ada, &page, (&path, &[("password", PASSWORD), ("code", &code)]))
        }
    }
}

/// All forms of the table, and turning the second factor off, which ends what the others lead to.
fn forms() -> impl Iterator<Item = &'static str> {
    FORMS.into_iter().chain(["disable"])
}

/// The parts of a response that must be the same: the redirect, and what is shown only once.
fn told(page: &Page) -> (u16, Option<String>, Option<Vec<String>>, Option<String>) {
    let codes = page.body.contains("<textarea").then(|| page.recovery_codes());
    let location = page.location().map(str::to_owned);
    (page.status.as_u16(), location, codes, page.between("secret=", "&"))
}

#[tokio::test]
async fn b04_an_answer_that_was_lost_is_given_again() {
    for which in forms() {
        let ready = ready(which).await;
        let mut first = ready.browser.clone();
        let mut second = ready.browser.clone();
        let answer = ready.send(&mut first).await;
        assert!([200, 303].contains(&answer.status.as_u16()), "{which}: {} {}", answer.status, answer.body);
        assert_ne!(first.session(), ready.browser.session(), "{which}: the cookie is new");
        let events = ready.server.events().await.len();
        let again = ready.send(&mut second).await;
        assert_eq!(told(&again), told(&answer), "{which}: {}", again.body);
        assert_eq!(second.cookies, first.cookies, "{which}: the same cookies, the trusted device's too");
        assert_eq!(ready.server.events().await.len(), events, "{which}: nothing happened a second time");
    }
}

#[tokio::test]
async fn b04_a_second_click_after_the_answer_arrived_leads_where_the_first_did() {
    for which in forms() {
        let ready = ready(which).await;
        let mut ada = ready.browser.clone();
        let answer = ready.send(&mut ada).await;
        let session = ada.session();
        let again = ready.send(&mut ada).await;
        assert_eq!(told(&again), told(&answer), "{which}: {}", again.body);
        assert_eq!(ada.session(), session, "{which}");
    }
}

#[tokio::test]
async fn b04_of_several_clicks_at_once_all_end_in_one_session() {
    for which in forms() {
        let ready = ready(which).await;
        let mut tabs = vec![ready.browser.clone(); 4];
        let answers = futures_util::future::join_all(tabs.iter_mut().map(|tab| ready.send(tab))).await;
        for answer in &answers {
            assert_eq!(told(answer), told(&answers[0]), "{which}: {}", answer.body);
        }
        for tab in &tabs {
            assert_eq!(tab.session(), tabs[0].session(), "{which}");
        }
    }
}

#[tokio::test]
async fn b04_signing_in_twice_ends_where_signing_in_once_does() {
    for which in ["sign in", "sign in, a code is owed", "sign in again"] {
        let ready = ready(which).await;
        let mut first = ready.browser.clone();
        let answer = ready.send(&mut first).await;
        // The response was lost: the same form signs in again.
        let mut lost = ready.browser.clone();
        let again = ready.send(&mut lost).await;
        assert_eq!(again.location(), answer.location(), "{which}");
        let page = lost.follow(again).await;
        assert_ne!(lost.session(), first.session(), "{which}: a session of its own");
        // The response arrived, but the form is sent again from the previous page: the existing session is used.
        let again = ready.send(&mut first).await;
        let end = first.follow(again).await;
        assert_eq!((end.status, end.is_question()), (page.status, page.is_question()), "{which}: {}", end.body);
        assert_eq!(end.asks_for_code(), which.ends_with("owed"), "{which}");
    }
}

#[tokio::test]
async fn b04_another_node_knows_the_answer_too() {
    for which in ["code", "confirm"] {
        let ready = ready(which).await;
        let other = ready.server.node(ready.server.store.clone()).await;
        let mut first = ready.browser.clone();
        let answer = ready.send(&mut first).await;
        let mut second = ready.browser.at(&other);
        let again = ready.send(&mut second).await;
        assert_eq!(told(&again).2, told(&answer).2, "{which}");
        assert_eq!(second.session(), first.session(), "{which}");
    }
}

#[tokio::test]
async fn r11_who_holds_the_cookie_before_gets_nothing_by_another_form() {
    for which in forms() {
        let ready = ready(which).await;
        let mut ada = ready.browser.clone();
        ready.send(&mut ada).await;
        for (name, value) in [("password", "copper meadow lantern 77 ferry"), ("code", "000000"), ("continue", "apps")]
        {
            if !ready.fields.iter().any(|(field, _)| field == name) {
                continue;
            }
            let mut thief = ready.browser.clone();
            let answer = ready.send_as(&mut thief, &ready.with(name, value)).await;
            assert_ne!(thief.session(), ada.session(), "{which} with another {name}: {}", answer.body);
            assert!(!answer.body.contains("<textarea"), "{which} with another {name}");
        }
        // The cookie that was planted before is invalid by itself.
        let mut thief = ready.browser.clone();
        assert!(!thief.is_signed_in().await, "{which}");
    }
}

#[tokio::test]
async fn r11_the_form_alone_gets_nothing_without_the_cookie_or_with_anothers() {
    for which in forms() {
        let ready = ready(which).await;
        let mut ada = ready.browser.clone();
        ready.send(&mut ada).await;
        let mut nobody = Person::new(&ready.server, ADA);
        let mut eve = Person::with_account(&ready.server, "eve@example.com").await;
        let own = eve.session();
        for thief in [&mut nobody, &mut eve] {
            let answer = ready.send(thief).await;
            assert_ne!(thief.session(), ada.session(), "{which}: {}", answer.body);
            assert!(!answer.body.contains("<textarea"), "{which}: {}", answer.body);
        }
        assert_eq!(eve.session(), own, "{which}: she keeps her own");
        assert_eq!(eve.whoami().await["account"]["email"], "eve@example.com", "{which}");
    }
}

#[tokio::test]
async fn r11_after_half_a_minute_the_form_gets_nothing() {
    for which in forms() {
        let ready = ready(which).await;
        let mut ada = ready.browser.clone();
        ready.send(&mut ada).await;
        ready.server.wait(Duration::from_secs(29));
        let mut in_time = ready.browser.clone();
        ready.send(&mut in_time).await;
        assert_eq!(in_time.session(), ada.session(), "{which} after 29 s");
        ready.server.wait(Duration::from_secs(1));
        let mut late = ready.browser.clone();
        let answer = ready.send(&mut late).await;
        assert_ne!(late.session(), ada.session(), "{which} after 30 s: {}", answer.body);
        assert!(!answer.body.contains("<textarea"), "{which}: {}", answer.body);
    }
}

#[tokio::test]
async fn r11_a_session_that_has_ended_or_gone_on_is_not_given_again() {
    for which in forms() {
        let ready = ready(which).await;
        let mut ada = ready.browser.clone();
        ready.send(&mut ada).await;
        if ada.is_signed_in().await {
            ada.post("/sign-out", &[]).await;
        } else {
            let page = ada.visit("/two-factor").await;
            ada.post_from(&page, "/sign-out", &[]).await;
        }
        let mut late = ready.browser.clone();
        ready.send(&mut late).await;
        assert!(!late.is_signed_in().await, "{which}");
    }
}

#[tokio::test]
async fn r11_the_code_that_was_spent_cannot_be_guessed_by_who_planted_the_cookie() {
    let ready = ready("code").await;
    let mut ada = ready.browser.clone();
    ready.send(&mut ada).await;
    // An attacker who planted Ada's cookie knows all of the form but the code.
    for guess in 0..8 {
        let mut thief = ready.browser.clone();
        ready.send_as(&mut thief, &ready.with("code", &format!("00000{guess}"))).await;
        assert_ne!(thief.session(), ada.session());
    }
    let mut thief = ready.browser.clone();
    ready.send(&mut thief).await;
    assert_ne!(thief.session(), ada.session(), "after eight tries not even the right one is told");
    assert!(ada.is_two_factor().await, "and Ada is where she was");
}

#[tokio::test]
async fn r11_a_planted_visitor_is_not_signed_in_with_who_signs_in_beside_it() {
    let server = Server::start().await;
    server.account(ADA).await;
    let mut ada = Person::new(&server, ADA);
    let page = ada.visit("/sign-in").await;
    let mut thief = ada.clone();
    ada.sign_in_from(&page, PASSWORD).await;
    for password in ["", "x", "violet anchor tramway 42 pocke"] {
        thief.sign_in_from(&page, password).await;
        assert!(!thief.is_signed_in().await, "{password}");
    }
    for path in ["/", "/dashboard", "/two-factor", "/sign-in", "/dashboard/security/confirm"] {
        thief.visit(path).await;
        assert!(thief.session().is_empty(), "{path}");
    }
}

#[tokio::test]
async fn b28_set_up_begun_twice_shows_the_key_that_was_scanned() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, ADA).await;
    let key = |page: &Page| page.between("secret=", "&").unwrap();
    let security = ada.visit("/dashboard/security").await;
    let first = ada.post_from(&security, "/dashboard/security/enrol", &[]).await;
    server.wait(Duration::from_mins(4));
    // A reload, the Back button, another tab: and the password entered again, which renews the session.
    for fields in [vec![], vec![("password", PASSWORD)]] {
        let security = ada.visit("/dashboard/security").await;
        let again = ada.post_from(&security, "/dashboard/security/enrol", &fields).await;
        assert_eq!(key(&again), key(&first));
    }
    // Another session never sees the key.
    let mut elsewhere = Person::new(&server, ADA);
    elsewhere.sign_in().await;
    let security = elsewhere.visit("/dashboard/security").await;
    assert!(!security.body.contains(&key(&first)));
    // After ten minutes the key is another.
    server.wait(Duration::from_mins(6));
    let security = ada.visit("/dashboard/security").await;
    let later = ada.post_from(&security, "/dashboard/security/enrol", &[("password", PASSWORD)]).await;
    assert_ne!(key(&later), key(&first));
    // An enrolment that another browser begins later replaces it, and the page reports that.
    let security = elsewhere.visit("/dashboard/security").await;
    let theirs = elsewhere.post_from(&security, "/dashboard/security/enrol", &[("password", PASSWORD)]).await;
    assert_ne!(key(&theirs), key(&later));
    let code = Authenticator::with_key(&key(&later)).code(server.now());
    let refused = ada.post_from(&later, "/dashboard/security/confirm", &[("code", &code)]).await;
    assert!(refused.body.contains("begun anew in another browser"), "{}", refused.body);
    // Once confirmed, the key is never shown again.
    let code = Authenticator::with_key(&key(&theirs)).code(server.now());
    let codes = elsewhere.post_from(&theirs, "/dashboard/security/confirm", &[("code", &code)]).await;
    assert_eq!(codes.recovery_codes().len(), 10);
    let answer = elsewhere.post("/dashboard/security/enrol", &[("password", PASSWORD)]).await;
    assert_eq!(answer.location(), Some("/dashboard/security"));
}
