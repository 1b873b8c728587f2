//! Row 1 (CVE-2026-94218): from the panel, no sequence of other pages or forms ends with a code.

use reqwest::Method;
use serde_json::json;
use twinlock_domain::AuditKind;
use twinlock_http_actix::ROUTES;

use crate::rules::surface::is_json;
use crate::support::{PASSWORD, Page, Person, RelyingParty, Server};

/// One step of a user: a route of the table, or something that takes a browser.
#[derive(Clone, Debug)]
enum Step {
    Route {
        method: Method,
        path: String,
        json: bool,
    },
    /// Opens the app's link in another tab: a new pending request.
    NewTab,
    /// Continues with the first request, as the sign-in page's link does.
    Restart,
    /// Opens the page of the first request again, from the browser's history.
    Back,
    /// Signs in once more, in order to continue to the app.
    SignIn,
}

/// The app and the request that a walk is about.
struct Ground<'a> {
    bank: &'a RelyingParty,
    /// The request that the panel was first shown for.
    request: String,
}

impl Ground<'_> {
    /// Every route with each of its methods, and what browsers do besides.
    fn steps(&self, left_out: &[&str]) -> Vec<Step> {
        let (app, request) = (self.bank.app.to_string(), &self.request);
        let mut steps = vec![Step::NewTab, Step::Restart, Step::Back, Step::SignIn];
        for route in ROUTES.iter().filter(|route| !left_out.contains(&route.path)) {
            let path = route.path.replace("{client_id}", &app).replace("{secret}", request).replace("{name}", "x");
            let path = if path.contains("/apps/") { path.replace("{id}", &app) } else { path.replace("{id}", request) };
            let path = match route.method {
                "GET" => format!("{path}?request={request}&continue={request}&token=x&decision=approve"),
                _ => path,
            };
            let json = is_json(route) && route.path.starts_with("/api/");
            steps.push(Step::Route { method: route.method.parse().unwrap(), path, json });
        }
        steps
    }

    async fn take(&self, person: &mut Person, step: &Step) -> Page {
        let request = &self.request;
        match step {
            Step::NewTab => person.visit(&self.bank.attempt().url).await,
            Step::Restart => person.visit(&format!("/oauth2/authorize?continue={request}")).await,
            Step::Back => person.visit(&format!("/consent?request={request}")).await,
            Step::SignIn => {
                let page = person.visit(&format!("/sign-in?continue={request}")).await;
                if page.input("password").is_none() && !page.body.contains("name=\"password\"") {
                    return page;
                }
                person.sign_in_from(&page, PASSWORD).await
            }
            Step::Route { method, path, .. } if *method == Method::GET => person.visit(path).await,
            Step::Route { method, path, json: true } => {
                let csrf = token(person).await;
                let body = json!({ "request": request, "decision": "approve", "required": false });
                person.api_with(method.clone(), path, &body, &csrf).await
            }
            Step::Route { path, .. } => {
                let csrf = token(person).await;
                let fields = self.everything(person, &csrf);
                let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
                let page = person.post_bare(path, &fields).await;
                person.follow(page).await
            }
        }
    }

    /// Every field that some form has, except a right code.
    fn everything(&self, person: &Person, csrf: &str) -> Vec<(&'static str, String)> {
        let fields = [
            ("csrf", csrf),
            ("request", &self.request),
            ("continue", &self.request),
            ("decision", "approve"),
            ("scope", "openid"),
            ("email", &person.email),
            ("password", PASSWORD),
            ("display_name", "Somebody"),
            // In the format of a recovery code, so that no guess can be right by chance.
            ("code", "aaaa-bbbb-cccc-dddd"),
            ("token", "x"),
            ("label", "x"),
            ("name", "An app"),
            ("redirect_uris", "https://app.example/callback"),
            ("kind", "confidential"),
            ("required", "false"),
            ("days", "0"),
            ("trust_device", "true"),
            ("grant_type", "authorization_code"),
        ];
        fields.map(|(name, value)| (name, value.to_owned())).to_vec()
    }

    /// Tries to approve a request without its page.
    async fn refuses(&self, person: &mut Person, request: &str, walk: &str) {
        let csrf = token(person).await;
        let fields = [("request", request), ("decision", "approve"), ("csrf", &csrf)];
        let page = person.post_bare("/api/oauth/consent", &fields).await;
        assert!(!page.brings_a_code(), "after {walk}: {:?}", page.location());
        assert!(page.status.is_client_error() || page.location().is_some_and(|to| to.starts_with('/')), "after {walk}");
    }

    async fn walk(&self, person: &mut Person, steps: [&Step; 3]) {
        let name = format!("{steps:?}");
        for step in steps {
            let page = self.take(person, step).await;
            assert!(!page.brings_a_code(), "{name}: {:?} {}", page.location(), page.body);
            assert!(page.status.as_u16() < 500, "{name}: {}", page.body);
        }
        self.refuses(person, &self.request, &name).await;
        let latest = person.get(&self.bank.attempt().url).await;
        assert!(!latest.brings_a_code(), "{name}");
        if let Some(request) = latest.location().and_then(|to| crate::support::query_parameter(to, "request")) {
            self.refuses(person, &request, &name).await;
        }
    }
}

