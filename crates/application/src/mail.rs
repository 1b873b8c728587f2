//! Mails to the owners of accounts, as what they tell: when, from where, and what happened. The
//! [`FrontEnd`](crate::FrontEnd) makes words of it in the language that the account's owner reads; nothing that
//! somebody else wrote stands in one (R33).

use twinlock_domain::{AppChange, AppId, BearerSecret, DeliveryId, Timestamp};
use twinlock_ports::{Account, Delivery, DeliveryKind, Device, Mail, StoreError};

use crate::Twinlock;
use crate::unit_of_work::UnitOfWork;

/// What happened, with what the mail about it has to name. A link is a whole URL.
#[derive(Clone, Copy, Debug)]
pub enum MailEvent<'a> {
    /// An address waits to be confirmed.
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
        /// How many apps lost access by that. They are counted and not named: their owners chose the names.
        disconnected: usize,
    },
    /// The second factor was removed by an administrator.
    TwoFactorReset,
    /// The link in the mail about an enrolment was used.
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
        /// What was changed.
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
    /// Puts a mail to an account's owner into the outbox, in the transaction that it tells of. Its words are made here, so
    /// that a mail which waits says the same whatever the server is by then.
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
