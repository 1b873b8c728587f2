//! What is written down of a run, one JSON object a line: what was asked and what came of it, faults and clocks. Secrets
//! appear as short digests, which are enough to tell them apart.

use serde::{Deserialize, Serialize};

/// A line. `at` counts lines: the order in which the one process that asks saw things.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub at: u64,
    /// Milliseconds since 1970, by the clock of the process that asks.
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
    /// Somebody asks.
    Invoke { op: u64, client: String, node: usize, call: Call },
    /// And has an answer, or gives up.
    Done { op: u64, outcome: Outcome },
    /// A node's clock goes by so much. From `Begin` on it may, from `End` on it does.
    Skew { node: usize, seconds: i64, phase: Phase },
    /// The nemesis at work.
    Fault { kind: String, detail: String, phase: Phase },
}

/// The beginning or the end of something that takes a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    Begin,
    End,
}

/// What is asked. Accounts, apps and secrets go by labels.
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
    /// The consent page.
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
    /// The owner flips the switch.
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

/// What came of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    Ok {
        answer: Answer,
    },
    /// Nothing was done.
    Refused {
        status: u16,
        error: String,
    },
    /// It may have been done. `answered`: the node said that it does not know (5xx); otherwise nobody said anything.
    Unknown {
        why: String,
        answered: bool,
    },
}

/// What a call that was answered brought.
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
    /// The session's new cookie, where it brought one.
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

/// Where an authorization stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    Code {
        code: String,
    },
    /// To the consent page, which shows the question or the panel.
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

/// What an `id_token` or an introspection says of the authentication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    pub amr: Option<Vec<String>>,
    pub acr: String,
    pub auth_time: i64,
}

/// What introspection says.
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

    /// Whose browser asks.
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

    /// The second factor that it brings.
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
