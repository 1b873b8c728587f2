//! Histories written by hand: each anomaly is found, and what only looks like one is not.

mod claims;
mod gate;
mod lost;
mod once;
mod outlived;
mod unsure;

use super::{Anomaly, Kind, check};
use crate::history::History;
use crate::record::{Answer, Call, Claims, Code, Entry, Event, Outcome, Phase, Stage, Step, Tokens, Worth};

/// When every history begins, in milliseconds.
const BEGINNING: i64 = 1_790_000_000_000;

/// A history under construction. Lines are ten milliseconds apart.
struct Log {
    entries: Vec<Entry>,
    wall: i64,
    ops: u64,
    node: usize,
}

impl Log {
    fn new() -> Self {
        let mut log = Self { entries: Vec::new(), wall: BEGINNING, ops: 0, node: 0 };
        log.note(Event::Lifetimes { refresh_sliding_ms: 45_000, access_token_ms: 600_000, retry_window_ms: 10_000 });
        log
    }

    fn note(&mut self, event: Event) {
        self.entries.push(Entry { at: self.entries.len() as u64, wall: self.wall, event });
        self.wall += 10;
    }

    fn wait(&mut self, millis: i64) {
        self.wall += millis;
    }

    /// Sends the operations that follow to this node.
    fn on_node(&mut self, node: usize) -> &mut Self {
        self.node = node;
        self
    }

    fn skew(&mut self, node: usize, seconds: i64) {
        for phase in [Phase::Begin, Phase::End] {
            self.note(Event::Skew { node, seconds, phase });
        }
    }

    fn begin(&mut self, call: Call) -> u64 {
        let op = self.ops;
        self.ops += 1;
        let node = self.node;
        self.note(Event::Invoke { op, client: "c".into(), node, call });
        op
    }

    fn end(&mut self, op: u64, outcome: Outcome) {
        self.note(Event::Done { op, outcome });
    }

    /// An operation that succeeds at once.
    fn ok(&mut self, call: Call, answer: Answer) -> u64 {
        let op = self.begin(call);
        self.end(op, Outcome::Ok { answer });
        op
    }

    fn refused(&mut self, call: Call, error: &str) -> u64 {
        let op = self.begin(call);
        self.end(op, refused(error));
        op
    }

    fn unknown(&mut self, call: Call) -> u64 {
        let op = self.begin(call);
        self.end(op, unknown());
        op
    }

    fn check(&self) -> Vec<Anomaly> {
        check(&History::of(&self.entries))
    }

    /// The only anomaly of the history.
    fn anomaly(&self) -> Anomaly {
        let found = self.check();
        assert_eq!(found.len(), 1, "{found:#?}");
        found.into_iter().next().unwrap()
    }

    fn assert_clean(&self) {
        let found = self.check();
        assert!(found.is_empty(), "{found:#?}");
    }
}

fn refused(error: &str) -> Outcome {
    Outcome::Refused { status: 400, error: error.into() }
}

fn unknown() -> Outcome {
    Outcome::Unknown { why: "cut".into(), answered: false }
}

fn text(text: &str) -> String {
    text.to_owned()
}

impl Log {
    /// `ann` has signed up, with the cookie `c0`.
    fn of_ann() -> Self {
        let mut log = Self::new();
        log.ok(Call::SignUp { account: text("ann") }, session("c0", Stage::Active));
        log
    }

    fn switch(&mut self, on: bool, epoch: u64) -> u64 {
        self.ok(require(on), Answer::Policy { required: on, epoch })
    }

    fn revoke_all(&mut self, epoch: u64) -> u64 {
        self.ok(revoke_all(), Answer::Revoked { epoch })
    }

    /// `ann` approves the request and gets a code.
    fn approve(&mut self, cookie: &str, code: &str) -> u64 {
        self.ok(decide(cookie, &format!("request of {code}"), true), code_issued(code))
    }

    /// A code without a consent question, since consent is stored.
    fn authorize(&mut self, cookie: &str, code: &str) -> u64 {
        self.ok(authorize(cookie), code_issued(code))
    }

