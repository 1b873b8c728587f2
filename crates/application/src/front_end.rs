//! What the use cases need from the front end: the text of mails, and the paths of its pages.

use twinlock_domain::{BearerSecret, Locale};
use twinlock_ports::LinkPurpose;

use crate::mail::{MailContent, MailText};

/// The front end, as the use cases need it. The implementation is `twinlock_http_actix::Pages`.
pub trait FrontEnd: Send + Sync {
    /// The text of a mail, in the language of `locale` or else in the default language.
    fn mail_text(&self, mail: &MailContent<'_>, locale: Option<&Locale>) -> MailText;

    /// The path and query of the page that a mailed or printed link opens.
    fn link_path(&self, purpose: LinkPurpose, token: &BearerSecret) -> String;
}
