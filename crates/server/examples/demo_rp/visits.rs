//! What the relying party stores for each browser: a pending sign-in or a finished one.

use std::collections::HashMap;

use openidconnect::{CsrfToken, Nonce, RefreshToken};
use serde_json::Value;
use tokio::sync::Mutex;

/// A sign-in whose browser was sent to the provider and has not returned yet.
#[derive(Debug)]
pub(crate) struct Pending {
    pub(crate) app: usize,
    pub(crate) state: CsrfToken,
    pub(crate) nonce: Nonce,
    /// The text of the PKCE verifier.
    pub(crate) verifier: String,
}

/// What the provider returned about the user who signed in.
#[derive(Clone, Debug)]
pub(crate) struct SignedIn {
    pub(crate) app: usize,
    pub(crate) nonce: Nonce,
    pub(crate) refresh_token: Option<RefreshToken>,
    pub(crate) id_token: Value,
    pub(crate) user_info: Value,
    pub(crate) refreshed: u32,
}

/// The state of one browser.
#[derive(Debug)]
enum Visit {
    Pending(Pending),
    SignedIn(Box<SignedIn>),
}

/// All browsers, by cookie. In memory: the demo keeps nothing after it ends.
#[derive(Debug, Default)]
pub(crate) struct Visits(Mutex<HashMap<String, Visit>>);

impl Visits {
    /// Stores a pending sign-in, and replaces an older one of the same browser.
    pub(crate) async fn begin(&self, cookie: &str, pending: Pending) {
        self.0.lock().await.insert(cookie.to_owned(), Visit::Pending(pending));
    }

    /// Removes and returns the pending sign-in, so that a second response with the same state is rejected.
    pub(crate) async fn take_pending(&self, cookie: &str) -> Option<Pending> {
        let mut visits = self.0.lock().await;
        match visits.remove(cookie)? {
            Visit::Pending(pending) => Some(pending),
            finished @ Visit::SignedIn(_) => {
                visits.insert(cookie.to_owned(), finished);
                None
            }
        }
    }

    /// Stores the finished sign-in.
    pub(crate) async fn finish(&self, cookie: &str, signed_in: SignedIn) {
        self.0.lock().await.insert(cookie.to_owned(), Visit::SignedIn(Box::new(signed_in)));
    }

    /// The finished sign-in of this browser, if any.
    pub(crate) async fn signed_in(&self, cookie: &str) -> Option<SignedIn> {
        match self.0.lock().await.get(cookie)? {
            Visit::SignedIn(signed_in) => Some(signed_in.as_ref().clone()),
            Visit::Pending(_) => None,
        }
    }

    /// Forgets this browser.
    pub(crate) async fn forget(&self, cookie: &str) {
        self.0.lock().await.remove(cookie);
    }
}
