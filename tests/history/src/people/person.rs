//! A person with an account, two browsers, perhaps an authenticator app, and the tokens that apps hold. The next action
//! is chosen at random, and depends on this state.

mod acts;

use std::sync::Arc;

use twinlock_test_client::http::HttpClient;

use super::browser::Browser;
use super::phone::Authenticator;
use super::relying_party::{Attempt, Held, RelyingParty};
use crate::record::{Answer, Code, Outcome, Stage};
use crate::recorder::Recorder;
use crate::rng::SeededRng;

/// The state of a person.
#[derive(Debug)]
pub struct Person {
    browsers: [Browser; 2],
    current: usize,
    nodes: usize,
    exists: bool,
    phone: Option<Authenticator>,
    recovery_codes: Vec<String>,
    used_codes: Vec<String>,
    access: Vec<Access>,
    /// How many codes in a row were refused.
    refusals: u32,
    /// How many accounts the person has abandoned; `None` if the account must be kept.
    lives: Option<u32>,
}

/// The code and the tokens of one app.
#[derive(Debug)]
struct Access {
    app: RelyingParty,
    code: String,
    attempt: Attempt,
    held: Held,
    /// Refresh tokens that were exchanged.
    spent: Vec<String>,
}

/// After more refused codes in a row than these, the account is abandoned.
const PATIENCE: u32 = 4;

/// How many accesses a person keeps.
const ACCESSES: usize = 6;

impl Person {
    pub fn new(line: &HttpClient, recorder: &Arc<Recorder>, account: &str) -> Self {
        Self::with(Browser::new(line, recorder, account), line.nodes())
    }

    fn with(browser: Browser, nodes: usize) -> Self {
        Self {
            browsers: [browser.clone(), browser],
            current: 0,
            nodes,
            exists: false,
            phone: None,
            recovery_codes: Vec::new(),
            used_codes: Vec::new(),
            access: Vec::new(),
            refusals: 0,
            lives: Some(0),
        }
    }

    /// A person who keeps the account, since it owns an app.
    #[must_use]
    pub fn for_good(self) -> Self {
        Self { lives: None, ..self }
    }

    /// Continues with a new account: one that is locked for an hour is of no more use to a history.
    fn begin_anew(&mut self) {
        let (Some(lives), [browser, _]) = (self.lives, &self.browsers) else { return };
        let name = browser.account.split('.').next().unwrap_or_default();
        let browser = browser.of_another(&format!("{name}.{}", lives + 1));
        *self = Self { lives: Some(lives + 1), ..Self::with(browser, self.nodes) };
    }

    /// Performs one action.
    pub async fn act(&mut self, rng: &mut SeededRng, apps: &[RelyingParty]) {
        if rng.chance(25) {
            self.current = 1 - self.current;
        }
        if !self.is_ready(rng, false).await {
            return;
        }
        match rng.weighted(&[34, 24, 9, 9, 6, 5, 4, 4, 3, 2]) {
            0 => self.authorize(rng, apps).await,
            1 => self.refresh(rng).await,
            2 => self.introspect(rng).await,
            3 => self.userinfo(rng).await,
            4 => self.replay(rng).await,
            5 => self.who_am_i(rng).await,
            6 => self.enrol(rng).await,
            7 => self.disable(rng, apps).await,
            8 => self.step_up(rng).await,
            _ => self.forget_session(),
        }
    }

    /// Reads the state that remains after all faults are over.
    pub async fn last_look(&mut self, rng: &mut SeededRng) {
        if self.exists && self.at(rng).1.cookie().is_some() {
            self.who_am_i(rng).await;
        }
        for _ in 0..ACCESSES {
            self.introspect(rng).await;
        }
    }

    /// A random node, and the current browser.
    pub fn at(&mut self, rng: &mut SeededRng) -> (usize, &mut Browser) {
        let node = self.node(rng);
        let [first, second] = &mut self.browsers;
        (node, if self.current == 0 { first } else { second })
    }

    fn node(&self, rng: &mut SeededRng) -> usize {
        usize::try_from(rng.below(self.nodes as u64)).unwrap_or(0)
    }

    /// Drops the session of the current browser, so that the next action signs in.
    pub(super) fn forget_session(&mut self) {
        if let Some(browser) = self.browsers.get_mut(self.current) {
            browser.forget();
        }
    }

    /// Signs up or in if necessary, and sets up a second factor if `two_factor`. Returns whether that succeeded.
    pub async fn is_ready(&mut self, rng: &mut SeededRng, two_factor: bool) -> bool {
        if !self.exists {
            let (node, browser) = self.at(rng);
            self.exists = matches!(browser.sign_up(node).await, Outcome::Ok { .. });
            if !self.exists {
                // The account may exist all the same, so its address is not used again.
                self.begin_anew();
                return false;
            }
        }
        if self.at(rng).1.cookie().is_none() && !self.sign_in(rng).await {
            return false;
        }
        if two_factor && self.phone.is_none() {
            self.enrol(rng).await;
            return self.phone.is_some() && self.at(rng).1.cookie().is_some();
        }
        true
    }

    async fn sign_in(&mut self, rng: &mut SeededRng) -> bool {
        let (node, browser) = self.at(rng);
        match browser.sign_in(node).await {
            Outcome::Ok { answer: Answer::Session { stage: Stage::Active, .. } } => {
                self.phone = None;
                true
            }
            Outcome::Ok { .. } => self.pass_code(rng).await,
            Outcome::Refused { .. } | Outcome::Unknown { .. } => {
                self.forget_session();
                false
            }
        }
    }

    /// Enters a code in the current browser, if there is one to enter.
    async fn pass_code(&mut self, rng: &mut SeededRng) -> bool {
        let Some(code) = self.code(rng) else {
            self.forget_session();
            return false;
        };
        let (node, browser) = self.at(rng);
        match browser.pass_code(node, code).await {
            Outcome::Ok { .. } => {
                self.refusals = 0;
                return true;
            }
            Outcome::Refused { status: 1.., .. } => self.refusals += 1,
            Outcome::Refused { .. } | Outcome::Unknown { .. } => {}
        }
        self.forget_session();
        if self.refusals > PATIENCE {
            self.begin_anew();
        }
        false
    }

    /// A second factor to show: mostly the next TOTP code, sometimes a recovery code or a code that was used before.
    pub(super) fn code(&mut self, rng: &mut SeededRng) -> Option<(Code, String)> {
        let phone = self.phone.as_mut()?;
        if rng.chance(12)
            && let Some(again) = phone.again()
        {
            return Some(again);
        }
        if let Some(next) = phone.show() {
            return Some(next);
        }
        if rng.chance(8) {
            return rng.pick(&self.used_codes).map(|typed| recovery(typed));
        }
        if rng.chance(50) {
            let typed = self.recovery_codes.pop()?;
            self.used_codes.push(typed.clone());
            return Some(recovery(&typed));
        }
        None
    }

    fn remember(&mut self, access: Access) {
        if self.access.len() >= ACCESSES {
            self.access.remove(0);
        }
        self.access.push(access);
    }
}

fn recovery(typed: &str) -> (Code, String) {
    (Code::Recovery { digest: crate::rng::digest(typed) }, typed.to_owned())
}
