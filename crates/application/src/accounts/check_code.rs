//! Checking a code: the only place where second factors are verified, counted and recorded (R4, R5).

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
    /// It is not a code of this account.
    Wrong,
    /// It is right, but it or a newer one was used before. The user has to wait for the next.
    AlreadyUsed,
    /// It is a code of another time: the clocks of the phone and the server differ.
    ClockOff {
        /// The server's time.
        server_time: Timestamp,
    },
    /// Too many codes were wrong (R5).
    Wait {
        /// When the next code may be tried.
        until: Timestamp,
    },
    /// A hundred codes in a row were wrong. Only a recovery code or an administrator lifts this (R5).
    Stopped,
}

impl CodeRefusal {
    /// A stable snake-case word, for the audit log and metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Wrong => "wrong_code",
            Self::AlreadyUsed => "code_already_used",
            Self::ClockOff { .. } => "clock_off",
            Self::Wait { .. } => "too_many_tries",
            Self::Stopped => "stopped",
        }
    }

    /// Whether the refusal counts as a failed guess. A code that was used before was right, and during a wait no code
    /// is checked.
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

/// What was typed, classified by its form alone, so that the response does not reveal which factors the account has.
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

/// Converts a recovery code to the form in which it was generated: groups of four with a dash between.
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
    /// Checks a TOTP code against one factor.
    pub(super) fn judge(&self, factor: &Factor, code: TotpCode, now: Timestamp) -> Result<StepVerdict, VaultError> {
        let FactorKind::Totp(totp) = &factor.kind;
        let seed = self.ports.vault.open_seed(factor.id, &totp.sealed_seed)?;
        Ok(judge_totp(code, now, totp.last_step, |step| self.ports.totp.code(&seed, step)))
    }
}

impl UnitOfWork<'_> {
    /// Checks a code of an enrolled account, uses it up, counts a failure, and records the result. The caller commits
    /// in either case, so that the count is kept.
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

    /// Records a refused code, and counts it if it was a guess.
    pub(super) async fn note_refused_code(&mut self, account: &Account, refusal: CodeRefusal) -> Result<(), Failure> {
        let event = self.record(AuditKind::SecondFactorFailed).by(account.id);
        let event = event.why(refusal.as_str()).refused();
        match refusal {
            CodeRefusal::Wrong | CodeRefusal::AlreadyUsed | CodeRefusal::ClockOff { .. } => {
                event.await?;
            }
            // No code was checked. Not in the audit log, which would otherwise grow with each attempt.
            CodeRefusal::Wait { .. } | CodeRefusal::Stopped => event.only_in_log(),
        }
        if refusal.counts() {
            self.count_failure(account).await?;
        }
        Ok(())
    }

    /// Counts a failure of somebody who gave the right password before (R5), and mails the account's owner after the
    /// third.
    pub(super) async fn count_failure(&mut self, account: &Account) -> Result<(), Failure> {
        let guesses = account.guesses.after_failure(self.now);
        self.tx.set_guesses(account.id, guesses).await?;
        if guesses.is_worth_a_mail() {
            self.enqueue_mail(account, MailEvent::WrongCodes).await?;
        }
        Ok(())
    }
}
