//! Everything that the gate may depend on, as plain facts: yes or no, without the code's epochs, times or types.

/// The access that is requested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Doing {
    Authorizing,
    Redeeming,
    Refreshing,
}

/// The facts of a situation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a table of facts, each true or not; only the sentences combine them"
)]
pub(crate) struct Situation {
    pub(crate) doing: Doing,
    pub(crate) requirement_is_on: bool,
    pub(crate) request_asks_for_two_factor: bool,
    pub(crate) account_is_disabled: bool,
    pub(crate) account_is_enrolled: bool,
    pub(crate) factor_is_younger_than_the_app_wants: bool,
    pub(crate) second_factor_was_passed: bool,
    pub(crate) requirement_was_turned_on_since: bool,
    pub(crate) everything_was_revoked_since: bool,
}

/// The answer that the gate must give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Answer {
    PassNothingRequired,
    PassTwoFactor,
    PassGrandfathered,
    Challenge,
    Enrol,
    Wait,
    RefuseOldCode,
    RefuseRevoked,
    RefuseDisabled,
}

impl Answer {
    pub(crate) const ALL: [Self; 9] = [
        Self::PassNothingRequired,
        Self::PassTwoFactor,
        Self::PassGrandfathered,
        Self::Challenge,
        Self::Enrol,
        Self::Wait,
        Self::RefuseOldCode,
        Self::RefuseRevoked,
        Self::RefuseDisabled,
    ];
}
