//! How an account was authenticated, and what tokens say of it: `amr`, `acr`, `auth_time` (R2, R3).

use core::time::Duration;

use crate::Timestamp;

/// How a second factor was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SecondFactorMethod {
    /// A time-based one-time password (RFC 6238).
    Totp,
    /// A recovery code.
    RecoveryCode,
    /// A passkey with user verification.
    Passkey,
}

impl SecondFactorMethod {
    /// Every method there is.
    pub const ALL: [Self; 3] = [Self::Totp, Self::RecoveryCode, Self::Passkey];

    /// The `amr` of a sign-in completed by this method (RFC 8176 2).
    pub const fn amr(self) -> &'static [&'static str] {
        match self {
            Self::Totp => &["mfa", "otp"],
            Self::RecoveryCode => &["mfa"],
            Self::Passkey => &["mfa", "pop", "user"],
        }
    }
}

/// A second factor that was passed, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SecondFactor {
    /// How.
    pub method: SecondFactorMethod,
    /// When.
    pub at: Timestamp,
}

/// What was shown in a session: the password always, a second factor perhaps. A grant keeps a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Authentication {
    /// When the password was given.
    pub password_at: Timestamp,
    /// The second factor passed *in this session*; never merely owned by the account (R2).
    pub second_factor: Option<SecondFactor>,
}

impl Authentication {
    /// A single-factor authentication.
    pub const fn password(at: Timestamp) -> Self {
        Self { password_at: at, second_factor: None }
    }

    /// The same with a second factor passed.
    #[must_use]
    pub const fn with(self, method: SecondFactorMethod, at: Timestamp) -> Self {
        Self { second_factor: Some(SecondFactor { method, at }), ..self }
    }

    /// Whether a second factor was passed.
    pub const fn is_two_factor(&self) -> bool {
        self.second_factor.is_some()
    }

    /// The `amr` claim; `None` means that the claim is absent (R3).
    pub fn amr(&self) -> Option<&'static [&'static str]> {
        self.second_factor.map(|factor| factor.method.amr())
    }

    /// The `acr` that this meets (R19).
    pub const fn acr(&self) -> Acr {
        if self.is_two_factor() { Acr::TwoFactor } else { Acr::OneFactor }
    }

    /// The `auth_time`: that of the *oldest* factor counted (R3).
    pub fn auth_time(&self) -> Timestamp {
        self.second_factor.map_or(self.password_at, |factor| factor.at.min(self.password_at))
    }
}

/// Authentication context class (OIDC Core 2, `acr`), weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Acr {
    /// `urn:twinlock:acr:1fa`
    #[default]
    OneFactor,
    /// `urn:twinlock:acr:2fa`
    TwoFactor,
}

impl Acr {
    /// Every value there is, weakest first.
    pub const ALL: [Self; 2] = [Self::OneFactor, Self::TwoFactor];

    /// The URN.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OneFactor => "urn:twinlock:acr:1fa",
            Self::TwoFactor => "urn:twinlock:acr:2fa",
        }
    }

    /// From the URN; `None` for what is not ours.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|acr| acr.as_str() == text)
    }
}

/// What a request asks for by `acr_values` or a claim (R19). It can only raise the gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct AcrDemand {
    /// The weakest of the known values that were named: less is not accepted. `1fa` where none was named.
    pub required: Acr,
    /// The first of the known values that were named: what the app would like best (OIDC Core 3.1.2.1). Never weaker
    /// than the required one. Where the account cannot meet it, the required one is what counts.
    pub preferred: Acr,
}

/// A demand, or one that cannot be met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AcrRequest {
    /// Known values were named, or none at all.
    Demand(AcrDemand),
    /// Essential, and not one of the values named is known: `unmet_authentication_requirements`.
    Unmeetable,
}

impl AcrRequest {
    /// From voluntary `acr_values`: unknown values are ignored.
    pub fn voluntary<'a>(values: impl IntoIterator<Item = &'a str>) -> Self {
        Self::Demand(known(values).unwrap_or_default())
    }

    /// From an essential `acr` claim (OIDC Core 5.5.1.1). No values at all asks for nothing in particular.
    pub fn essential<'a>(values: impl IntoIterator<Item = &'a str>) -> Self {
        let mut values = values.into_iter().peekable();
        if values.peek().is_none() {
            return Self::Demand(AcrDemand::default());
        }
        known(values).map_or(Self::Unmeetable, Self::Demand)
    }

    /// Both demands at once: the stronger counts.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Demand(a), Self::Demand(b)) => {
                let (required, preferred) = (a.required.max(b.required), a.preferred.max(b.preferred));
                Self::Demand(AcrDemand { required, preferred })
            }
            (Self::Unmeetable, _) | (_, Self::Unmeetable) => Self::Unmeetable,
        }
    }
}

/// The demand of values in order of preference; `None` where none of them is known.
fn known<'a>(values: impl IntoIterator<Item = &'a str>) -> Option<AcrDemand> {
    values.into_iter().filter_map(Acr::parse).fold(None, |so_far, acr| match so_far {
        None => Some(AcrDemand { required: acr, preferred: acr }),
        Some(demand) => Some(AcrDemand { required: demand.required.min(acr), ..demand }),
    })
}

/// Whether an account has a *confirmed* second factor (R1). Read by query in the deciding transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Enrolment {
    /// No confirmed factor. A secret shown but never confirmed does not count; nor do recovery codes.
    NotEnrolled,
    /// At least one confirmed factor; the oldest was confirmed then.
    Enrolled {
        /// When the oldest confirmed factor was confirmed.
        since: Timestamp,
    },
}

impl Enrolment {
    /// Whether there is a confirmed factor.
    pub const fn is_enrolled(self) -> bool {
        matches!(self, Self::Enrolled { .. })
    }

    /// When the enrolment is old enough for an app that asks for `age` (R22); `None` when not enrolled.
    pub(crate) fn satisfies_from(self, age: Duration) -> Option<Timestamp> {
        match self {
            Self::NotEnrolled => None,
            Self::Enrolled { since } => Some(since + age),
        }
    }
}
