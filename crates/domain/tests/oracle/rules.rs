//! The rules, one sentence each. The first that applies decides.

use crate::situation::{Answer, Doing, Situation};

/// A sentence of the rules: its number, its text, when it applies, and the answer that it gives.
pub(crate) struct Sentence {
    pub(crate) rule: &'static str,
    pub(crate) says: &'static str,
    pub(crate) applies: fn(&Situation) -> bool,
    pub(crate) answer: Answer,
}

pub(crate) const SENTENCES: [Sentence; 10] = [
    Sentence {
        rule: "disabled account",
        says: "nothing passes for an account that an administrator disabled",
        applies: |s| s.account_is_disabled,
        answer: Answer::RefuseDisabled,
    },
    Sentence {
        rule: "R16",
        says: "codes and refresh tokens from before a revoke all are dead, whatever else is true",
        applies: |s| s.doing != Doing::Authorizing && s.everything_was_revoked_since,
        answer: Answer::RefuseRevoked,
    },
    Sentence {
        rule: "R9",
        says: "a code from before the requirement is refused unless its grant is two-factor, also when it is off again",
        applies: |s| s.doing == Doing::Redeeming && s.requirement_was_turned_on_since && !s.second_factor_was_passed,
        answer: Answer::RefuseOldCode,
    },
    Sentence {
        rule: "R13, R14",
        says: "a single-factor grant from before the requirement refreshes until its expiry, enrolled or not, on or off",
        applies: |s| s.doing == Doing::Refreshing && s.requirement_was_turned_on_since && !s.second_factor_was_passed,
        answer: Answer::PassGrandfathered,
    },
    Sentence {
        rule: "R7",
        says: "with the requirement off it passes, where the request itself does not ask for more (R19)",
        applies: |s| !s.requirement_is_on && !s.request_asks_for_two_factor,
        answer: Answer::PassNothingRequired,
    },
    Sentence {
        rule: "R7, R15",
        says: "where two-factor is required, an account that is not enrolled now has to enrol, also for access it had",
        applies: |s| !s.account_is_enrolled,
        answer: Answer::Enrol,
    },
    Sentence {
        rule: "R22",
        says: "a factor younger than the app wants does not satisfy the app yet; no code helps",
        applies: |s| s.factor_is_younger_than_the_app_wants,
        answer: Answer::Wait,
    },
    Sentence {
        rule: "R7, R2",
        says: "enrolled, but the second factor was not passed in this very session: challenge",
        applies: |s| !s.second_factor_was_passed,
        answer: Answer::Challenge,
    },
    Sentence {
        rule: "R7",
        says: "enrolled and two-factor: pass",
        applies: |s| s.account_is_enrolled && s.second_factor_was_passed,
        answer: Answer::PassTwoFactor,
    },
    Sentence { rule: "R26", says: "whatever is left does not pass", applies: |_| true, answer: Answer::RefuseDisabled },
];

/// The sentence that applies to a situation.
pub(crate) fn deciding(situation: &Situation) -> &'static Sentence {
    SENTENCES.iter().find(|sentence| (sentence.applies)(situation)).expect("the last sentence always applies")
}
