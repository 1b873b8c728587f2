//! `user list`, `show`, `disable`, `enable` and `delete`.

use anyhow::ensure;
use serde_json::{Value, json};
use twinlock_application::Actor;
use twinlock_application::accounts::{AccountDetails, AccountSummary, DisableAccountOutcome, FindAccounts};
use twinlock_application::{Account, App};
use twinlock_domain::{EmailAddress, Enrolment, Timestamp};

use crate::config::Config;
use crate::open::{Purpose, open};
use crate::utc::utc;
use crate::{Report, operator};

/// The part of the list of accounts to print.
pub(crate) struct Page {
    pub(crate) search: String,
    pub(crate) after: Option<String>,
    pub(crate) limit: u32,
}

/// Lists accounts in the order of their addresses.
pub(crate) async fn list(config: &Config, page: Page) -> anyhow::Result<Report> {
    let Page { search, after, limit } = page;
    let after = after.as_deref().map(EmailAddress::parse).transpose()?;
    let twinlock = open(config, Purpose::Command).await?.twinlock;
    let find = FindAccounts { part: &search, after, most: limit };
    let (found, more) = twinlock.find_accounts(Actor::Operator, &find).await?;
    let next = found.last().filter(|_| more).map(|last| last.account.email.to_string());
    let mut lines: Vec<String> = found.iter().map(line).collect();
    if found.is_empty() {
        lines.push("There are no such accounts.".to_owned());
    }
    lines.extend(next.as_ref().map(|next| format!("There are more: --after {next}")));
    let accounts: Vec<Value> = found.iter().map(|found| account(&found.account, found.enrolment)).collect();
    Ok(Report::new(lines.join("\n"), json!({ "accounts": accounts, "next": next })))
}

fn line(summary: &AccountSummary) -> String {
    let account = &summary.account;
    let words = [
        if summary.enrolment.is_enrolled() { "two-factor" } else { "no two-factor" },
        if account.is_admin { ", administrator" } else { "" },
        if account.email_verified_at.is_some() { "" } else { ", address not verified" },
        if account.disabled_at.is_some() { ", disabled" } else { "" },
    ];
    format!("{}  {}  ({})", account.email, account.display_name, words.concat())
}

/// Shows one account, its apps and its second factor.
pub(crate) async fn show(config: &Config, email: &str) -> anyhow::Result<Report> {
    let email = EmailAddress::parse(email)?;
    let details = open(config, Purpose::Command).await?.twinlock.account_details(Actor::Operator, &email).await?;
    let AccountDetails { account: of, enrolment, recovery_codes_left, sessions, owned, connected } = &details;
    let mut json = account(of, *enrolment);
    if let Some(json) = json.as_object_mut() {
        json.insert("recovery_codes_left".to_owned(), (*recovery_codes_left).into());
        json.insert("sessions".to_owned(), (*sessions).into());
        json.insert("owns".to_owned(), apps(owned));
        json.insert("connected".to_owned(), apps(connected));
    }
    let since = |at| format!("since {}", utc(at));
    let lines = [
        format!("{}\n  id              {}", of.email, of.id),
        format!("  name            {}", of.display_name),
        format!("  created         {}", utc(of.created_at)),
        format!(
            "  address         {}",
            of.email_verified_at.map_or("not verified".to_owned(), |at| { format!("verified {}", utc(at)) })
        ),
        format!("  administrator   {}", if of.is_admin { "yes" } else { "no" }),
        format!("  disabled        {}", of.disabled_at.map_or("no".to_owned(), since)),
        format!(
            "  second factor   {}",
            match enrolment {
                Enrolment::NotEnrolled => "none".to_owned(),
                Enrolment::Enrolled { since: at } =>
                    format!("{}, {recovery_codes_left} recovery codes left", since(*at)),
            }
        ),
        format!("  sessions        {sessions}"),
        format!("  owns            {}", names(owned)),
        format!("  connected apps  {}", names(connected)),
    ];
    Ok(Report::new(lines.join("\n"), json))
}

/// Disables an account.
pub(crate) async fn disable(config: &Config, email: &str) -> anyhow::Result<Report> {
    let email = EmailAddress::parse(email)?;
    let twinlock = open(config, Purpose::Command).await?.twinlock;
    let outcome = twinlock.disable_account(Actor::Operator, &email, &operator::origin("user disable")).await?;
    let text = match outcome {
        DisableAccountOutcome::Changed => {
            format!("{email} is disabled: signed out everywhere, and apps get no more access with it.")
        }
        DisableAccountOutcome::AlreadySo => format!("{email} was disabled before."),
    };
    Ok(changed(text, &email, outcome))
}

/// Enables an account again.
pub(crate) async fn enable(config: &Config, email: &str) -> anyhow::Result<Report> {
    let email = EmailAddress::parse(email)?;
    let twinlock = open(config, Purpose::Command).await?.twinlock;
    let outcome = twinlock.enable_account(Actor::Operator, &email, &operator::origin("user enable")).await?;
    let text = match outcome {
        DisableAccountOutcome::Changed => format!("{email} is enabled and can sign in again."),
        DisableAccountOutcome::AlreadySo => format!("{email} was not disabled."),
    };
    Ok(changed(text, &email, outcome))
}

fn changed(text: String, email: &EmailAddress, outcome: DisableAccountOutcome) -> Report {
    let changed = outcome == DisableAccountOutcome::Changed;
    Report::new(text, json!({ "email": email.as_str(), "changed": changed }))
}

/// Deletes an account, if the deletion was confirmed.
pub(crate) async fn delete(config: &Config, email: &str, yes: bool) -> anyhow::Result<Report> {
    let email = EmailAddress::parse(email)?;
    ensure!(yes, "this deletes {email} and everything kept for it; add --yes to confirm");
    let twinlock = open(config, Purpose::Command).await?.twinlock;
    let id = twinlock.delete_account(Actor::Operator, &email, &operator::origin("user delete")).await?;
    Ok(Report::new(
        format!("Deleted {email} ({id})."),
        json!({ "email": email.as_str(), "id": id.to_string(), "deleted": true }),
    ))
}

fn account(account: &Account, enrolment: Enrolment) -> Value {
    let since = match enrolment {
        Enrolment::NotEnrolled => None,
        Enrolment::Enrolled { since } => Some(since),
    };
    json!({
        "id": account.id.to_string(),
        "email": account.email.as_str(),
        "display_name": account.display_name,
        "admin": account.is_admin,
        "email_verified_at": account.email_verified_at.map(Timestamp::unix_seconds),
        "disabled_at": account.disabled_at.map(Timestamp::unix_seconds),
        "two_factor": enrolment.is_enrolled(),
        "two_factor_since": since.map(Timestamp::unix_seconds),
        "created_at": account.created_at.unix_seconds(),
    })
}

fn apps(apps: &[App]) -> Value {
    apps.iter().map(|app| json!({ "client_id": app.id.to_string(), "name": app.metadata.client_name })).collect()
}

fn names(apps: &[App]) -> String {
    let names: Vec<&str> = apps.iter().map(|app| app.metadata.client_name.as_str()).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}
