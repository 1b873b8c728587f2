//! Sessions by their cookies: which authentication was shown in each, as far as the answers prove it.

use std::collections::HashMap;

use crate::history::{History, Op};
use crate::record::{Answer, Call, Code, Stage};

/// A session as one of its cookies names it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cookie<'a> {
    /// The operation whose answer set it.
    pub(super) born: &'a Op,
    pub(super) stage: Stage,
    /// The second factor that was passed in the session, according to an answer.
    pub(super) second: Option<Method>,
    /// The operation in which the password was last given.
    pub(super) password: &'a Op,
}

/// How a second factor was passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    Totp,
    RecoveryCode,
}

impl Method {
    /// The `amr` claim that follows.
    pub(super) const fn amr(self) -> &'static [&'static str] {
        match self {
            Self::Totp => &["mfa", "otp"],
            Self::RecoveryCode => &["mfa"],
        }
    }
}

/// All sessions of a history, and what ends or changes them.
#[derive(Debug, Default)]
pub(super) struct Sessions<'a> {
    cookies: HashMap<&'a str, Cookie<'a>>,
    /// Operations that may have given the session another cookie, by the cookie that they came with.
    renewals: HashMap<&'a str, Vec<&'a Op>>,
    disables: HashMap<&'a str, Vec<&'a Op>>,
    sign_ups: HashMap<&'a str, &'a Op>,
}

impl<'a> Sessions<'a> {
    pub(super) fn of(history: &'a History) -> Self {
        let mut sessions = Self::default();
        for op in history.ops.iter().filter(|op| op.may_have_applied()) {
            sessions.add(op);
        }
        sessions
    }

    pub(super) fn cookie(&self, cookie: &str) -> Option<&Cookie<'a>> {
        self.cookies.get(cookie)
    }

    /// Operations that may have invalidated a cookie by giving its session another.
    pub(super) fn renewals(&self, cookie: &str) -> &[&'a Op] {
        self.renewals.get(cookie).map_or(&[], Vec::as_slice)
    }

    /// Each time that the account's second factor was, or may have been, turned off.
    pub(super) fn disables(&self, account: &str) -> &[&'a Op] {
        self.disables.get(account).map_or(&[], Vec::as_slice)
    }

    /// The operation that created an account.
    pub(super) fn sign_up(&self, account: &str) -> Option<&'a Op> {
        self.sign_ups.get(account).copied()
    }

    fn add(&mut self, op: &'a Op) {
        match &op.call {
            Call::SignUp { account } => {
                self.sign_ups.insert(account, op);
                self.bear(op, None, op);
            }
            Call::SignIn { .. } => self.bear(op, None, op),
            Call::PassCode { cookie, code, .. } => self.renew(op, cookie, Some(method(code))),
            Call::ConfirmEnrolment { cookie, .. } => self.renew(op, cookie, Some(Method::Totp)),
            Call::BeginEnrolment { cookie, password: true, .. } => {
                self.renewals.entry(cookie).or_default().push(op);
                let second = self.cookie(cookie).and_then(|cookie| cookie.second);
                self.bear(op, second, op);
            }
            Call::Disable { account, cookie, .. } => {
                self.disables.entry(account).or_default().push(op);
                self.renewals.entry(cookie).or_default().push(op);
                self.bear(op, None, op);
            }
            _ => {}
        }
    }

    fn renew(&mut self, op: &'a Op, cookie: &'a str, second: Option<Method>) {
        self.renewals.entry(cookie).or_default().push(op);
        if let Some(password) = self.cookie(cookie).map(|cookie| cookie.password) {
            self.bear(op, second, password);
        }
    }

    fn bear(&mut self, born: &'a Op, second: Option<Method>, password: &'a Op) {
        let (cookie, stage) = match born.answer() {
            Some(Answer::Session { cookie, stage }) => (cookie, *stage),
            Some(Answer::Enrolled { cookie, .. } | Answer::Seed { cookie: Some(cookie), .. }) => {
                (cookie, Stage::Active)
            }
            _ => return,
        };
        self.cookies.insert(cookie, Cookie { born, stage, second, password });
    }
}

fn method(code: &Code) -> Method {
    match code {
        Code::Totp { .. } => Method::Totp,
        Code::Recovery { .. } => Method::RecoveryCode,
    }
}
