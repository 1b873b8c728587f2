//! Checking a code: the one place where second factors are verified, counted and written down (R4, R5).

use twinlock_domain::{
    AccountId, Attempt, AuditKind, GuessCount, SecondFactorMethod, StepVerdict, Timestamp, TotpCode, code_spelling,
    judge_totp,
};
use twinlock_ports::{Account, Factor, FactorKind, Factors, Principal, VaultError};

use crate::mail::MailEvent;
use crate::unit_of_work::UnitOfWork;
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
        /// The server's time.
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

/// The result of checking a code.
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
    /// Judges a code by one factor.
    pub(super) fn judge(&self, factor: &Factor, code: TotpCode, now: Timestamp) -> Result<StepVerdict, VaultError> {
        let FactorKind::Totp(totp) = &factor.kind;
        let seed = self.ports.vault.open_seed(factor.id, &totp.sealed_seed)?;
        Ok(judge_totp(code, now, totp.last_step, |step| self.ports.totp.code(&seed, step)))
    }
}

impl UnitOfWork<'_> {
    /// Checks a code of an enrolled account, uses it up, counts a failure, and writes down what came of it. The caller
    /// commits in either case: a refusal is an answer.
    pub(crate) async fn check_code(&mut self, who: &Principal, code: &str) -> Result<CodeVerdict, Failure> {
        let typed = Typed::read(code);
        let verdict = match typed.attempt(&who.account.guesses, self.now) {
            Attempt::Wait { until } => CodeVerdict::Refused(CodeRefusal::Wait { until }),
            Attempt::Stopped => CodeVerdict::Refused(CodeRefusal::Stopped),
            Attempt::Allowed => match &typed {
                Typed::Totp(code) => self.use_totp(&who.factors, *code).await?,
                Typed::Recovery(code) => self.use_recovery(who.account.id, code).await?,
            },
        };
        match verdict {
            CodeVerdict::Right(method) => self.note_right_code(&who.account, method).await?,
            CodeVerdict::Refused(refusal) => self.note_refused_code(&who.account, refusal).await?,
        }
        Ok(verdict)
    }

    async fn use_totp(&mut self, factors: &Factors, code: TotpCode) -> Result<CodeVerdict, Failure> {
        for factor in factors.confirmed() {
            return Ok(match self.twinlock.judge(factor, code, self.now)? {
                StepVerdict::Accepted(step) if self.tx.use_step(factor.id, step).await? => {
                    CodeVerdict::Right(SecondFactorMethod::Totp)
                }
                StepVerdict::Accepted(_) | StepVerdict::AlreadyUsed => CodeVerdict::Refused(CodeRefusal::AlreadyUsed),
                StepVerdict::ClockOff => CodeVerdict::Refused(CodeRefusal::ClockOff { server_time: self.now }),
                StepVerdict::Wrong => continue,
            });
        }
        Ok(CodeVerdict::Refused(CodeRefusal::Wrong))
    }

    async fn use_recovery(&mut self, account: AccountId, code: &str) -> Result<CodeVerdict, Failure> {
        let used = self.tx.use_recovery_code(account, self.hash(code), self.now).await?;
        Ok(if used {
            CodeVerdict::Right(SecondFactorMethod::RecoveryCode)
        } else {
            CodeVerdict::Refused(CodeRefusal::Wrong)
        })
    }

    async fn note_right_code(&mut self, account: &Account, method: SecondFactorMethod) -> Result<(), Failure> {
        self.tx.set_guesses(account.id, GuessCount::default()).await?;
        let how = match method {
            SecondFactorMethod::Totp => "totp",
            SecondFactorMethod::RecoveryCode => "recovery_code",
            SecondFactorMethod::Passkey => "passkey",
        };
        let event = self.record(AuditKind::SecondFactorPassed).by(account.id).why(how);
        Ok(event.await?)
    }

    /// Writes a refused code down, and counts it where it was a guess.
    pub(super) async fn note_refused_code(&mut self, account: &Account, refusal: CodeRefusal) -> Result<(), Failure> {
        let event = self.record(AuditKind::SecondFactorFailed).by(account.id);
        let event = event.why(refusal.as_str()).refused();
        match refusal {
            CodeRefusal::Wrong | CodeRefusal::AlreadyUsed | CodeRefusal::ClockOff { .. } => {
                event.await?;
            }
            // The code was not looked at, and the audit log does not grow by it.
            CodeRefusal::Wait { .. } | CodeRefusal::Stopped => event.only_in_log(),
        }
        if refusal.counts() {
            self.count_failure(account).await?;
        }
        Ok(())
    }

    /// Counts a failure of an account whose right password was given before (R5), and tells it after the third.
    pub(super) async fn count_failure(&mut self, account: &Account) -> Result<(), Failure> {
        let guesses = account.guesses.after_failure(self.now);
        self.tx.set_guesses(account.id, guesses).await?;
        if guesses.is_worth_a_mail() {
            self.enqueue_mail(account, MailEvent::WrongCodes).await?;
        }
        Ok(())
    }
}
