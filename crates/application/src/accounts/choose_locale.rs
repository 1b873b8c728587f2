//! The language of an account: of pages, and of mails, which are written without a browser's preference.

use twinlock_domain::Locale;

use crate::redacted_debug::redacted_debug;
use crate::{RequestOrigin, SessionError, TransactionName, Twinlock};

/// Choose a language.
pub struct ChooseLocale<'a> {
    /// The session cookie.
    pub session: Option<&'a str>,
    /// The language; `None` to use that of each browser.
    pub locale: Option<Locale>,
}

redacted_debug!(ChooseLocale);

impl Twinlock {
    /// Sets the language of the signed-in account. Not an event of the audit log, because it does not affect the
    /// account's security.
    ///
    /// # Errors
    /// [`SessionError::NotSignedIn`] if nobody is signed in; [`SessionError::Failure`] if a port fails.
    pub async fn choose_locale(&self, command: ChooseLocale<'_>, origin: &RequestOrigin) -> Result<(), SessionError> {
        self.write(TransactionName::ChooseLocale, origin, async |work| {
            let account = work.signed_in(command.session).await?.account;
            Ok(work.tx.set_locale(account.id, command.locale.as_ref()).await?)
        })
        .await
    }
}
