//! How a user was authenticated, and the claims of tokens about it: `amr`, `acr`, `auth_time` (R2, R3).

use core::time::Duration;

use crate::Timestamp;

/// The method by which a second factor was passed.
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
    /// The method.
    pub method: SecondFactorMethod,
    /// When it was passed.
    pub at: Timestamp,
}

/// How the user of a session authenticated: by password, and perhaps by a second factor. A grant keeps a copy.
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

    /// The same authentication with a second factor passed.
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

    /// The `acr` that this authentication reaches (R19).
    pub const fn acr(&self) -> Acr {
        if self.is_two_factor() { Acr::TwoFactor } else { Acr::OneFactor }
    }

    /// The `auth_time`: when the *oldest* of the factors was given (R3).
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

    /// The value with this URN; `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|acr| acr.as_str() == text)
    }
}

/// The `acr` that a request asks for by `acr_values` or a claim (R19). It can only make the gate stricter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct AcrDemand {
    /// The weakest of the known values in the request: a weaker `acr` is not accepted. `1fa` if there is none.
    pub required: Acr,
    /// The first of the known values in the request, which the app prefers (OIDC Core 3.1.2.1). Never weaker than the
    /// required one, which is enough if the account cannot reach this one.
    pub preferred: Acr,
}

/// The demand of a request, or that it cannot be met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AcrRequest {
    /// The request has known values, or none at all.
    Demand(AcrDemand),
    /// The claim is essential, and none of its values is known: `unmet_authentication_requirements`.
    Unmeetable,
}

impl AcrRequest {
    /// From voluntary `acr_values`: unknown values are ignored.
    pub fn voluntary<'a>(values: impl IntoIterator<Item = &'a str>) -> Self {
        Self::Demand(known(values).unwrap_or_default())
    }

    /// From an essential `acr` claim (OIDC Core 5.5.1.1). A claim without values accepts any `acr`.
    pub fn essential<'a>(values: impl IntoIterator<Item = &'a str>) -> Self {
        let mut values = values.into_iter().peekable();
        if values.peek().is_none() {
            return Self::Demand(AcrDemand::default());
        }
        known(values).map_or(Self::Unmeetable, Self::Demand)
    }

    /// Both demands together: the stronger one applies.
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
    /// At least one confirmed factor.
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

    /// From when on the enrolment is old enough for an app that requires `age` (R22); `None` if not enrolled.
    pub(crate) fn satisfies_from(self, age: Duration) -> Option<Timestamp> {
        match self {
            Self::NotEnrolled => None,
            Self::Enrolled { since } => Some(since + age),
        }
    }
}
