//! Checking the fields of a new account, and any new password.

use twinlock_domain::{
    AccountId, EmailAddress, GuessCount, Locale, Password, PasswordHash, UserName, bounds, name_spelling,
};
use twinlock_ports::{Account, StoreError};

use crate::unit_of_work::UnitOfWork;
use crate::{Failure, Twinlock};

/// What is wrong with a new password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordProblem {
    /// It is too short.
    #[error("a password has at least 8 characters")]
    TooShort,
    /// It is too long.
    #[error("a password has at most 512 characters")]
    TooLong,
    /// It is easy to guess.
    #[error("this password is guessed too easily")]
    TooWeak {
        /// How to make it better, if there is advice.
        advice: Option<String>,
    },
}

/// What is wrong with one field of a form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FieldProblem {
    /// The address is not an email address.
    #[error(transparent)]
    InvalidEmail(#[from] twinlock_domain::InvalidEmailAddress),
    /// The name is empty or only white space.
    #[error("a name is needed")]
    EmptyName,
    /// The name is too long.
    #[error("a name has at most 80 characters")]
    NameTooLong,
    /// The password is invalid.
    #[error(transparent)]
    Password(#[from] PasswordProblem),
}

/// The least zxcvbn score that is accepted. 3 resists online guessing, which is throttled as well.
const LEAST_SCORE: u8 = 3;

/// Why an account cannot be created. Part of the error of each use case that creates one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NewAccountRefusal {
    /// Some fields are invalid.
    #[error("some fields are invalid")]
    Invalid(Vec<FieldProblem>),
    /// An account has this address already.
    #[error("this address has an account")]
    EmailTaken,
}

/// The fields of a requested account, as typed.
pub(super) struct NewAccountFields<'a> {
    pub(super) email: &'a str,
    pub(super) display_name: &'a str,
    pub(super) password: &'a Password,
    pub(super) locale: Option<Locale>,
}

/// A new account whose fields are all valid.
#[derive(Clone, Debug)]
pub(super) struct NewAccount {
    email: EmailAddress,
    display_name: String,
    password: PasswordHash,
    locale: Option<Locale>,
}

/// What the caller of [`UnitOfWork::add_account`] guarantees about the account.
#[derive(Clone, Copy, Debug)]
pub(super) struct Vouched {
    pub(super) is_admin: bool,
    pub(super) email_verified: bool,
}

impl UnitOfWork<'_> {
    /// Adds an account.
    ///
    /// # Errors
    /// [`NewAccountRefusal::EmailTaken`], or a [`StoreError`].
    pub(super) async fn add_account<E: From<NewAccountRefusal> + From<StoreError>>(
        &mut self,
        new: &NewAccount,
        vouched: Vouched,
    ) -> Result<Account, E> {
        let NewAccount { email, display_name, password, locale } = new.clone();
        let account = Account {
            id: AccountId::new(self.now, self.twinlock.entropy_for_id()),
            email,
            email_verified_at: vouched.email_verified.then_some(self.now),
            user_name: UserName::of_display_name(&display_name),
            display_name,
            locale,
            password,
            password_set_at: self.now,
            guesses: GuessCount::default(),
            is_admin: vouched.is_admin,
            disabled_at: None,
            created_at: self.now,
        };
        if self.tx.add_account(&account).await? { Ok(account) } else { Err(NewAccountRefusal::EmailTaken.into()) }
    }
}

impl Twinlock {
    /// Checks all fields, so that all problems are reported at once, and hashes the password.
    ///
    /// # Errors
    /// [`NewAccountRefusal::Invalid`], or [`Failure::Busy`] if too many passwords are waiting to be hashed.
    pub(super) async fn new_account<E: From<NewAccountRefusal> + From<Failure>>(
        &self,
        fields: NewAccountFields<'_>,
    ) -> Result<NewAccount, E> {
        let NewAccountFields { email, display_name, password, locale } = fields;
        let mut problems = Vec::new();
        let known = vec![email.to_owned(), display_name.to_owned()];
        let email = EmailAddress::parse(email).map_err(|problem| problems.push(problem.into()));
        let name = name(display_name).map_err(|problem| problems.push(problem));
        let password_problem = self.password_problem(password, known).await?;
        problems.extend(password_problem.map(FieldProblem::Password));
        match (email, name) {
            (Ok(email), Ok(display_name)) if problems.is_empty() => {
                let password = self.hash_password(password).await?;
                Ok(NewAccount { email, display_name, password, locale })
            }
            _ => Err(NewAccountRefusal::Invalid(problems).into()),
        }
    }

    /// The problem of a new password, if any.
    pub(super) async fn password_problem(
        &self,
        password: &Password,
        known: Vec<String>,
    ) -> Result<Option<PasswordProblem>, Failure> {
        if !password.is_long_enough() {
            return Ok(Some(PasswordProblem::TooShort));
        }
        if !password.is_short_enough() {
            return Ok(Some(PasswordProblem::TooLong));
        }
        let strength = self.ports.passwords.strength(password, known).await.ok_or(Failure::Busy)?;
        // Counted by the hasher's measure, in which a letter and its combining accent are one character.
        if strength.chars < Password::MIN_CHARS {
            return Ok(Some(PasswordProblem::TooShort));
        }
        Ok((strength.score < LEAST_SCORE).then_some(PasswordProblem::TooWeak { advice: strength.advice }))
    }

    /// Hashes a new password.
    pub(super) async fn hash_password(&self, password: &Password) -> Result<PasswordHash, Failure> {
        self.ports.passwords.hash(password).await.ok_or(Failure::Busy)
    }
}

/// Normalizes a name to one line, without characters that are invisible or change the direction of text.
fn name(typed: &str) -> Result<String, FieldProblem> {
    let name = name_spelling(typed);
    match name.chars().count() {
        0 => Err(FieldProblem::EmptyName),
        1..=bounds::NAME => Ok(name),
        _ => Err(FieldProblem::NameTooLong),
    }
}
