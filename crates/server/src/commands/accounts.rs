//! `user create` and the `admin` commands.

use anyhow::{Context, anyhow};
use serde_json::json;
use twinlock_application::Actor;
use twinlock_application::accounts::{
    CreateAccount, CreateAccountError, FieldProblem, NewAccountRefusal, PasswordProblem,
};
use twinlock_domain::{EmailAddress, Locale, Password};

use crate::config::Config;
use crate::open::{Purpose, open};
use crate::{Report, operator};

/// The options of `user create`.
pub(crate) struct NewUser {
    pub(crate) email: String,
    pub(crate) name: Option<String>,
    pub(crate) password: String,
    pub(crate) admin: bool,
    pub(crate) locale: Option<String>,
}

/// Creates an account.
pub(crate) async fn create(config: &Config, new: NewUser) -> anyhow::Result<Report> {
    let twinlock = open(config, Purpose::Command).await?.twinlock;
    let name = new.name.unwrap_or_else(|| new.email.split('@').next().unwrap_or_default().to_owned());
    let command = CreateAccount {
        email: &new.email,
        password: Password::new(new.password).context("a password has at most 512 characters")?,
        display_name: &name,
        is_admin: new.admin,
        locale: new.locale.as_deref().map(Locale::parse).transpose()?,
    };
    let made = twinlock.create_account(Actor::Operator, command, &operator::origin("user create")).await;
    let id = made.map_err(in_words)?;
    // As stored, in lower case.
    let email = EmailAddress::parse(&new.email)?;
    Ok(Report::new(
        format!("Created the account {email} ({id})."),
        json!({ "id": id.to_string(), "email": email.as_str(), "display_name": name, "admin": new.admin }),
    ))
}

/// All problems of the account in one error, one sentence each.
fn in_words(error: CreateAccountError) -> anyhow::Error {
    match error {
        CreateAccountError::Refused(NewAccountRefusal::Invalid(problems)) => {
            anyhow!(problems.iter().map(problem_in_words).collect::<Vec<_>>().join("; "))
        }
        CreateAccountError::Refused(NewAccountRefusal::EmailTaken) | CreateAccountError::Administration(_) => {
            error.into()
        }
    }
}

fn problem_in_words(problem: &FieldProblem) -> String {
    match problem {
        FieldProblem::Password(PasswordProblem::TooWeak { advice: Some(advice) }) => format!("{problem}: {advice}"),
        FieldProblem::Password(
            PasswordProblem::TooWeak { advice: None } | PasswordProblem::TooShort | PasswordProblem::TooLong,
        )
        | FieldProblem::InvalidEmail(_)
        | FieldProblem::EmptyName
        | FieldProblem::NameTooLong => problem.to_string(),
    }
}

/// Prints a link that makes an administrator.
pub(crate) async fn setup_link(config: &Config) -> anyhow::Result<Report> {
    let twinlock = open(config, Purpose::Command).await?.twinlock;
    let link = twinlock.make_setup_link(Actor::Operator, &operator::origin("admin setup-link")).await?;
    Ok(link_report(link.expose()))
}

/// Prints a link that sets a new password.
pub(crate) async fn reset_link(config: &Config, email: &str) -> anyhow::Result<Report> {
    let email = EmailAddress::parse(email)?;
    let twinlock = open(config, Purpose::Command).await?.twinlock;
    let link = twinlock.make_reset_link(Actor::Operator, &email, &operator::origin("admin reset-link")).await?;
    Ok(link_report(link.expose()))
}

fn link_report(link: &str) -> Report {
    Report::new(link, json!({ "link": link }))
}

/// Removes an account's second factor.
pub(crate) async fn reset_two_factor(config: &Config, email: &str) -> anyhow::Result<Report> {
    let email = EmailAddress::parse(email)?;
    let twinlock = open(config, Purpose::Command).await?.twinlock;
    let disconnected = twinlock.reset_two_factor(Actor::Operator, &email, &operator::origin("admin reset-2fa")).await?;
    let apps: Vec<&str> = disconnected.iter().map(|app| app.metadata.client_name.as_str()).collect();
    let lost = if apps.is_empty() { String::new() } else { format!(" No longer connected: {}.", apps.join(", ")) };
    Ok(Report::new(
        format!("{email} has no second factor now, and is signed out everywhere.{lost}"),
        json!({ "email": email.as_str(), "disconnected": apps }),
    ))
}
