//! What people do with their own account: codes, recovery codes, turning things off, looking at where they stand.

use serde_json::Value;

use super::page::Page;
use super::{PASSWORD, Person};

impl Person {
    /// Whether this browser's session is good for anything.
    pub(crate) async fn is_signed_in(&mut self) -> bool {
        self.get("/api/session").await.status == 200
    }

    /// What the API says of this session.
    pub(crate) async fn whoami(&mut self) -> Value {
        let answer = self.get("/api/session").await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()
    }

    /// Whether a second factor was passed in this session.
    pub(crate) async fn is_two_factor(&mut self) -> bool {
        !self.whoami().await["two_factor"]["passed_at"].is_null()
    }

    /// Whether the account has a second factor that counts.
    pub(crate) async fn is_enrolled(&mut self) -> bool {
        self.whoami().await["two_factor"]["enrolled"] == true
    }

    /// Gives the password of an enrolled account, and stops at the page that asks for a code.
    pub(crate) async fn give_password(&mut self) -> Page {
        let page = self.sign_in().await;
        assert!(page.asks_for_code(), "no code is asked for at {}: {}", page.path, page.body);
        page
    }

    /// Types a code into that page; the very answer.
    pub(crate) async fn type_code(&mut self, page: &Page, code: &str) -> Page {
        let target = page.input("continue").unwrap_or_default();
        self.post_from(page, "/two-factor", &[("code", code), ("continue", &target)]).await
    }

    /// The same with the box ticked that trusts this device.
    pub(crate) async fn pass_and_trust(&mut self, page: &Page, code: &str) -> Page {
        let target = page.input("continue").unwrap_or_default();
        let fields = [("code", code), ("continue", target.as_str()), ("trust_device", "on")];
        let page = self.post_from(page, "/two-factor", &fields).await;
        self.follow(page).await
    }

    /// Turns the second factor off, or tries to; the very answer.
    pub(crate) async fn disable(&mut self, password: &str, code: &str) -> Page {
        self.post("/dashboard/security/disable", &[("password", password), ("code", code)]).await
    }

    /// Asks for new recovery codes.
    pub(crate) async fn replace_recovery_codes(&mut self, code: &str) -> Vec<String> {
        let fields = [("password", PASSWORD), ("code", code)];
        let page = self.post("/dashboard/security/recovery-codes", &fields).await;
        assert_eq!(page.status, 200, "{}", page.body);
        page.recovery_codes()
    }

    /// Asks for a mailed link by which to set a new password.
    pub(crate) async fn forget_password(&mut self, email: &str) -> Page {
        let page = self.get("/password/forgot").await;
        self.post_from(&page, "/password/forgot", &[("email", email)]).await
    }

    /// Follows a mailed link to set a new password.
    pub(crate) async fn set_password(&mut self, link: &str, password: &str) -> Page {
        let page = self.get(link).await;
        assert_eq!(page.status, 200, "{}", page.body);
        let token = page.input("token").unwrap();
        self.post_from(&page, "/password/reset", &[("token", &token), ("password", password)]).await
    }

    /// Follows a mailed link that is confirmed by one button.
    pub(crate) async fn confirm_link(&mut self, link: &str) -> Page {
        let page = self.get(link).await;
        assert_eq!(page.status, 200, "{}", page.body);
        let token = page.input("token").unwrap();
        let path = link.split('?').next().unwrap();
        self.post_from(&page, path, &[("token", &token)]).await
    }
}

impl Page {
    /// Whether it is the page that asks for a code.
    pub(crate) fn asks_for_code(&self) -> bool {
        self.body.contains("action=\"/two-factor\"")
    }

    /// The recovery codes on it.
    pub(crate) fn recovery_codes(&self) -> Vec<String> {
        let text = self.between("<textarea", "</textarea>").unwrap_or_else(|| panic!("no codes: {}", self.body));
        text.split_once('>').unwrap().1.split_whitespace().map(str::to_owned).collect()
    }
}
