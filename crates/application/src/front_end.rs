//! What the use cases leave to the front end: words, and the addresses of its pages.

use twinlock_domain::{BearerSecret, Locale};
use twinlock_ports::LinkPurpose;

use crate::mail::{MailContent, MailText};

/// The front end, as far as the use cases need it. HTTP's is `twinlock_http_actix::Pages`.
pub trait FrontEnd: Send + Sync {
    /// A mail in words, in the language of `locale`, or else in the one that is the default.
    fn mail_text(&self, mail: &MailContent<'_>, locale: Option<&Locale>) -> MailText;

    /// The path and query of the page that a mailed or printed link opens.
    fn link_path(&self, purpose: LinkPurpose, token: &BearerSecret) -> String;
}
