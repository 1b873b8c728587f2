//! Re-authentication: password and code are given again before a change that weakens or breaks something (R21, R23,
//! R24).

use twinlock_domain::{AccountId, Attempt, AuditKind, Authentication, GuessCount, Password, Timestamp, code_spelling};
use twinlock_ports::{Account, Principal};

use super::{CodeRefusal, CodeVerdict};
use crate::unit_of_work::UnitOfWork;
use crate::{Failure, Twinlock};

/// Why a re-authentication was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReauthenticationRefusal {
    /// The password has to be given again.
    PasswordNeeded,
    /// The password was wrong.
    WrongPassword,
    /// The password is right; a code is needed too.
    CodeNeeded,
    /// The password is right, the code is not. [`CodeRefusal::Wait`] is returned before the password is checked.
    Code(CodeRefusal),
}

/// The result of checking a password, which is done before the transaction because hashing is slow. Names the password
/// that it was compared with, so that a change in between is noticed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum CheckedPassword {
    NotGiven,
    Checked { account: AccountId, password_set_at: Timestamp, right: bool },
}

/// The proof that has to be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Demand {
    /// A password given now or a few minutes ago, and, if enrolled, a code given now (R21, R24).
    FreshPassword,
    /// Password and code given now, in one request (R23).
    PasswordNow,
}

/// The proof that was given, and what is demanded.
#[derive(Clone, Copy)]
pub(crate) struct Proof<'a> {
    pub(crate) password: CheckedPassword,
    pub(crate) code: Option<&'a str>,
    pub(crate) demand: Demand,
}

/// The result of re-authentication. A refusal is counted and recorded, so the caller commits in either case.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Confirmation {
    /// Confirmed. Contains the session's authentication with what was just shown; [`UnitOfWork::renew_session`] stores
    /// it.
    Confirmed(Authentication),
    Refused(ReauthenticationRefusal),
}

impl Twinlock {
    /// Checks a password against that of the signed-in account. Always before the transaction, because hashing is slow.
    pub(crate) async fn check_password(
        &self,
        cookie: Option<&str>,
        password: Option<&Password>,
    ) -> Result<CheckedPassword, Failure> {
        let Some(password) = password else { return Ok(CheckedPassword::NotGiven) };
        let visit = self.read::<_, Failure>(async |work| Ok(work.session_state(cookie).await?)).await?;
        let Some(Principal { account, .. }) = visit.signed_in() else { return Ok(CheckedPassword::NotGiven) };
        let right = self.ports.passwords.verify(password, Some(account.password)).await.ok_or(Failure::Busy)?;
        Ok(CheckedPassword::Checked { account: account.id, password_set_at: account.password_set_at, right })
    }

    /// Whether the password was given so recently that it is not asked for again (R21).
    pub(crate) fn has_fresh_password(&self, who: &Principal, now: Timestamp) -> bool {
        now.since(who.session.authentication.password_at) <= self.lifetimes().password_fresh
    }
}

impl UnitOfWork<'_> {
    /// Checks, in the transaction that acts on the result, whether the demand is met. The password comes first: beside
    /// a wrong password, a code is neither checked nor used up. Wrong passwords and wrong codes both count for the
    /// throttle (R5), and while it makes the user wait, the response does not depend on the password.
    pub(crate) async fn confirm_in(&mut self, who: &Principal, proof: &Proof<'_>) -> Result<Confirmation, Failure> {
        let shown = who.session.authentication;
        let password_at = match proof.password {
            CheckedPassword::Checked { account, password_set_at, right } => {
                if let Attempt::Wait { until } = who.account.guesses.recovery_attempt(self.now) {
                    let refusal = CodeRefusal::Wait { until };
                    self.note_refused_code(&who.account, refusal).await?;
                    return Ok(Confirmation::Refused(ReauthenticationRefusal::Code(refusal)));
                }
                if !right || account != who.account.id || password_set_at != who.account.password_set_at {
                    self.note_wrong_password(&who.account).await?;
                    return Ok(Confirmation::Refused(ReauthenticationRefusal::WrongPassword));
                }
                self.now
            }
            CheckedPassword::NotGiven
                if proof.demand == Demand::FreshPassword && self.twinlock.has_fresh_password(who, self.now) =>
            {
                shown.password_at
            }
            CheckedPassword::NotGiven => {
                return Ok(Confirmation::Refused(ReauthenticationRefusal::PasswordNeeded));
            }
        };
        let shown = Authentication { password_at, ..shown };
        if !who.factors.is_enrolled() {
            return self.confirm_by_password(&who.account, shown).await;
        }
        let Some(code) = proof.code.filter(|code| !code_spelling(code).is_empty()) else {
            return Ok(Confirmation::Refused(ReauthenticationRefusal::CodeNeeded));
        };
        Ok(match self.check_code(who, code).await? {
            CodeVerdict::Right(method) => Confirmation::Confirmed(shown.with(method, self.now)),
            CodeVerdict::Refused(refusal) => Confirmation::Refused(ReauthenticationRefusal::Code(refusal)),
        })
    }

    /// An account that is not enrolled has only the password to give; a right one resets the count of failures.
    async fn confirm_by_password(&mut self, account: &Account, shown: Authentication) -> Result<Confirmation, Failure> {
        if shown.password_at == self.now && account.guesses != GuessCount::default() {
            self.tx.set_guesses(account.id, GuessCount::default()).await?;
        }
        Ok(Confirmation::Confirmed(shown))
    }

    async fn note_wrong_password(&mut self, account: &Account) -> Result<(), Failure> {
        let event = self.record(AuditKind::SignInFailed).by(account.id);
        event.why("wrong_password").refused().await?;
        self.count_failure(account).await
    }
}
