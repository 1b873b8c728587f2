//! Mails to the owners of accounts, as data: what happened, when, and from where. The [`FrontEnd`](crate::FrontEnd)
//! writes the text in the language of the account. No mail contains text that somebody else wrote (R33).

use twinlock_domain::{AppChange, AppId, BearerSecret, DeliveryId, Timestamp};
use twinlock_ports::{Account, Delivery, DeliveryKind, Device, Mail, StoreError};

use crate::Twinlock;
use crate::unit_of_work::UnitOfWork;

/// The event, with what the mail about it has to name. A link is a whole URL.
#[derive(Clone, Copy, Debug)]
pub enum MailEvent<'a> {
    /// An address has to be confirmed.
    VerifyEmail {
        /// The link that confirms it.
        link: &'a BearerSecret,
    },
    /// Three wrong codes in a row, after the right password.
    WrongCodes,
    /// The second factor was turned on.
    Enrolled {
        /// The link that undoes the enrolment.
        undo: &'a BearerSecret,
    },
    /// The recovery codes were replaced.
    RecoveryCodesReplaced,
    /// The second factor was turned off by the account's owner.
    TwoFactorDisabled {
        /// How many apps lost access by that. Counted and not named, because their owners chose the names.
        disconnected: usize,
    },
    /// The second factor was removed by an administrator.
    TwoFactorReset,
    /// The link in the mail about an enrolment was used, which removed the factor.
    EnrolmentUndone {
        /// The link that sets a new password.
        reset: &'a BearerSecret,
    },
    /// Somebody asked for a link that sets a new password.
    ResetPassword {
        /// The link that sets the new password.
        link: &'a BearerSecret,
    },
    /// The password was reset.
    PasswordReset,
    /// An administrator disabled the account.
    AccountDisabled,
    /// An administrator enabled it again.
    AccountEnabled,
    /// An administrator deleted it.
    AccountDeleted,
    /// An app of the account's owner was changed in a way that weakens it (R24).
    AppWeakened {
        /// The app, by its id: its name is text that the owner wrote.
        app: AppId,
        /// The changes.
        changes: &'a [AppChange],
        /// Whether its owner changed it, or the operator of the server.
        by_owner: bool,
    },
}

/// A mail as data, before the front end has put it into words.
#[derive(Clone, Copy, Debug)]
pub struct MailContent<'a> {
    /// The event.
    pub event: MailEvent<'a>,
    /// The time of it.
    pub at: Timestamp,
    /// The browser and address that caused the event; without an address it was the server itself.
    pub device: &'a Device,
    /// The public URL of this provider, without a slash at its end.
    pub issuer: &'a str,
}

/// The text of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailText {
    /// The subject, one line.
    pub subject: String,
    /// The body, plain text.
    pub body: String,
}

impl UnitOfWork<'_> {
    /// Puts a mail to an account's owner into the outbox, in the transaction that causes it. Its text is written here,
    /// so that a mail that waits does not change with the server's version or settings.
    pub(crate) async fn enqueue_mail(&mut self, to: &Account, event: MailEvent<'_>) -> Result<(), StoreError> {
        let Twinlock { ports, settings, .. } = self.twinlock;
        let content = MailContent { event, at: self.now, device: &self.origin.device, issuer: &settings.issuer };
        let MailText { subject, body } = ports.front_end.mail_text(&content, to.locale.as_ref());
        let delivery = Delivery {
            id: DeliveryId::new(self.now, self.twinlock.entropy_for_id()),
            kind: DeliveryKind::Mail(Mail { to: to.email.clone(), subject, body }),
            attempts: 0,
            due_at: self.now,
        };
        self.tx.add_delivery(&delivery).await
    }
}
