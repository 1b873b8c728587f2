//! The log of a run, one JSON object a line: operations with their outcomes, faults and clock skews. Secrets appear as
//! short digests, which are enough to distinguish them.

use serde::{Deserialize, Serialize};

/// A line. `at` counts lines: the order in which the testing process observed events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub at: u64,
    /// Milliseconds since 1970, by the clock of the testing process.
    pub wall: i64,
    #[serde(flatten)]
    pub event: Event,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The lifetimes that the nodes were started with, which bounds are computed from.
    Lifetimes { refresh_sliding_ms: i64, access_token_ms: i64, retry_window_ms: i64 },
    /// A client starts an operation.
    Invoke { op: u64, client: String, node: usize, call: Call },
    /// An operation ends, with an answer or without.
    Done { op: u64, outcome: Outcome },
    /// A node's clock is set ahead by `seconds`: possibly from `Begin` on, certainly from `End` on.
    Skew { node: usize, seconds: i64, phase: Phase },
    /// The nemesis injects a fault.
    Fault { kind: String, detail: String, phase: Phase },
}

/// The beginning or the end of something that takes a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    Begin,
    End,
}

/// What a client requests. Accounts and apps are named by labels, secrets by digests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "f", rename_all = "snake_case")]
pub enum Call {
    SignUp {
        account: String,
    },
    /// By password, in a browser that had no session.
    SignIn {
        account: String,
    },
    PassCode {
        account: String,
        cookie: String,
        code: Code,
    },
    BeginEnrolment {
        account: String,
        cookie: String,
        password: bool,
    },
    ConfirmEnrolment {
        account: String,
        cookie: String,
        code: Code,
    },
    Disable {
        account: String,
        cookie: String,
        code: Code,
    },
    WhoAmI {
        account: String,
        cookie: String,
    },
    Authorize {
        account: String,
        cookie: String,
        app: String,
    },
    /// Loads the consent page.
    Look {
        account: String,
        cookie: String,
        app: String,
        request: String,
    },
    Decide {
        account: String,
        cookie: String,
        app: String,
        request: String,
        approve: bool,
    },
    Redeem {
        app: String,
        code: String,
    },
    Refresh {
        app: String,
        token: String,
    },
    Introspect {
        app: String,
        token: String,
    },
    UserInfo {
        app: String,
        token: String,
    },
    /// The owner turns the requirement on or off.
    Require {
        account: String,
        cookie: String,
        app: String,
        on: bool,
        code: Option<Code>,
    },
    RevokeAll {
        account: String,
        cookie: String,
        app: String,
        code: Option<Code>,
    },
    ReadPolicy {
        account: String,
        cookie: String,
        app: String,
    },
}

/// A second factor as it was typed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    Totp { factor: String, step: i64 },
    Recovery { digest: String },
}

/// The outcome of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    Ok {
        answer: Answer,
    },
    /// The call had no effect.
    Refused {
        status: u16,
        error: String,
    },
    /// The call may have had its effect. `answered`: the node sent a 5xx or an unexpected answer; otherwise it sent
    /// none.
    Unknown {
        why: String,
        answered: bool,
    },
}

/// The content of a successful answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    Session { cookie: String, stage: Stage },
    Seed { factor: String, cookie: Option<String> },
    Enrolled { cookie: String, recovery_codes: usize },
    Who { enrolled: bool, passed: bool },
    Step(Step),
    Tokens(Tokens),
    Worth(Worth),
    Policy { required: bool, epoch: u64 },
    Revoked { epoch: u64 },
}

impl Answer {
    /// The new session cookie in the answer, if there is one.
    pub fn new_cookie(&self) -> Option<&str> {
        match self {
            Self::Session { cookie, .. } | Self::Enrolled { cookie, .. } => Some(cookie),
            Self::Seed { cookie, .. } => cookie.as_deref(),
            Self::Who { .. }
            | Self::Step(_)
            | Self::Tokens(_)
            | Self::Worth(_)
            | Self::Policy { .. }
            | Self::Revoked { .. } => None,
        }
    }
}

/// Whether a sign-in is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Pending,
    Active,
}

/// The state that an authorization request is in after a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    Code {
        code: String,
    },
    /// A redirect to the consent page, which shows the question or the panel.
    Consent {
        request: String,
    },
    Question,
    Panel,
    Challenge,
    SignIn,
    Onwards,
    Error {
        error: String,
    },
}

