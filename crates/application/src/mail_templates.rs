//! What Twinlock writes to people: each mail says what happened, when, from where, and what to do about it. The words are
//! always ours: nothing that somebody else wrote stands in one (R33).

mod app_change;
mod utc;

use std::net::IpAddr;

use app_change::app_weakened;
use twinlock_domain::{AppChange, AppId, BearerSecret, EmailAddress, MailId};
use twinlock_ports::{Device, Mail, OutboxMail, StoreError};

use crate::browser;
use crate::unit_of_work::UnitOfWork;

pub use utc::utc;

/// A mail's occasion, with what it has to tell.
#[derive(Clone, Copy, Debug)]
pub(crate) enum MailTemplate<'a> {
    VerifyEmail { link: &'a BearerSecret },
    WrongCodes,
    Enrolled { undo: &'a BearerSecret },
    RecoveryCodesReplaced,
    TwoFactorDisabled { disconnected: usize },
    TwoFactorReset,
    EnrolmentUndone { reset: &'a BearerSecret },
    ResetPassword { link: &'a BearerSecret },
    PasswordReset,
    AccountDisabled,
    AccountEnabled,
    AccountDeleted,
    AppWeakened { app: AppId, changes: &'a [AppChange], by_owner: bool },
}

impl UnitOfWork<'_> {
    /// Puts a mail into the outbox, in the transaction that it tells of.
    pub(crate) async fn enqueue_mail(
        &mut self,
        to: &EmailAddress,
        letter: &MailTemplate<'_>,
    ) -> Result<(), StoreError> {
        let issuer = &self.twinlock.settings.issuer;
        let body = format!(
            "{said}\n\nWhen: {when}\nFrom: {place}\nAccount: yours at {issuer}\n\n{advice}\n",
            said = letter.said(issuer),
            when = utc(self.now),
            place = place(&self.origin.device),
            advice = letter.advice(issuer),
        );
        let mail = Mail { to: to.clone(), subject: letter.subject().into(), body };
        self.tx
            .add_mail(&OutboxMail {
                id: MailId::new(self.now, self.twinlock.entropy_for_id()),
                mail,
                attempts: 0,
                due_at: self.now,
            })
            .await
    }
}

/// Where a request came from, in our words: the address as a number, and the browser by one of a few names.
fn place(device: &Device) -> String {
    if device.address.is_empty() {
        return "the server itself".into();
    }
    let browser = browser::described(&device.user_agent);
    match device.address.parse::<IpAddr>() {
        Ok(address) => format!("{} ({browser})", address.to_canonical()),
        Err(_) => format!("an unknown address ({browser})"),
    }
}

/// What turning the second factor off cost. Apps are counted, not named: their owners chose the names.
fn lost(apps: usize, issuer: &str) -> String {
    let sentence = match apps {
        0 => return String::new(),
        1 => "One app that requires it has".to_owned(),
        many => format!("{many} apps that require it have"),
    };
    format!(" {sentence} lost access to your account. Your apps: {issuer}/dashboard/apps")
}

impl MailTemplate<'_> {
    const fn subject(&self) -> &'static str {
        match self {
            Self::VerifyEmail { .. } => "Confirm your e-mail address",
            Self::WrongCodes => "Wrong codes were entered for your account",
            Self::Enrolled { .. } => "Two-factor authentication is on",
            Self::RecoveryCodesReplaced => "You have new recovery codes",
            Self::TwoFactorDisabled { .. } => "Two-factor authentication is off",
            Self::TwoFactorReset => "Your two-factor authentication was reset",
            Self::EnrolmentUndone { .. } => "Your account was taken back",
            Self::ResetPassword { .. } => "Set a new password",
            Self::PasswordReset => "Your password was changed",
            Self::AccountDisabled => "Your account was disabled",
            Self::AccountEnabled => "Your account works again",
            Self::AccountDeleted => "Your account was deleted",
            Self::AppWeakened { .. } => "One of your apps was changed",
        }
    }

    fn said(&self, issuer: &str) -> String {
        match self {
            Self::VerifyEmail { link } => {
                format!("Please confirm this address within 24 hours:\n\n{}", link.expose())
            }
            Self::WrongCodes => {
                "Three wrong codes (or passwords) in a row were entered by somebody who had your password.".into()
            }
            Self::Enrolled { .. } => "Two-factor authentication was turned on for your account.".into(),
            Self::RecoveryCodesReplaced => {
                "New recovery codes were made for your account. The old ones no longer work.".into()
            }
            Self::TwoFactorDisabled { disconnected } => {
                format!("Two-factor authentication was turned off for your account.{}", lost(*disconnected, issuer))
            }
            Self::TwoFactorReset => "An administrator removed the second factor of your account and signed it out \
                everywhere. Apps that require two-factor authentication are no longer connected."
                .into(),
            Self::EnrolmentUndone { reset } => format!(
                "By the link in our mail, the second factor of your account was removed, it was signed out everywhere, \
                 and all access and every permission that apps were given since then has ended. Set a new password \
                 within one hour, since somebody may know the old one:\n\n{}",
                reset.expose()
            ),
            Self::ResetPassword { link } => {
                format!("Somebody asked to set a new password. To do so within one hour:\n\n{}", link.expose())
            }
            Self::PasswordReset => {
                "A new password was set for your account. It was signed out everywhere, and apps have to ask you to sign \
                 in again. Which apps you allowed has not changed, and nothing was changed about two-factor \
                 authentication."
                    .into()
            }
            Self::AccountDisabled => {
                "An administrator disabled your account. You are signed out everywhere, you cannot \
                sign in, and apps get no access with it."
                    .into()
            }
            Self::AccountEnabled => "An administrator enabled your account again. You can sign in.".into(),
            Self::AccountDeleted => "An administrator deleted your account with everything that was kept for it. Apps \
                have lost the access that you had given them."
                .into(),
            Self::AppWeakened { app, changes, by_owner } => app_weakened(*app, changes, *by_owner),
        }
    }

    fn advice(&self, issuer: &str) -> String {
        let forgot = format!("{issuer}/password/forgot");
        match self {
            Self::VerifyEmail { .. } => "If you have no such account, ignore this mail.".into(),
            Self::WrongCodes => {
                format!("If that was not you, somebody knows your password. Set a new one: {forgot}")
            }
            Self::Enrolled { undo } => format!(
                "If that was not you, somebody knows your password. This link, good for seven days, removes the \
                 second factor, ends all sessions, and takes back what apps were allowed since:\n\n{}",
                undo.expose()
            ),
            Self::RecoveryCodesReplaced | Self::TwoFactorDisabled { .. } | Self::PasswordReset => {
                format!(
                    "If that was not you, set a new password at once: {forgot}\nThen look at {issuer}/dashboard/security."
                )
            }
            Self::TwoFactorReset => {
                format!("If you did not ask for that, tell your administrator, and set a new password: {forgot}")
            }
            Self::EnrolmentUndone { .. } => {
                format!("Should the link be too old by now, ask for another: {forgot}")
            }
            Self::AppWeakened { app, .. } => format!(
                "Look at it: {issuer}/dashboard/developer?open={app}\nIf that was not you, set a new password at once: {forgot}"
            ),
            Self::ResetPassword { .. } => {
                "If that was not you, ignore this mail: nothing changes until the link is used.".into()
            }
            Self::AccountDisabled | Self::AccountDeleted => {
                "If you think that this is a mistake, ask your administrator.".into()
            }
            Self::AccountEnabled => {
                format!("Trusted devices were forgotten, so you may be asked for a code. Sign in: {issuer}/sign-in")
            }
        }
    }
}
