//! The gate (R7): the function that decides whether an account may authorize an app. It is called wherever a consent, a
//! code or a token is about to be created.

use crate::{AccountId, Acr, AppId, AppPolicy, Authentication, Enrolment, PolicyEpoch, Timestamp};

/// The input of the gate, read in the transaction that acts on the decision (R8).
#[derive(Clone, Copy, Debug)]
pub struct GateInput<'a> {
    /// The app to be authorized.
    pub app: AppId,
    /// The account that would authorize it.
    pub account: AccountId,
    /// The app's requirement and epochs.
    pub policy: &'a AppPolicy,
    /// Whether the account is active and enrolled.
    pub standing: AccountStanding,
    /// The session's authentication; for a code or refresh token, the grant's copy.
    pub authentication: Authentication,
    /// What is about to be created.
    pub access: RequestedAccess,
    /// The time of the transaction. Only an enrolment's age is measured by it (R22).
    pub now: Timestamp,
}

/// The state of an account, as far as the gate depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountStanding {
    /// It is not disabled.
    Active(Enrolment),
    /// An administrator disabled it: the gate never passes.
    Disabled,
}

/// What is about to be created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestedAccess {
    /// A consent or a code, for a request that asked for at least `floor` (R19).
    New {
        /// The least `acr` that this request accepts.
        floor: Acr,
    },
    /// The tokens of a code whose grant has this epoch (R9).
    Redeem {
        /// The epoch of the grant.
        epoch: PolicyEpoch,
    },
    /// The next tokens of a grant of this epoch (R13, R15).
    Refresh {
        /// The epoch of the grant.
        epoch: PolicyEpoch,
    },
}

/// The gate's answer.
#[derive(Debug)]
pub enum Decision {
    /// The gate passes. A code or token is made from the clearance.
    Pass(Clearance),
    /// No consent, code or token is created.
    Stop(Stop),
}

impl Decision {
    /// The reason for the decision, as a stable snake-case word.
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::Pass(clearance) => clearance.reason.as_str(),
            Self::Stop(stop) => stop.as_str(),
        }
    }
}

/// Why the gate passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PassReason {
    /// The app requires no second factor, nor does the request.
    NotRequired,
    /// The second factor was passed, and the account is enrolled.
    TwoFactor,
    /// Single-factor access from before the requirement, until its refresh token expires (R13).
    Grandfathered,
}

impl PassReason {
    /// Every reason there is.
    pub const ALL: [Self; 3] = [Self::NotRequired, Self::TwoFactor, Self::Grandfathered];

    /// A stable snake-case word, for the log and the metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotRequired => "not_required",
            Self::TwoFactor => "two_factor",
            Self::Grandfathered => "grandfathered",
        }
    }
}

/// Why the gate did not pass, which decides what the user can do. Pages receive this value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stop {
    /// The account is enrolled, but no second factor was passed in the session (or the grant): a code is asked for.
    Challenge,
    /// The account has no confirmed factor: the panel is shown.
    Enrol,
    /// The factor is younger than the app's enrolment age (R22): the panel shows when it will be old enough.
    Wait {
        /// When the factor is old enough.
        until: Timestamp,
    },
    /// The user can do nothing about it now.
    Refuse(Refusal),
}

impl Stop {
    /// Every word that [`Stop::as_str`] can return.
    pub const WORDS: [&'static str; 6] = [
        Self::Challenge.as_str(),
        Self::Enrol.as_str(),
        Self::Wait { until: Timestamp::from_unix_millis(0) }.as_str(),
        Self::Refuse(Refusal::CodePredatesRequirement).as_str(),
        Self::Refuse(Refusal::ConsentsRevoked).as_str(),
        Self::Refuse(Refusal::AccountDisabled).as_str(),
    ];

    /// A stable snake-case word, for the log and the metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Challenge => "single_factor",
            Self::Enrol => "not_enrolled",
            Self::Wait { .. } => "factor_too_young",
            Self::Refuse(refusal) => refusal.as_str(),
        }
    }
}

/// Why the user can do nothing at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// The code is single-factor, and older than the requirement (R9).
    CodePredatesRequirement,
    /// All consents of the app were revoked after this one (R16).
    ConsentsRevoked,
    /// The account is disabled.
    AccountDisabled,
}

