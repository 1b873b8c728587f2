//! The language that an account's owner reads: of pages, and of the mails that no browser asks for.

use twinlock_domain::Locale;

use crate::redacted_debug::redacted_debug;
use crate::{RequestOrigin, SessionError, TransactionName, Twinlock};

/// Choose a language.
pub struct ChooseLocale<'a> {
    /// The session cookie.
    pub session: Option<&'a str>,
    /// The language; `None` is that of each browser.
    pub locale: Option<Locale>,
}

redacted_debug!(ChooseLocale);

impl Twinlock {
    /// Sets the language of the account that is signed in. It changes nothing about the account's protection, so it is no
    /// event of the audit log.
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
