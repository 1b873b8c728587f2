//! Requesting a link to set a new password. The response and its timing do not depend on whether the account exists.

use std::time::Duration;

use twinlock_domain::{AuditKind, AuthorizationRequestId, EmailAddress};
use twinlock_ports::{LinkPurpose, ResetRequest};

use super::links::LinkTerms;
use crate::mail::MailEvent;
use crate::unit_of_work::UnitOfWork;
use crate::{Failure, RequestOrigin, TransactionName, Twinlock};

/// How many requests may wait. Further ones are dropped.
const MOST_WAITING: usize = twinlock_domain::bounds::RESET_REQUESTS;
/// Older requests are not answered any more.
const STALE: Duration = Duration::from_hours(1);

/// Ask for a link to set a new password.
#[derive(Clone, Copy, Debug)]
pub struct RequestPasswordReset<'a> {
    /// The address, as typed.
    pub email: &'a str,
    /// The authorization request that the user continues with.
    pub request: Option<AuthorizationRequestId>,
}

impl Twinlock {
    /// Stores the request. The account is looked up later, when mail is delivered, so that neither the response nor its
    /// timing reveals whether it exists.
    ///
    /// # Errors
    /// [`Failure`] if a port fails.
    pub async fn request_password_reset(
        &self,
        command: RequestPasswordReset<'_>,
        origin: &RequestOrigin,
    ) -> Result<(), Failure> {
        let Ok(email) = EmailAddress::parse(command.email) else { return Ok(()) };
        let asked = ResetRequest {
            email,
            request: command.request,
            trace: origin.request_id.clone(),
            device: origin.device.clone(),
            created_at: self.now(),
        };
        self.write(TransactionName::RequestPasswordReset, origin, async |work| {
            work.tx.add_reset_request(&asked, u32::try_from(MOST_WAITING).unwrap_or(u32::MAX)).await?;
            Ok(())
        })
        .await
    }

    /// Handles up to `most` waiting requests: looks up each account and puts a mail with a link into the outbox, unless
    /// the account had too many lately (R33). Returns how many requests there were.
    ///
    /// # Errors
    /// [`Failure`] if a port fails.
    pub async fn answer_reset_requests(&self, most: u32) -> Result<u32, Failure> {
        let mut answered = 0;
        while answered < most {
            // One request per transaction, so that an error with one account does not block the others for long.
            let asked =
                self.write::<_, Failure>(TransactionName::AnswerResetRequests, RequestOrigin::none(), async |work| {
                    let asked = work.tx.take_reset_requests(1).await?.pop();
                    if let Some(asked) = &asked {
                        let (request_id, device) = (asked.trace.clone(), asked.device.clone());
                        let origin = RequestOrigin { request_id, device, ..RequestOrigin::default() };
                        work.on_behalf_of(&origin).mail_reset_link(asked).await?;
                    }
                    Ok(asked)
                });
            if asked.await?.is_none() {
                break;
            }
            answered += 1;
        }
        Ok(answered)
    }
}

impl UnitOfWork<'_> {
    /// Mails a link to the address of the account. The typed address is only compared, never mailed to.
    async fn mail_reset_link(&mut self, asked: &ResetRequest) -> Result<(), Failure> {
        let account = self.tx.account_by_email(&asked.email).await?.filter(|account| account.disabled_at.is_none());
        let Some(account) = account.filter(|_| self.now.since(asked.created_at) < STALE) else { return Ok(()) };
        if !self.may_mail(&account.email, LinkPurpose::ResetPassword).await? {
            return Ok(());
        }
        let terms =
            LinkTerms { purpose: LinkPurpose::ResetPassword, account: Some(account.id), request: asked.request };
        let link = self.make_link_to(&terms).await?;
        self.enqueue_mail(&account, MailEvent::ResetPassword { link: &link.url }).await?;
        let event = self.record(AuditKind::LinkRequested).about(account.id);
        Ok(event.why("reset_password").await?)
    }
}
