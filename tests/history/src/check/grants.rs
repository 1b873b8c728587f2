//! Grants: each code with the tokens that were issued for it, and every use of both.

use std::collections::HashMap;

use crate::history::{History, Op};
use crate::record::{Answer, Call, Claims, Step};

/// A code, its tokens and their uses.
#[derive(Debug)]
pub(super) struct Grant<'a> {
    pub(super) app: &'a str,
    pub(super) account: &'a str,
    /// The cookie of the session that it was issued in.
    pub(super) cookie: &'a str,
    /// The operation whose answer contained the code.
    pub(super) issued: &'a Op,
    /// Every attempt to redeem it.
    pub(super) redeemed: Vec<&'a Op>,
    /// Every use of its tokens.
    pub(super) uses: Vec<Use<'a>>,
}

/// One use of a token.
#[derive(Clone, Copy, Debug)]
pub(super) struct Use<'a> {
    pub(super) op: &'a Op,
    pub(super) token: &'a str,
}

/// A token, and where it came from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'a> {
    pub(super) grant: usize,
    /// The first operation whose answer contained it.
    pub(super) issued: &'a Op,
    /// The refresh token that was exchanged for it; `None` if it was issued for the code.
    pub(super) parent: Option<&'a str>,
    pub(super) is_access: bool,
}

/// All grants of a history.
#[derive(Debug, Default)]
pub(super) struct Grants<'a> {
    pub(super) all: Vec<Grant<'a>>,
    codes: HashMap<&'a str, usize>,
    tokens: HashMap<&'a str, Token<'a>>,
}

impl<'a> Grants<'a> {
    pub(super) fn of(history: &'a History) -> Self {
        let mut grants = Self::default();
        for op in &history.ops {
            grants.add(op);
        }
        grants
    }

    /// Looks up a token.
    pub(super) fn token(&self, token: &str) -> Option<&Token<'a>> {
        self.tokens.get(token)
    }

    fn add(&mut self, op: &'a Op) {
        match &op.call {
            Call::Authorize { account, cookie, app } | Call::Decide { account, cookie, app, .. } => {
                let Some(Answer::Step(Step::Code { code })) = op.answer() else { return };
                self.codes.insert(code, self.all.len());
                let (redeemed, uses) = (Vec::new(), Vec::new());
                self.all.push(Grant { app, account, cookie, issued: op, redeemed, uses });
            }
            Call::Redeem { code, .. } => {
                let Some(&at) = self.codes.get(code.as_str()) else { return };
                if let Some(grant) = self.all.get_mut(at) {
                    grant.redeemed.push(op);
                }
                self.issue(op, at, None);
            }
            Call::Refresh { token, .. } => {
                let Some(at) = self.use_of(op, token) else { return };
                self.issue(op, at, Some(token));
            }
            Call::Introspect { token, .. } | Call::UserInfo { token, .. } => {
                self.use_of(op, token);
            }
            _ => {}
        }
    }

    fn use_of(&mut self, op: &'a Op, token: &'a str) -> Option<usize> {
        let at = self.tokens.get(token)?.grant;
        self.all.get_mut(at)?.uses.push(Use { op, token });
        Some(at)
    }

    fn issue(&mut self, op: &'a Op, grant: usize, parent: Option<&'a str>) {
        let Some(Answer::Tokens(tokens)) = op.answer() else { return };
        for (token, is_access) in [(&tokens.access, true), (&tokens.refresh, false)] {
            self.tokens.entry(token).or_insert(Token { grant, issued: op, parent, is_access });
        }
    }
}

impl<'a> Grant<'a> {
    /// Every answer with claims about the grant's authentication.
    pub(super) fn told(&self) -> impl Iterator<Item = (&'a Op, &'a Claims)> {
        let ops = self.redeemed.iter().copied().chain(self.uses.iter().map(|one| one.op));
        ops.filter_map(|op| {
            let claims = match op.answer()? {
                Answer::Tokens(tokens) => Some(&tokens.claims),
                Answer::Worth(worth) => worth.claims.as_ref(),
                _ => None,
            };
            claims.map(|claims| (op, claims))
        })
    }

    /// Whether the claims of its tokens are those of two factors; `None` if no answer has claims.
    pub(super) fn is_two_factor(&self) -> Option<bool> {
        self.told().next().map(|(_, claims)| claims.amr.is_some())
    }

    /// Every operation that succeeded with its code or its tokens.
    pub(super) fn successes(&self) -> impl Iterator<Item = &'a Op> {
        let uses = self.uses.iter().map(|one| one.op);
        self.redeemed.iter().copied().chain(uses).filter(|op| match op.answer() {
            Some(Answer::Worth(worth)) => worth.active,
            Some(_) => true,
            None => false,
        })
    }
}