    /// Redeems a code for the tokens `a-NAME` and `r-NAME`.
    fn redeem(&mut self, code: &str, name: &str, amr: &[&str]) -> u64 {
        let at = self.entries[1].wall;
        self.ok(redeem(code), tokens(name, amr, at))
    }

    fn refresh(&mut self, token: &str, name: &str, amr: &[&str]) -> u64 {
        let at = self.entries[1].wall;
        self.ok(refresh(token), tokens(name, amr, at))
    }

    /// `ann` sets up a phone in the session `from`, which becomes `to`.
    fn enrol(&mut self, from: &str, to: &str, step: i64) -> u64 {
        let answer = Answer::Enrolled { cookie: text(to), recovery_codes: 10 };
        self.ok(confirm(from, step), answer)
    }

    fn disable(&mut self, from: &str, to: &str, step: i64) -> u64 {
        self.ok(disable(from, step), session(to, Stage::Active))
    }
}

fn session(cookie: &str, stage: Stage) -> Answer {
    Answer::Session { cookie: text(cookie), stage }
}

fn totp(step: i64) -> Code {
    Code::Totp { factor: text("phone"), step }
}

fn require(on: bool) -> Call {
    Call::Require { account: text("owner"), cookie: text("o"), app: text("bank"), on, code: None }
}

fn revoke_all() -> Call {
    Call::RevokeAll { account: text("owner"), cookie: text("o"), app: text("bank"), code: None }
}

fn read_policy() -> Call {
    Call::ReadPolicy { account: text("owner"), cookie: text("o"), app: text("bank") }
}

fn decide(cookie: &str, request: &str, approve: bool) -> Call {
    Call::Decide { account: text("ann"), cookie: text(cookie), app: text("bank"), request: text(request), approve }
}

fn look(cookie: &str) -> Call {
    Call::Look { account: text("ann"), cookie: text(cookie), app: text("bank"), request: text("r") }
}

fn authorize(cookie: &str) -> Call {
    Call::Authorize { account: text("ann"), cookie: text(cookie), app: text("bank") }
}

fn who_am_i(cookie: &str) -> Call {
    Call::WhoAmI { account: text("ann"), cookie: text(cookie) }
}

fn confirm(cookie: &str, step: i64) -> Call {
    Call::ConfirmEnrolment { account: text("ann"), cookie: text(cookie), code: totp(step) }
}

fn disable(cookie: &str, step: i64) -> Call {
    Call::Disable { account: text("ann"), cookie: text(cookie), code: totp(step) }
}

fn pass(cookie: &str, code: Code) -> Call {
    Call::PassCode { account: text("ann"), cookie: text(cookie), code }
}

fn sign_in() -> Call {
    Call::SignIn { account: text("ann") }
}

fn redeem(code: &str) -> Call {
    Call::Redeem { app: text("bank"), code: text(code) }
}

fn refresh(token: &str) -> Call {
    Call::Refresh { app: text("bank"), token: text(token) }
}

fn introspect(token: &str) -> Call {
    Call::Introspect { app: text("bank"), token: text(token) }
}

fn code_issued(code: &str) -> Answer {
    Answer::Step(Step::Code { code: text(code) })
}

fn claims(amr: &[&str], at: i64) -> Claims {
    let two_factor = !amr.is_empty();
    let amr = two_factor.then(|| amr.iter().map(|word| text(word)).collect());
    let acr = if two_factor { "urn:twinlock:acr:2fa" } else { "urn:twinlock:acr:1fa" };
    Claims { amr, acr: text(acr), auth_time: at.div_euclid(1000) }
}

fn tokens(name: &str, amr: &[&str], at: i64) -> Answer {
    Answer::Tokens(Tokens { access: format!("a-{name}"), refresh: format!("r-{name}"), claims: claims(amr, at) })
}

fn worth(active: bool) -> Answer {
    Answer::Worth(Worth { active, claims: None, expires: None })
}
