//! The actions of people, and of apps on their behalf.

use futures_util::future::join;

use super::{Access, Person};
use crate::people::relying_party::{Attempt, RelyingParty};
use crate::record::{Answer, Outcome, Step};
use crate::rng::SeededRng;

impl Person {
    /// An authorization, as far as it gets.
    pub(super) async fn authorize(&mut self, rng: &mut SeededRng, apps: &[RelyingParty]) {
        let Some(app) = rng.pick(apps).cloned() else { return };
        let attempt = Attempt::new(rng);
        let (node, browser) = self.at(rng);
        let (outcome, code) = browser.authorize(node, &app, &attempt).await;
        let code = match outcome {
            Outcome::Ok { answer: Answer::Step(Step::Code { .. }) } => code,
            Outcome::Ok { answer: Answer::Step(Step::Consent { request }) } => self.consent(rng, &app, &request).await,
            Outcome::Ok { answer: Answer::Step(Step::Challenge) } => {
                self.pass_code(rng).await;
                None
            }
            Outcome::Refused { status: 0, .. } | Outcome::Unknown { .. } => None,
            Outcome::Ok { .. } | Outcome::Refused { .. } => {
                self.forget_session();
                None
            }
        };
        if let Some(code) = code {
            self.redeem(rng, app, (code, attempt)).await;
        }
    }

    /// Decides a request: mostly after loading the consent page, sometimes without, twice or late.
    async fn consent(&mut self, rng: &mut SeededRng, app: &RelyingParty, request: &str) -> Option<String> {
        if rng.chance(80) {
            let (node, browser) = self.at(rng);
            let seen = browser.look(node, app, request).await;
            if seen == (Outcome::Ok { answer: Answer::Step(Step::Panel) }) && rng.chance(70) {
                if rng.chance(50) {
                    self.enrol(rng).await;
                }
                return None;
            }
        }
        if rng.chance(30) {
            tokio::time::sleep(rng.millis(800)).await;
        }
        let (approve, twice) = (rng.chance(92), rng.chance(10));
        let other = self.node(rng);
        let (node, browser) = self.at(rng);
        if !twice {
            return browser.decide((node, app), request, approve).await.1;
        }
        let mut second = browser.clone();
        let first = browser.decide((node, app), request, approve);
        let second = second.decide((other, app), request, !rng.chance(20));
        let (first, second) = join(first, second).await;
        first.1.or(second.1)
    }

    async fn redeem(&mut self, rng: &mut SeededRng, app: RelyingParty, issued: (String, Attempt)) {
        let (code, attempt) = issued;
        if rng.chance(25) {
            tokio::time::sleep(rng.millis(1500)).await;
        }
        let (node, other) = (self.node(rng), self.node(rng));
        let held = if rng.chance(6) {
            let both = join(app.redeem(node, &code, &attempt), app.redeem(other, &code, &attempt)).await;
            both.0.1.or(both.1.1)
        } else {
            app.redeem(node, &code, &attempt).await.1
        };
        if let Some(held) = held {
            self.remember(Access { app, code, attempt, held, spent: Vec::new() });
        }
    }

    fn some_access(&mut self, rng: &mut SeededRng) -> Option<&mut Access> {
        let at = usize::try_from(rng.below(self.access.len() as u64)).unwrap_or(0);
        self.access.get_mut(at)
    }

    /// An app exchanges a refresh token, and mostly retries if the answer is lost.
    pub(super) async fn refresh(&mut self, rng: &mut SeededRng) {
        let (node, other) = (self.node(rng), self.node(rng));
        let (twice, patient) = (rng.chance(8), rng.chance(70));
        let Some(access) = self.some_access(rng) else { return };
        let token = access.held.refresh.clone();
        let (outcome, held) = if twice {
            let both = join(access.app.refresh(node, &token), access.app.refresh(other, &token)).await;
            if both.0.1.is_some() { both.0 } else { both.1 }
        } else {
            access.app.refresh(node, &token).await
        };
        let held = match (held, outcome) {
            (None, Outcome::Unknown { .. }) if patient => access.app.refresh(other, &token).await.1,
            (held, _) => held,
        };
        match held {
            Some(held) => {
                access.spent.push(token);
                access.held = held;
            }
            None => self.access.retain(|access| access.held.refresh != token),
        }
    }