impl Refusal {
    const fn as_str(self) -> &'static str {
        match self {
            Self::CodePredatesRequirement => "code_predates_requirement",
            Self::ConsentsRevoked => "consents_revoked",
            Self::AccountDisabled => "account_disabled",
        }
    }
}

/// Proof that the gate was asked and passed. Only [`decide`] makes one. It cannot be copied, and a code or token cannot
/// be made without it. The claims of tokens about authentication are taken from it (R3).
///
/// ```compile_fail,E0451
/// // Not constructible from outside: its fields are private.
/// # use twinlock_domain::*;
/// fn forge(app: AppId, account: AccountId, epoch: PolicyEpoch, authentication: Authentication) -> Clearance {
///     Clearance { app, account, epoch, authentication, reason: PassReason::NotRequired }
/// }
/// ```
///
/// ```compile_fail,E0599
/// // Not copyable: one answer, one code.
/// # use twinlock_domain::*;
/// fn twice(clearance: &Clearance) -> Clearance { clearance.clone() }
/// ```
#[derive(Debug)]
pub struct Clearance {
    pub(crate) app: AppId,
    pub(crate) account: AccountId,
    pub(crate) epoch: PolicyEpoch,
    pub(crate) authentication: Authentication,
    pub(crate) reason: PassReason,
}

impl Clearance {
    /// The app that may be authorized.
    pub const fn app(&self) -> AppId {
        self.app
    }

    /// The account that may authorize it.
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// The epoch that the deciding transaction read (R6).
    pub const fn epoch(&self) -> PolicyEpoch {
        self.epoch
    }

    /// The authentication of the session (or the grant), from which `amr`, `acr` and `auth_time` are taken.
    pub const fn authentication(&self) -> &Authentication {
        &self.authentication
    }

    /// Why the gate passed.
    pub const fn reason(&self) -> PassReason {
        self.reason
    }
}

/// Decides. The authorization endpoint, the consent page, the consent endpoint, code redemption and refresh all call
/// this function; the rule exists only here (R7).
pub fn decide(input: &GateInput<'_>) -> Decision {
    let AccountStanding::Active(enrolment) = input.standing else {
        return refuse(Refusal::AccountDisabled);
    };
    let two_factor = input.authentication.is_two_factor();
    let floor = match input.access {
        RequestedAccess::New { floor } => floor,
        RequestedAccess::Redeem { epoch } | RequestedAccess::Refresh { epoch } if input.policy.has_revoked(epoch) => {
            return refuse(Refusal::ConsentsRevoked);
        }
        RequestedAccess::Redeem { epoch } if input.policy.predates_requirement(epoch) && !two_factor => {
            return refuse(Refusal::CodePredatesRequirement);
        }
        RequestedAccess::Refresh { epoch } if input.policy.predates_requirement(epoch) && !two_factor => {
            return pass(input, PassReason::Grandfathered);
        }
        RequestedAccess::Redeem { .. } | RequestedAccess::Refresh { .. } => Acr::OneFactor,
    };
    if !input.policy.two_factor_required && floor == Acr::OneFactor {
        return pass(input, PassReason::NotRequired);
    }
    let age = input.policy.enrolment_age;
    match enrolment.satisfies_from(age) {
        None => Decision::Stop(Stop::Enrol),
        // Without an enrolment age the clock is not compared, so a factor that was confirmed on a node with a fast
        // clock counts at once (R6).
        Some(until) if !age.is_zero() && input.now < until => Decision::Stop(Stop::Wait { until }),
        Some(_) if two_factor => pass(input, PassReason::TwoFactor),
        Some(_) => Decision::Stop(Stop::Challenge),
    }
}

const fn refuse(refusal: Refusal) -> Decision {
    Decision::Stop(Stop::Refuse(refusal))
}

fn pass(input: &GateInput<'_>, reason: PassReason) -> Decision {
    Decision::Pass(Clearance {
        app: input.app,
        account: input.account,
        epoch: input.policy.epoch,
        authentication: input.authentication,
        reason,
    })
}
