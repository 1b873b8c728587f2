//! The language of a response: that of the signed-in user, or the one that the browser prefers.

use std::sync::{Arc, OnceLock};

use actix_web::{HttpMessage as _, HttpRequest};
use twinlock_application::Account;
use twinlock_application::domain::Locale;

use crate::text::{Language, Texts};

/// Who reads the response to a request. Everything written for one request has the same reader, error pages too.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    /// The language that the browser prefers.
    accepted: Language,
    /// The language that the account's user chose, if any; set as soon as the session was read.
    chosen: Arc<OnceLock<Option<Language>>>,
}

impl Reader {
    /// The reader of the response to a request: until the session is read, with the language that the browser prefers.
    pub(crate) fn of(request: &HttpRequest) -> Self {
        if let Some(known) = request.extensions().get::<Self>() {
            return known.clone();
        }
        let accepted = Language::accepted(request).unwrap_or_default();
        let reader = Self { accepted, chosen: Arc::default() };
        request.extensions_mut().insert(reader.clone());
        reader
    }

    /// Sets the reader to the user of an account, who may have chosen a language.
    pub(crate) fn is_owner_of(&self, account: &Account) {
        self.chosen.get_or_init(|| account.locale.as_ref().and_then(Language::of_locale));
    }

    /// Whether the account of the reader is known already.
    pub(crate) fn is_known(&self) -> bool {
        self.chosen.get().is_some()
    }

    fn language(&self) -> Language {
        self.chosen.get().copied().flatten().unwrap_or(self.accepted)
    }

    /// The texts in the reader's language.
    pub(crate) fn texts(&self) -> Texts {
        Texts::of(self.language())
    }

    /// The reader's language, for an account that is created by the form of this page.
    pub(crate) fn locale(&self) -> Option<Locale> {
        Locale::parse(self.language().tag()).ok()
    }
}
