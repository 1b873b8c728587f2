//! What users do in a browser: signing in, codes, setting up an authenticator app, consent, mailed links.

use serde_json::Value;

use crate::browser::Browser;
use crate::fixtures::PASSWORD;
use crate::http::{Response, query_parameter};

/// Signing in, and the second factor.
#[expect(
    clippy::missing_panics_doc,
    reason = "all of them panic on another page than the one that is due, and show it"
)]
#[expect(clippy::panic, reason = "a test on the wrong page fails")]
impl Browser {
    /// Signs in by password on the sign-in page; the page that this leads to, here or (as a redirect) at an app.
    pub async fn sign_in(&mut self) -> Response {
        let page = self.visit("/sign-in").await;
        self.sign_in_from(&page, PASSWORD).await
    }

    /// Signs in from a sign-in page.
    pub async fn sign_in_from(&mut self, page: &Response, password: &str) -> Response {
        let email = self.email.clone();
        let target = page.input("continue").unwrap_or_default();
        let fields = [("email", email.as_str()), ("password", password), ("continue", &target)];
        let page = self.post_from(page, "/sign-in", &fields).await;
        self.follow(page).await
    }

    /// Enters the password of an enrolled account, and stops at the page that asks for a code.
    pub async fn give_password(&mut self) -> Response {
        let page = self.sign_in().await;
        assert!(page.asks_for_code(), "no code is asked for at {}: {}", page.path, page.body);
        page
    }

    /// Enters a code on that page; the response itself, without following its redirect.
    pub async fn type_code(&mut self, page: &Response, code: &str) -> Response {
        let target = page.input("continue").unwrap_or_default();
        self.post_from(page, "/two-factor", &[("code", code), ("continue", &target)]).await
    }

    /// Enters a code on that page; the page that this leads to.
    pub async fn pass_two_factor(&mut self, page: &Response, code: &str) -> Response {
        let page = self.type_code(page, code).await;
        self.follow(page).await
    }

    /// The same with the box *trust this device* ticked.
    pub async fn pass_and_trust(&mut self, page: &Response, code: &str) -> Response {
        let target = page.input("continue").unwrap_or_default();
        let fields = [("code", code), ("continue", target.as_str()), ("trust_device", "on")];
        let page = self.post_from(page, "/two-factor", &fields).await;
        self.follow(page).await
    }

    /// Begins to set up an authenticator app; its key in base32, and the page that asks for its first code.
    pub async fn begin_enrolment(&mut self) -> (String, Response) {
        let security = self.visit("/dashboard/security").await;
        let page = self.post_from(&security, "/dashboard/security/enrol", &[("password", PASSWORD)]).await;
        let key = page.enrolment_key().unwrap_or_else(|| panic!("no key: {}", page.body));
        (key, page)
    }

    /// Confirms the enrolment by a code on that page, and perhaps more fields; the page with the recovery codes.
    pub async fn confirm_enrolment(&mut self, page: &Response, code: &str, more: &[(&str, &str)]) -> Response {
        let fields: Vec<_> = more.iter().copied().chain([("code", code)]).collect();
        let page = self.post_from(page, "/dashboard/security/confirm", &fields).await;
        assert_eq!(page.status, 200, "{}", page.body);
        page
    }

    /// Sends the form that turns the second factor off; the response itself.
    pub async fn disable(&mut self, password: &str, code: &str) -> Response {
        self.post("/dashboard/security/disable", &[("password", password), ("code", code)]).await
    }

    /// Requests new recovery codes.
    pub async fn replace_recovery_codes(&mut self, code: &str) -> Vec<String> {
        let fields = [("password", PASSWORD), ("code", code)];
        let page = self.post("/dashboard/security/recovery-codes", &fields).await;
        assert_eq!(page.status, 200, "{}", page.body);
        page.recovery_codes()
    }
}

/// The session as the API reports it.
#[expect(clippy::missing_panics_doc, reason = "they panic where nobody is signed in")]
impl Browser {
    /// Whether this browser's session is valid and complete.
    pub async fn is_signed_in(&mut self) -> bool {
        self.get("/api/session").await.status == 200
    }