    pub(super) async fn introspect(&mut self, rng: &mut SeededRng) {
        let (node, old) = (self.node(rng), rng.chance(15));
        let of_access = rng.chance(40);
        let Some(access) = self.some_access(rng) else { return };
        let token = if of_access { &access.held.access } else { &access.held.refresh };
        let token = access.spent.last().filter(|_| old).unwrap_or(token);
        access.app.introspect(node, token).await;
    }

    pub(super) async fn userinfo(&mut self, rng: &mut SeededRng) {
        let node = self.node(rng);
        let Some(access) = self.some_access(rng) else { return };
        access.app.userinfo(node, &access.held.access).await;
    }

    /// Presents a used refresh token or code again, as a thief with a copy would. The calls after it show whether the
    /// grant ended.
    pub(super) async fn replay(&mut self, rng: &mut SeededRng) {
        let (node, other, of_code) = (self.node(rng), self.node(rng), rng.chance(40));
        let Some(access) = self.some_access(rng) else { return };
        if of_code {
            access.app.redeem(node, &access.code, &access.attempt).await;
        } else if let Some(token) = rng.pick(&access.spent) {
            access.app.refresh(node, token).await;
        } else {
            return;
        }
        access.app.userinfo(other, &access.held.access).await;
        let token = access.held.refresh.clone();
        match access.app.refresh(other, &token).await.1 {
            Some(held) => {
                access.spent.push(token);
                access.held = held;
            }
            None => self.access.retain(|access| access.held.refresh != token),
        }
    }

    pub(super) async fn who_am_i(&mut self, rng: &mut SeededRng) {
        let (node, browser) = self.at(rng);
        match browser.who_am_i(node).await {
            Outcome::Ok { answer: Answer::Who { enrolled: false, .. } } => self.phone = None,
            Outcome::Ok { .. } | Outcome::Unknown { .. } | Outcome::Refused { status: 0, .. } => {}
            Outcome::Refused { .. } => self.forget_session(),
        }
    }

    /// Sets up an authenticator app, if there is none.
    pub(super) async fn enrol(&mut self, rng: &mut SeededRng) {
        if self.phone.is_some() {
            return;
        }
        let with_password = rng.chance(30);
        let (node, browser) = self.at(rng);
        let (begun, phone) = browser.begin_enrolment(node, with_password).await;
        let (Outcome::Ok { .. }, Some(mut phone)) = (begun, phone) else { return self.forget_session() };
        let Some(code) = phone.show() else { return };
        let (node, browser) = self.at(rng);
        let (confirmed, enrolled) = browser.confirm_enrolment(node, code).await;
        match (confirmed, enrolled) {
            (Outcome::Refused { .. }, _) => self.forget_session(),
            (_, Some(enrolled)) => {
                self.recovery_codes = enrolled.recovery_codes;
                self.phone = Some(phone);
            }
            // The outcome is unknown: the key is kept, and the next sign-in shows whether it was confirmed.
            (_, None) => {
                self.recovery_codes.clear();
                self.phone = Some(phone);
                self.forget_session();
            }
        }
    }

    /// Turns the second factor off, often during an authorization in the other browser.
    pub(super) async fn disable(&mut self, rng: &mut SeededRng, apps: &[RelyingParty]) {
        let (Some(app), Some(code)) = (rng.pick(apps).cloned(), self.code(rng)) else { return };
        let (node, other) = (self.node(rng), self.node(rng));
        let attempt = Attempt::new(rng);
        let [first, second] = &mut self.browsers;
        let (browser, beside) = if self.current == 0 { (first, second) } else { (second, first) };
        let on_its_way = async {
            let (_, code) = beside.authorize(other, &app, &attempt).await;
            if let Some(code) = code {
                app.redeem(other, &code, &attempt).await;
            }
        };
        let outcome = if rng.chance(60) {
            join(browser.disable(node, code), on_its_way).await.0
        } else {
            drop(on_its_way);
            browser.disable(node, code).await
        };
        match outcome {
            Outcome::Ok { .. } => self.phone = None,
            Outcome::Refused { status: 0, .. } => {}
            Outcome::Refused { .. } | Outcome::Unknown { .. } => self.forget_session(),
        }
    }

    /// Shows a code again in a session that may have shown one.
    pub(super) async fn step_up(&mut self, rng: &mut SeededRng) {
        if self.phone.is_some() {
            self.pass_code(rng).await;
        }
    }
}
