//! Mailed and printed links. Each has one purpose, works once, and expires. Opening the link with GET does not use it
//! up.

use std::time::Duration;

use twinlock_domain::{AccountId, AuthorizationRequestId, BearerSecret, EmailAddress, MailQuota, Timestamp};
use twinlock_ports::{Link, LinkPurpose, StoreError};

use crate::unit_of_work::UnitOfWork;
use crate::{Failure, Twinlock};

/// The details of a link that still works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkDetails {
    /// The address of its account; `None` for a set-up link.
    pub email: Option<EmailAddress>,
    /// The authorization request that its user continues with.
    pub request: Option<AuthorizationRequestId>,
    /// When it expires.
    pub expires_at: Timestamp,
}

const DAY: u64 = 24;

/// How long a link works.
const fn lifetime(purpose: LinkPurpose) -> Duration {
    match purpose {
        LinkPurpose::ResetPassword => Duration::from_hours(1),
        LinkPurpose::SetUp | LinkPurpose::VerifyEmail => Duration::from_hours(DAY),
        LinkPurpose::UndoEnrolment => Duration::from_hours(7 * DAY),
    }
}

/// The purpose, account and request of a link that is to be made.
#[derive(Clone, Copy, Debug)]
pub(super) struct LinkTerms {
    pub(super) purpose: LinkPurpose,
    pub(super) account: Option<AccountId>,
    pub(super) request: Option<AuthorizationRequestId>,
}

/// A link that was just made.
#[derive(Clone, Debug)]
pub(super) struct NewLink {
    pub(super) token: BearerSecret,
    pub(super) url: BearerSecret,
}

impl Twinlock {
    /// Looks at a link without using it up, for the page that asks for confirmation. `None` if the link does not work,
    /// or its account is disabled.
    ///
    /// # Errors
    /// [`Failure`] if a port fails.
    pub async fn peek_link(&self, token: &str, purpose: LinkPurpose) -> Result<Option<LinkDetails>, Failure> {
        self.read(async |work| {
            let Some(link) = work.tx.link(self.hash(token), purpose).await? else { return Ok(None) };
            if !work.works(&link).await? {
                return Ok(None);
            }
            let (request, expires_at) = (link.request, link.expires_at);
            let Some(account) = link.account else { return Ok(Some(LinkDetails { email: None, request, expires_at })) };
            let account = work.tx.account(account).await?.filter(|account| account.disabled_at.is_none());
            Ok(account.map(|account| LinkDetails { email: Some(account.email), request, expires_at }))
        })
        .await
    }
}

impl UnitOfWork<'_> {
    /// Whether one more link of a kind may be mailed to an address now, whoever asks; if so, counts it (R33).
    /// Confirmations are counted by mailbox, because anybody can sign up with `ada+1@`, `ada+2@` and so on. Resets are
    /// counted by the address of the account, because requests from another account must not use up its limit.
    pub(super) async fn may_mail(&mut self, to: &EmailAddress, purpose: LinkPurpose) -> Result<bool, StoreError> {
        let mailbox = if purpose == LinkPurpose::VerifyEmail { to.mailbox() } else { to.as_str().to_owned() };
        let so_far = self.tx.mail_quota(&mailbox, purpose).await?;
        let Some(after) = MailQuota::after_one_more(so_far, self.now) else { return Ok(false) };
        self.tx.put_mail_quota(&mailbox, purpose, &after).await?;
        Ok(true)
    }

    /// Makes a link.
    pub(super) async fn make_link(
        &mut self,
        purpose: LinkPurpose,
        account: Option<AccountId>,
    ) -> Result<NewLink, StoreError> {
        self.make_link_to(&LinkTerms { purpose, account, request: None }).await
    }

    /// Makes a link whose page continues with an authorization request.
    pub(super) async fn make_link_to(&mut self, terms: &LinkTerms) -> Result<NewLink, StoreError> {
        let LinkTerms { purpose, account, request } = *terms;
        let token = self.twinlock.ports.secrets.bearer();
        // Built from the configured issuer, never from a host that a request named.
        let path = self.twinlock.ports.front_end.link_path(purpose, &token);
        let url = format!("{}{path}", self.twinlock.settings.issuer);
        let (hash, expires_at) = (self.hash(token.expose()), self.now + lifetime(purpose));
        self.tx.add_link(&Link { token: hash, purpose, account, request, created_at: self.now, expires_at }).await?;
        Ok(NewLink { token, url: BearerSecret::new(url) })
    }

    /// Uses up a link, and returns it if it worked until now.
    pub(super) async fn take_live_link(
        &mut self,
        token: &str,
        purpose: LinkPurpose,
    ) -> Result<Option<Link>, StoreError> {
        let Some(link) = self.tx.take_link(self.hash(token), purpose).await? else { return Ok(None) };
        let works = self.works(&link).await?;
        Ok(works.then_some(link))
    }

    /// Whether a link still works. A set-up link stops working as soon as any new administrator exists, so that one
    /// found in a log later is useless.
    async fn works(&mut self, link: &Link) -> Result<bool, StoreError> {
        if self.now >= link.expires_at {
            return Ok(false);
        }
        match link.purpose {
            LinkPurpose::SetUp => Ok(self.tx.newest_admin().await?.is_none_or(|made| made < link.created_at)),
            LinkPurpose::VerifyEmail | LinkPurpose::ResetPassword | LinkPurpose::UndoEnrolment => Ok(true),
        }
    }
}
