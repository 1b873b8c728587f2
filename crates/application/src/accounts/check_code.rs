//! Checking a code: the one place where second factors are verified, counted and written down (R4, R5).

use twinlock_domain::{
    AccountId, Attempt, AuditKind, GuessCount, SecondFactorMethod, StepVerdict, Timestamp, TotpCode, code_spelling,
    judge_totp,
};
use twinlock_ports::{Account, Principal, TotpFactor, Transaction, VaultError};

use super::Occasion;
use crate::mail_templates::MailTemplate;
use crate::{Failure, Twinlock};

/// Why a code was refused. Each has its own message (R4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeRefusal {
    /// It is no code of this account.
    Wrong,
    /// It is right, but it or a newer one was used before: wait for the next.
    AlreadyUsed,
    /// It belongs to another time: the phone's clock and the server's do not agree.
    ClockOff {
        /// What time it is here.
        server_time: Timestamp,
    },
    /// Too many were wrong (R5).
    Wait {
        /// When the next may be tried.
        until: Timestamp,
    },
    /// A hundred in a row were wrong: a recovery code or an administrator helps (R5).
    Stopped,
}

impl CodeRefusal {
    /// A stable snake-case word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Wrong => "wrong_code",
            Self::AlreadyUsed => "code_already_used",
            Self::ClockOff { .. } => "clock_off",
            Self::Wait { .. } => "too_many_tries",
            Self::Stopped => "stopped",
        }
    }

    /// Whether it is a guess that failed. A code that was right once is none, nor is a try that was not looked at.
    const fn counts(self) -> bool {
        match self {
            Self::Wrong | Self::ClockOff { .. } => true,
            Self::AlreadyUsed | Self::Wait { .. } | Self::Stopped => false,
        }
    }
}

/// What a code amounts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CodeVerdict {
    Right(SecondFactorMethod),
    Refused(CodeRefusal),
}

/// What was typed, told apart by its form alone, so that the answer says nothing of what the account has.
enum Typed {
    Totp(TotpCode),
    Recovery(String),
}

impl Typed {
    fn read(code: &str) -> Self {
        TotpCode::parse(code).map_or_else(|| Self::Recovery(recovery_spelling(code)), Self::Totp)
    }

    fn attempt(&self, guesses: &GuessCount, now: Timestamp) -> Attempt {
        match self {
            Self::Totp(_) => guesses.attempt(now),
            Self::Recovery(_) => guesses.recovery_attempt(now),
        }
    }
}

/// A recovery code in the spelling that it was made in, however it was typed: groups of four with a dash between.
fn recovery_spelling(typed: &str) -> String {
    let mut spelling = String::new();
    for (position, character) in code_spelling(typed).chars().enumerate() {
        if position > 0 && position % 4 == 0 {
            spelling.push('-');
        }
        spelling.push(character);
    }
    spelling
}

impl Twinlock {
    /// Checks a code of an enrolled account, uses it up, counts a failure, and writes down what came of it. The caller
    /// commits in either case: a refusal is an answer.
    pub(crate) async fn check_code(
        &self,
        tx: &mut dyn Transaction,
        who: &Principal,
        code: &str,
        at: &Occasion<'_>,
    ) -> Result<CodeVerdict, Failure> {
        let typed = Typed::read(code);
        let verdict = match typed.attempt(&who.account.guesses, at.now) {
            Attempt::Wait { until } => CodeVerdict::Refused(CodeRefusal::Wait { until }),
            Attempt::Stopped => CodeVerdict::Refused(CodeRefusal::Stopped),
            Attempt::Allowed => match &typed {
                Typed::Totp(code) => self.use_totp(tx, &who.factors, *code, at.now).await?,
                Typed::Recovery(code) => self.use_recovery(tx, who.account.id, code, at.now).await?,
            },
        };
        match verdict {
            CodeVerdict::Right(method) => self.note_right_code(tx, &who.account, method, at).await?,
            CodeVerdict::Refused(refusal) => self.note_refused_code(tx, &who.account, refusal, at).await?,
        }
        Ok(verdict)
    }

