//! What the use cases need from this crate: the texts of mails, and the paths that links lead to.

use twinlock_application::domain::{BearerSecret, Locale};
use twinlock_application::mail::{MailContent, MailText};
use twinlock_application::{FrontEnd, LinkPurpose};

use crate::paths;
use crate::text::{Language, Texts, mail_text};

/// The implementation of [`FrontEnd`], through which the use cases reach the texts and paths of this crate.
#[derive(Clone, Copy, Debug)]
pub struct Pages;

impl FrontEnd for Pages {
    fn mail_text(&self, mail: &MailContent<'_>, locale: Option<&Locale>) -> MailText {
        let language = locale.and_then(Language::of_locale).unwrap_or_default();
        mail_text(Texts::of(language), mail)
    }

    fn link_path(&self, purpose: LinkPurpose, token: &BearerSecret) -> String {
        let page = match purpose {
            LinkPurpose::SetUp => paths::SET_UP,
            LinkPurpose::VerifyEmail => paths::EMAIL_VERIFY,
            LinkPurpose::ResetPassword => paths::PASSWORD_RESET,
            LinkPurpose::UndoEnrolment => paths::UNDO_ENROLMENT,
        };
        paths::by_link(page, token.expose())
    }
}