/// A CSRF token for the current state of this browser: signed in, owing a code, or anonymous.
async fn token(person: &mut Person) -> String {
    let session = person.get("/api/session").await;
    if session.status == 200 {
        return session.json()["csrf"].as_str().unwrap().to_owned();
    }
    person.visit("/two-factor").await.input("csrf").unwrap_or_default()
}

/// A sample of all sequences of three steps: in each round, each step is in each place once, with other neighbours.
fn sample(steps: &[Step], rounds: usize) -> impl Iterator<Item = [&Step; 3]> {
    let count = steps.len();
    let places = (0..rounds).flat_map(move |round| (0..count).map(move |at| (round, at)));
    places.map(move |(round, at)| {
        let (second, third) = (at + 7 * round + 11, 2 * at + 13 * round + 29);
        [&steps[at], &steps[second % count], &steps[third % count]]
    })
}

async fn no_code_came_into_being(server: &Server, bank: &RelyingParty, emails: &[&str]) {
    assert_eq!(server.count(bank.app, AuditKind::CodeIssued).await, 0);
    for email in emails {
        assert!(server.consent_of(email, bank.app).await.is_none(), "{email}");
    }
}

#[tokio::test]
async fn cve_01_no_walk_over_all_routes_from_the_panel_ends_with_a_code() {
    let server = Server::start().await;
    let bank = RelyingParty::register(&server, "Bank").await;
    server.require_2fa(bank.app, true).await;
    let mut bare = Person::with_account(&server, "bare@example.com").await;
    let request = bare.pending(&bank.attempt().url).await;
    let ground = Ground { bank: &bank, request };
    let steps = ground.steps(&[]);
    assert!(steps.len() > 60);
    for walk in sample(&steps, 2) {
        if !bare.is_signed_in().await {
            bare.sign_in().await;
        }
        ground.walk(&mut bare, walk).await;
    }
    no_code_came_into_being(&server, &bank, &["bare@example.com"]).await;
    // The control: a user with a second factor passes.
    let (mut full, _) = Person::enrolled(&server, "full@example.com").await;
    bank.sign_in(&mut full).await;
    assert_eq!(server.count(bank.app, AuditKind::CodeIssued).await, 1);
}

#[tokio::test]
async fn cve_01_nor_does_one_from_the_session_of_somebody_who_enrolled_elsewhere() {
    let server = Server::start().await;
    let bank = RelyingParty::register(&server, "Bank").await;
    server.account("stale@example.com").await;
    let mut first = Person::new(&server, "stale@example.com");
    first.sign_in().await;
    let request = first.pending(&bank.attempt().url).await;
    let ground = Ground { bank: &bank, request };
    // Without the route that would end the sessions of the walks that are still to come.
    let steps = ground.steps(&["/dashboard/security/sessions/end-others"]);
    let mut browsers = Vec::new();
    for _ in 0..steps.len() {
        let mut browser = Person::new(&server, "stale@example.com");
        browser.sign_in().await;
        browsers.push(browser);
    }
    first.enrol(&server).await;
    server.require_2fa(bank.app, true).await;
    for (browser, walk) in browsers.iter_mut().zip(sample(&steps, 1)) {
        assert!(browser.is_signed_in().await, "a session that has not shown the second factor");
        let own = browser.pending_anywhere(&bank.attempt().url).await;
        let ground = Ground { bank: &bank, request: own };
        ground.walk(browser, walk).await;
    }
    no_code_came_into_being(&server, &bank, &["stale@example.com"]).await;
}

impl Person {
    /// The id of the pending request of a new authorization request, wherever that redirects to.
    async fn pending_anywhere(&mut self, url: &str) -> String {
        let page = self.get(url).await;
        let location = page.location().unwrap_or_else(|| panic!("no redirect: {}", page.body));
        let id = ["request", "continue"].iter().find_map(|name| crate::support::query_parameter(location, name));
        id.unwrap_or_else(|| panic!("no id: {location}"))
    }
}