    /// The response of `/api/session`.
    pub async fn whoami(&mut self) -> Value {
        let answer = self.get("/api/session").await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()
    }

    /// Whether a second factor was passed in this session.
    pub async fn is_two_factor(&mut self) -> bool {
        self.whoami().await.pointer("/two_factor/passed_at").is_some_and(|at| !at.is_null())
    }

    /// Whether the account has a confirmed second factor.
    pub async fn is_enrolled(&mut self) -> bool {
        self.whoami().await.pointer("/two_factor/enrolled") == Some(&Value::Bool(true))
    }
}

/// Mailed links.
#[expect(clippy::missing_panics_doc, reason = "they panic where the link leads to no form")]
#[expect(clippy::unwrap_used, reason = "a test whose link leads to no form fails")]
impl Browser {
    /// Requests a mailed link by which to set a new password.
    pub async fn forget_password(&mut self, email: &str) -> Response {
        let page = self.get("/password/forgot").await;
        self.post_from(&page, "/password/forgot", &[("email", email)]).await
    }

    /// Follows a mailed link to set a new password.
    pub async fn set_password(&mut self, link: &str, password: &str) -> Response {
        let page = self.get(link).await;
        assert_eq!(page.status, 200, "{}", page.body);
        let token = page.input("token").unwrap();
        self.post_from(&page, "/password/reset", &[("token", &token), ("password", password)]).await
    }

    /// Follows a mailed link that is confirmed by one button.
    pub async fn confirm_link(&mut self, link: &str) -> Response {
        let page = self.get(link).await;
        assert_eq!(page.status, 200, "{}", page.body);
        let token = page.input("token").unwrap();
        let path = link.split('?').next().unwrap();
        self.post_from(&page, path, &[("token", &token)]).await
    }
}

/// Consent.
#[expect(
    clippy::missing_panics_doc,
    reason = "all of them panic on another page than the one that is due, and show it"
)]
#[expect(clippy::panic, reason = "a test on the wrong page fails")]
impl Browser {
    /// Opens a URL and returns in one word where that ends: `code`, the app's error, or one of our pages.
    pub async fn ends_at(&mut self, url: &str) -> String {
        self.visit(url).await.word()
    }

    /// Allows a consent page all scopes that it asks for.
    pub async fn approve(&mut self, page: &Response) -> Response {
        self.decide(page, "approve").await
    }

    /// Decides on a consent page or a panel.
    pub async fn decide(&mut self, page: &Response, decision: &str) -> Response {
        let request = page.input("request").unwrap_or_else(|| panic!("no request at {}: {}", page.path, page.body));
        let scopes: Vec<String> = page.inputs("scope").collect();
        let mut fields = vec![("request", request.as_str()), ("decision", decision)];
        fields.extend(scopes.iter().map(|scope| ("scope", scope.as_str())));
        self.post_from(page, "/api/oauth/consent", &fields).await
    }

    /// The id of the pending request that an authorization request leads to the consent page with.
    pub async fn pending(&mut self, url: &str) -> String {
        let page = self.get(url).await;
        let location = page.location().unwrap_or_else(|| panic!("no redirect: {}", page.body));
        assert!(location.starts_with("/consent?"), "{location}");
        query_parameter(location, "request").unwrap_or_else(|| panic!("no request: {location}"))
    }

    /// Approves a pending request as `curl` would: no page is loaded or requested.
    pub async fn approve_by_hand(&mut self, request: &str) -> Response {
        self.decide_by_hand(request, "approve").await
    }

    /// Decides a pending request by a form, without loading its page.
    pub async fn decide_by_hand(&mut self, request: &str, decision: &str) -> Response {
        let wants_pages = std::mem::replace(&mut self.wants_pages, false);
        let page = self.post("/api/oauth/consent", &[("request", request), ("decision", decision)]).await;
        self.wants_pages = wants_pages;
        page
    }
}