/// The answer of the token endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tokens {
    pub access: String,
    pub refresh: String,
    pub claims: Claims,
}

/// The claims of an `id_token` or an introspection response about the authentication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    pub amr: Option<Vec<String>>,
    pub acr: String,
    pub auth_time: i64,
}

/// An introspection response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Worth {
    pub active: bool,
    pub claims: Option<Claims>,
    /// `exp`, in seconds.
    pub expires: Option<i64>,
}

impl Call {
    /// Its name in the summary.
    pub fn name(&self) -> &'static str {
        match self {
            Self::SignUp { .. } => "sign up",
            Self::SignIn { .. } => "sign in",
            Self::PassCode { .. } => "pass code",
            Self::BeginEnrolment { .. } => "begin enrolment",
            Self::ConfirmEnrolment { .. } => "confirm enrolment",
            Self::Disable { .. } => "disable 2FA",
            Self::WhoAmI { .. } => "who am I",
            Self::Authorize { .. } => "authorize",
            Self::Look { .. } => "consent page",
            Self::Decide { approve: true, .. } => "approve",
            Self::Decide { approve: false, .. } => "deny",
            Self::Redeem { .. } => "redeem",
            Self::Refresh { .. } => "refresh",
            Self::Introspect { .. } => "introspect",
            Self::UserInfo { .. } => "userinfo",
            Self::Require { on: true, .. } => "require on",
            Self::Require { on: false, .. } => "require off",
            Self::RevokeAll { .. } => "revoke all",
            Self::ReadPolicy { .. } => "read policy",
        }
    }

    /// The session cookie that it was sent with.
    pub fn cookie(&self) -> Option<&str> {
        match self {
            Self::PassCode { cookie, .. }
            | Self::BeginEnrolment { cookie, .. }
            | Self::ConfirmEnrolment { cookie, .. }
            | Self::Disable { cookie, .. }
            | Self::WhoAmI { cookie, .. }
            | Self::Authorize { cookie, .. }
            | Self::Look { cookie, .. }
            | Self::Decide { cookie, .. }
            | Self::Require { cookie, .. }
            | Self::RevokeAll { cookie, .. }
            | Self::ReadPolicy { cookie, .. } => Some(cookie),
            Self::SignUp { .. }
            | Self::SignIn { .. }
            | Self::Redeem { .. }
            | Self::Refresh { .. }
            | Self::Introspect { .. }
            | Self::UserInfo { .. } => None,
        }
    }

    /// The account whose browser sends it.
    pub fn account(&self) -> Option<&str> {
        match self {
            Self::SignUp { account }
            | Self::SignIn { account }
            | Self::PassCode { account, .. }
            | Self::BeginEnrolment { account, .. }
            | Self::ConfirmEnrolment { account, .. }
            | Self::Disable { account, .. }
            | Self::WhoAmI { account, .. }
            | Self::Authorize { account, .. }
            | Self::Look { account, .. }
            | Self::Decide { account, .. }
            | Self::Require { account, .. }
            | Self::RevokeAll { account, .. }
            | Self::ReadPolicy { account, .. } => Some(account),
            Self::Redeem { .. } | Self::Refresh { .. } | Self::Introspect { .. } | Self::UserInfo { .. } => None,
        }
    }

    /// The app that it is about.
    pub fn app(&self) -> Option<&str> {
        match self {
            Self::Authorize { app, .. }
            | Self::Look { app, .. }
            | Self::Decide { app, .. }
            | Self::Redeem { app, .. }
            | Self::Refresh { app, .. }
            | Self::Introspect { app, .. }
            | Self::UserInfo { app, .. }
            | Self::Require { app, .. }
            | Self::RevokeAll { app, .. }
            | Self::ReadPolicy { app, .. } => Some(app),
            Self::SignUp { .. }
            | Self::SignIn { .. }
            | Self::PassCode { .. }
            | Self::BeginEnrolment { .. }
            | Self::ConfirmEnrolment { .. }
            | Self::Disable { .. }
            | Self::WhoAmI { .. } => None,
        }
    }

    /// The second factor that it is sent with.
    pub fn code(&self) -> Option<&Code> {
        match self {
            Self::PassCode { code, .. } | Self::ConfirmEnrolment { code, .. } | Self::Disable { code, .. } => {
                Some(code)
            }
            Self::Require { code, .. } | Self::RevokeAll { code, .. } => code.as_ref(),
            _ => None,
        }
    }
}
