//! An account's second factors: what all kinds have in common, and what each kind adds. Also recovery codes.

use async_trait::async_trait;
use twinlock_domain::{AccountId, Enrolment, FactorId, SecretHash, SessionId, Timestamp};

use crate::error::Stored;

/// A second factor, pending or confirmed.
#[derive(Clone, Debug)]
pub struct Factor {
    /// Its id.
    pub id: FactorId,
    /// Its account.
    pub account: AccountId,
    /// The session that it was shown in, the only one that may confirm it.
    pub session: SessionId,
    /// When it was shown.
    pub created_at: Timestamp,
    /// When it was confirmed (R1).
    pub confirmed_at: Option<Timestamp>,
    /// Its kind.
    pub kind: FactorKind,
}

/// The kind of a factor, with its data. A store has a table for each kind.
#[derive(Clone, Debug)]
pub enum FactorKind {
    /// An authenticator app (RFC 6238).
    Totp(TotpFactor),
}

/// An authenticator app's seed.
#[derive(Clone, Debug)]
pub struct TotpFactor {
    /// The seed, sealed.
    pub sealed_seed: Vec<u8>,
    /// The newest time step whose code was accepted (R4).
    pub last_step: Option<i64>,
}

/// The second factors of one account, oldest first. The only place that decides which of them count (R1).
#[derive(Clone, Debug, Default)]
pub struct Factors(Vec<Factor>);

impl Factors {
    /// The factors as a store read them, in any order.
    pub fn new(mut factors: Vec<Factor>) -> Self {
        factors.sort_by_key(|factor| (factor.created_at, factor.id));
        Self(factors)
    }

    /// All factors, confirmed or not.
    pub fn iter(&self) -> impl Iterator<Item = &Factor> {
        self.0.iter()
    }

    /// All factors, confirmed or not, by value.
    pub fn into_vec(self) -> Vec<Factor> {
        self.0
    }

    /// The confirmed factors, which are those that count.
    pub fn confirmed(&self) -> impl Iterator<Item = &Factor> {
        self.0.iter().filter(|factor| factor.confirmed_at.is_some())
    }

    /// The factors that were shown but not confirmed.
    pub fn pending(&self) -> impl Iterator<Item = &Factor> {
        self.0.iter().filter(|factor| factor.confirmed_at.is_none())
    }

    /// Whether the account is enrolled, and since when (R1).
    ///
    /// ```
    /// # use twinlock_ports::Factors;
    /// assert!(!Factors::default().enrolment().is_enrolled());
    /// ```
    pub fn enrolment(&self) -> Enrolment {
        let since = self.0.iter().filter_map(|factor| factor.confirmed_at).min();
        since.map_or(Enrolment::NotEnrolled, |since| Enrolment::Enrolled { since })
    }

    /// Whether the account has a confirmed factor.
    pub fn is_enrolled(&self) -> bool {
        self.enrolment().is_enrolled()
    }
}

/// Second factors and recovery codes.
#[async_trait]
pub trait SecondFactors {
    /// Adds a factor. An unconfirmed one of the account is deleted.
    async fn add_factor(&mut self, factor: &Factor) -> Stored<()>;
    /// The account's factors, confirmed or not, oldest first.
    async fn factors(&mut self, account: AccountId) -> Stored<Factors>;
    /// Confirms a factor. `false` if there is no such unconfirmed factor.
    async fn confirm_factor(&mut self, id: FactorId, at: Timestamp) -> Stored<bool>;
    /// Records a step as used. `false` if the same or a newer one is recorded already (R4).
    async fn use_step(&mut self, id: FactorId, step: i64) -> Stored<bool>;
    /// Removes all factors and recovery codes of an account.
    async fn remove_factors(&mut self, account: AccountId) -> Stored<()>;
    /// Replaces the account's recovery codes by a new set.
    async fn replace_recovery_codes(&mut self, account: AccountId, codes: &[SecretHash], at: Timestamp) -> Stored<()>;
    /// Uses up a recovery code. `false` if the account has no such unused code.
    async fn use_recovery_code(&mut self, account: AccountId, code: SecretHash, at: Timestamp) -> Stored<bool>;
    /// How many unused recovery codes the account has.
    async fn recovery_codes_left(&mut self, account: AccountId) -> Stored<u32>;
}
