//! Accounts as the operator sees them: a page of the list, or one account in detail.

use twinlock_domain::{EmailAddress, Enrolment};
use twinlock_ports::{Account, AccountQuery, App};

use super::AdministrationError;
use crate::{Actor, Twinlock};

/// Find accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindAccounts<'a> {
    /// A part of the address. If empty, every account matches.
    pub part: &'a str,
    /// The page begins after this address.
    pub after: Option<EmailAddress>,
    /// The largest number of accounts to return.
    pub most: u32,
}

/// An account in a list.
#[derive(Clone, Debug)]
pub struct AccountSummary {
    /// The account.
    pub account: Account,
    /// Whether it has a second factor.
    pub enrolment: Enrolment,
}

/// An account in detail.
#[derive(Clone, Debug)]
pub struct AccountDetails {
    /// The account.
    pub account: Account,
    /// Whether it has a second factor.
    pub enrolment: Enrolment,
    /// How many of its recovery codes are unused.
    pub recovery_codes_left: u32,
    /// How many sessions are open.
    pub sessions: usize,
    /// The apps that it owns.
    pub owned: Vec<App>,
    /// The apps that it has given consent to.
    pub connected: Vec<App>,
}

impl Twinlock {
    /// A page of accounts in the order of their addresses, and whether more follow.
    ///
    /// # Errors
    /// [`AdministrationError::NotSignedIn`] or [`AdministrationError::Forbidden`] if the actor may not;
    /// [`AdministrationError::Failure`] if a port fails.
    pub async fn find_accounts(
        &self,
        actor: Actor<'_>,
        find: &FindAccounts<'_>,
    ) -> Result<(Vec<AccountSummary>, bool), AdministrationError> {
        let query = AccountQuery {
            part: find.part.trim().to_ascii_lowercase(),
            after: find.after.clone(),
            most: find.most.saturating_add(1),
        };
        let most = usize::try_from(find.most).unwrap_or(usize::MAX);
        self.read(async |work| {
            work.account_administrator(actor).await?;
            let found = work.tx.find_accounts(&query).await?;
            let more = found.len() > most;
            let mut page = Vec::new();
            for account in found.into_iter().take(most) {
                let enrolment = work.tx.factors(account.id).await?.enrolment();
                page.push(AccountSummary { account, enrolment });
            }
            Ok((page, more))
        })
        .await
    }

    /// One account.
    ///
    /// # Errors
    /// [`AdministrationError::NotSignedIn`] or [`AdministrationError::Forbidden`] if the actor may not;
    /// [`AdministrationError::NoSuchAccount`] if no account has the address; [`AdministrationError::Failure`] if a port
    /// fails.
    pub async fn account_details(
        &self,
        actor: Actor<'_>,
        email: &EmailAddress,
    ) -> Result<AccountDetails, AdministrationError> {
        self.read(async |work| {
            let (_, account) = work.administered_account(actor, email).await?;
            let sessions = work.tx.sessions(account.id).await?;
            let open = |session: &&twinlock_ports::Session| {
                work.now < session.expires_at && work.now < session.last_seen_at + self.lifetimes().session_idle
            };
            Ok(AccountDetails {
                enrolment: work.tx.factors(account.id).await?.enrolment(),
                recovery_codes_left: work.tx.recovery_codes_left(account.id).await?,
                sessions: sessions.iter().filter(open).count(),
                owned: work.tx.apps_of(account.id).await?,
                connected: work.tx.consents_of(account.id).await?.into_iter().map(|(_, app)| app).collect(),
                account,
            })
        })
        .await
    }
}
