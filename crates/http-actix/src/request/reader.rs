//! In which language an answer is: that of who is signed in, or what the browser prefers.

use std::sync::{Arc, OnceLock};

use actix_web::{HttpMessage as _, HttpRequest};
use twinlock_application::Account;
use twinlock_application::domain::Locale;

use crate::text::{Language, Texts};

/// Who reads the answer to a request. All that is written for one request has the same reader, the error page too.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    /// What the browser prefers.
    accepted: Language,
    /// What the owner of the account chose that turned out to be signed in, once that is known.
    chosen: Arc<OnceLock<Option<Language>>>,
}

impl Reader {
    /// The reader of a request's answer: at first, whoever sits at the browser.
    pub(crate) fn of(request: &HttpRequest) -> Self {
        if let Some(known) = request.extensions().get::<Self>() {
            return known.clone();
        }
        let accepted = Language::accepted(request).unwrap_or_default();
        let reader = Self { accepted, chosen: Arc::default() };
        request.extensions_mut().insert(reader.clone());
        reader
    }

    /// The reader turns out to be the owner of an account, who may have chosen a language.
    pub(crate) fn is_owner_of(&self, account: &Account) {
        self.chosen.get_or_init(|| account.locale.as_ref().and_then(Language::of_locale));
    }

    /// Whether it is known already whose account it is.
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

    /// The reader's language, for an account that is made by the form of this page.
    pub(crate) fn locale(&self) -> Option<Locale> {
        Locale::parse(self.language().tag()).ok()
    }
}