    async fn use_totp(
        &self,
        tx: &mut dyn Transaction,
        factors: &[TotpFactor],
        code: TotpCode,
        now: Timestamp,
    ) -> Result<CodeVerdict, Failure> {
        for factor in factors.iter().filter(|factor| factor.confirmed_at.is_some()) {
            return Ok(match self.judge(factor, code, now)? {
                StepVerdict::Accepted(step) if tx.use_step(factor.id, step).await? => {
                    CodeVerdict::Right(SecondFactorMethod::Totp)
                }
                StepVerdict::Accepted(_) | StepVerdict::AlreadyUsed => CodeVerdict::Refused(CodeRefusal::AlreadyUsed),
                StepVerdict::ClockOff => CodeVerdict::Refused(CodeRefusal::ClockOff { server_time: now }),
                StepVerdict::Wrong => continue,
            });
        }
        Ok(CodeVerdict::Refused(CodeRefusal::Wrong))
    }

    async fn use_recovery(
        &self,
        tx: &mut dyn Transaction,
        account: AccountId,
        code: &str,
        now: Timestamp,
    ) -> Result<CodeVerdict, Failure> {
        let used = tx.use_recovery_code(account, self.hash(code), now).await?;
        Ok(if used {
            CodeVerdict::Right(SecondFactorMethod::RecoveryCode)
        } else {
            CodeVerdict::Refused(CodeRefusal::Wrong)
        })
    }

    /// Judges a code by one factor.
    pub(super) fn judge(&self, factor: &TotpFactor, code: TotpCode, now: Timestamp) -> Result<StepVerdict, VaultError> {
        let seed = self.ports.vault.open_seed(factor.id, &factor.sealed_seed)?;
        Ok(judge_totp(code, now, factor.last_step, |step| self.ports.totp.code(&seed, step)))
    }

    async fn note_right_code(
        &self,
        tx: &mut dyn Transaction,
        account: &Account,
        method: SecondFactorMethod,
        at: &Occasion<'_>,
    ) -> Result<(), Failure> {
        tx.set_guesses(account.id, GuessCount::default()).await?;
        let how = match method {
            SecondFactorMethod::Totp => "totp",
            SecondFactorMethod::RecoveryCode => "recovery_code",
            SecondFactorMethod::Passkey => "passkey",
        };
        let event = self.event(AuditKind::SecondFactorPassed, at.now, at.origin).by(account.id).why(how);
        Ok(tx.record(event.row()).await?)
    }

    /// Writes a refused code down, and counts it where it was a guess.
    pub(super) async fn note_refused_code(
        &self,
        tx: &mut dyn Transaction,
        account: &Account,
        refusal: CodeRefusal,
        at: &Occasion<'_>,
    ) -> Result<(), Failure> {
        let event = self.event(AuditKind::SecondFactorFailed, at.now, at.origin).by(account.id);
        let event = event.why(refusal.as_str()).refused();
        match refusal {
            CodeRefusal::Wrong | CodeRefusal::AlreadyUsed | CodeRefusal::ClockOff { .. } => {
                tx.record(event.row()).await?;
            }
            // The code was not looked at, and the audit log does not grow by it.
            CodeRefusal::Wait { .. } | CodeRefusal::Stopped => event.note_in_log(),
        }
        if refusal.counts() {
            self.count_failure(tx, account, at).await?;
        }
        Ok(())
    }

    /// Counts a failure of an account whose right password was given before (R5), and tells it after the third.
    pub(super) async fn count_failure(
        &self,
        tx: &mut dyn Transaction,
        account: &Account,
        at: &Occasion<'_>,
    ) -> Result<(), Failure> {
        let guesses = account.guesses.after_failure(at.now);
        tx.set_guesses(account.id, guesses).await?;
        if guesses.is_worth_a_mail() {
            self.enqueue_mail(tx, &account.email, &MailTemplate::WrongCodes, at).await?;
        }
        Ok(())
    }
}
