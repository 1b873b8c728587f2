//! The switch, flipped at node A while people are half way through at node B: not one of them slips through (R8).

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;
use twinlock_domain::AuditKind;

use super::Nodes;
use crate::support::{Person, RelyingParty};

/// The environment variable that asks for more toggles than every run has the time for.
const TOGGLES: &str = "TWINLOCK_TEST_TOGGLES";
const IN_EVERY_RUN: u32 = 200;

/// People at node B, so that this many of each kind of request follow on each toggle.
const CROWD: usize = 10;

/// Somebody at node B without a second factor, who has said yes to the app before, and what is under way.
struct Visitor {
    browser: Person,
    csrf: String,
    /// A consent page that is open.
    request: String,
    verifier: String,
    /// A code that is not redeemed yet.
    code: String,
    code_verifier: String,
}

impl Visitor {
    async fn enter(nodes: &Nodes, number: usize) -> Self {
        let (_, mut browser) = nodes.person(&format!("person{number}@example.com")).await;
        let csrf = browser.csrf().await;
        browser.wants_pages = false;
        let nothing = String::new();
        let [request, verifier, code, code_verifier] = [(); 4].map(|()| nothing.clone());
        let mut visitor = Self { browser, csrf, request, verifier, code, code_verifier };
        visitor.open(&nodes.bank_at_b).await;
        visitor
    }

    /// Opens a consent page, which would have to be answered although consent is on file.
    async fn open(&mut self, bank: &RelyingParty) {
        let attempt = bank.attempt_with(&["email"], &[("prompt", "consent")]);
        self.request = self.browser.pending(&attempt.url).await;
        self.verifier.clone_from(attempt.verifier.secret());
    }

    /// Says yes on the page that is open: the code that this brings, or why there is none.
    async fn approve(&mut self) -> Result<String, String> {
        let fields = [("request", self.request.as_str()), ("decision", "approve"), ("csrf", self.csrf.as_str())];
        let answer = self.browser.post_bare("/api/oauth/consent", &fields).await;
        if answer.brings_a_code() {
            return Ok(answer.answer("code").unwrap());
        }
        Err(format!("{} {}", answer.status.as_u16(), answer.json()["error"].as_str().unwrap()))
    }

    /// While the switch is off: answers the page, keeps the code, and opens the next page.
    async fn prepare(&mut self, bank: &RelyingParty) {
        self.code = self.approve().await.unwrap();
        self.code_verifier.clone_from(&self.verifier);
        self.open(bank).await;
    }

    /// Redeems the code: the access that this brings, or why there is none.
    async fn redeem(&self, bank: &RelyingParty) -> Result<String, String> {
        let (status, body) = bank.redeem_by_hand(&self.code, &self.code_verifier).await;
        match body["access_token"].as_str() {
            Some(token) => Ok(token.to_owned()),
            None => Err(format!("{status} {}", body["error"].as_str().unwrap())),
        }
    }

    /// An authorization without a page: the code that this brings, or why there is none.
    async fn silent(&mut self, bank: &RelyingParty) -> Result<String, String> {
        let attempt = bank.attempt_with(&["email"], &[("prompt", "none")]);
        let answer = self.browser.get(&attempt.url).await;
        answer.answer("code").ok_or_else(|| bank.error(&attempt, &answer))
    }

    /// The three at once or, by whose turn it is, one of them first. What got through is returned.
    async fn try_everything(&mut self, bank: &RelyingParty, turn: usize) -> Vec<String> {
        let mut passed = Vec::new();
        for step in 0..3 {
            let (outcome, stop) = match (turn + step) % 3 {
                0 => (self.approve().await, "403 two_factor_enrollment_required"),
                1 => (self.redeem(bank).await, "400 invalid_grant"),
                _ => (self.silent(bank).await, "interaction_required"),
            };
            if outcome.as_ref().err().is_none_or(|why| why != stop) {
                passed.push(format!("expected {stop}: {outcome:?}"));
            }
        }
        passed
    }
}

/// The owner, at node A.
struct Owner {
    browser: Person,
    csrf: String,
    path: String,
}

impl Owner {
    async fn enter(nodes: &Nodes) -> Self {
        let mut browser = Person::new(&nodes.a, "owner@example.com");
        browser.sign_in().await;
        let csrf = browser.csrf().await;
        Self { browser, csrf, path: format!("/api/developer/apps/{}/require-2fa", nodes.bank.app) }
    }

    /// Flips the switch, and has the answer when this returns.
    async fn flip(&mut self, required: bool) {
        let body = json!({ "required": required });
        let answer = self.browser.api_with(Method::PUT, &self.path, &body, &self.csrf).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["required"]), (200, &json!(required)));
    }
}

#[tokio::test]
async fn r08_after_a_toggle_on_one_node_nothing_passes_on_the_other() {
    let toggles = std::env::var(TOGGLES).map_or(IN_EVERY_RUN, |number| number.parse().unwrap());
    let nodes = Nodes::start().await;
    let bank = &nodes.bank_at_b;
    let mut owner = Owner::enter(&nodes).await;
    let mut crowd = Vec::new();
    for number in 0..CROWD {
        crowd.push(Visitor::enter(&nodes, number).await);
    }
    for toggle in 1..=toggles {
        // It is off, and node B knows that too: everybody gets what the next toggle has to stop.
        join_all(crowd.iter_mut().map(|visitor| visitor.prepare(bank))).await;
        owner.flip(true).await;
        let tries = crowd.iter_mut().enumerate().map(|(turn, visitor)| visitor.try_everything(bank, turn));
        let passed = join_all(tries).await.concat();
        assert_eq!(passed, [""; 0], "after toggle {toggle}");
        owner.flip(false).await;
        if toggle % 1_000 == 0 {
            println!("{toggle} toggles, {} requests after them, 0 passed", toggle as usize * CROWD * 3);
        }
    }
    let redeemed = nodes.b.events().await.iter().filter(|event| event.kind == AuditKind::CodeRedeemed).count();
    assert_eq!(redeemed, 0);

    // The control: with the switch off, each of the three passes.
    for visitor in &mut crowd {
        visitor.prepare(bank).await;
        assert!(visitor.redeem(bank).await.is_ok() && visitor.silent(bank).await.is_ok());
    }
}
