//! Pending authorization requests, with their parameters.

use std::time::Duration;

use async_trait::async_trait;
use twinlock_domain::{
    AccountId, Acr, AppId, AuthorizationRequestId, CodeChallenge, DeferredError, Prompt, RedirectUri, ResponseMode,
    ScopeSet, SecretHash, SessionId, Timestamp,
};

use crate::error::Stored;

/// The parameters of an authorization request, parsed (OIDC Core 3.1.2.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestParameters {
    /// `redirect_uri`, verified.
    pub redirect_uri: RedirectUri,
    /// `scope`, without scopes that the app may not request.
    pub scope: ScopeSet,
    /// `state`
    pub state: Option<String>,
    /// `nonce`
    pub nonce: Option<String>,
    /// `code_challenge`
    pub challenge: Option<CodeChallenge>,
    /// `prompt`
    pub prompt: Prompt,
    /// `max_age`
    pub max_age: Option<Duration>,
    /// The least `acr` that the request accepts (R19).
    pub required_acr: Acr,
    /// The `acr` that the request prefers, if the account can reach it. Never weaker than the required one.
    pub preferred_acr: Acr,
    /// `response_mode`
    pub response_mode: ResponseMode,
    /// The `sub`s that the request accepts, from `id_token_hint` or the claim `sub`. Empty: any user.
    pub subjects: Vec<String>,
    /// The scopes whose claims are requested in the `id_token`.
    pub id_token_scopes: ScopeSet,
    /// `login_hint`, which fills in the sign-in form.
    pub login_hint: Option<String>,
    /// An error of the request, which is sent to the app once the user is signed in.
    pub deferred_error: Option<DeferredError>,
}

impl RequestParameters {
    /// Parameters with this redirect URI and all others at their defaults.
    pub fn answered_at(redirect_uri: RedirectUri) -> Self {
        Self {
            redirect_uri,
            scope: ScopeSet::EMPTY,
            state: None,
            nonce: None,
            challenge: None,
            prompt: Prompt::default(),
            max_age: None,
            required_acr: Acr::OneFactor,
            preferred_acr: Acr::OneFactor,
            response_mode: ResponseMode::Query,
            subjects: Vec::new(),
            id_token_scopes: ScopeSet::EMPTY,
            login_hint: None,
            deferred_error: None,
        }
    }

    /// About how many bytes the request takes in the store.
    pub fn stored_bytes(&self) -> usize {
        let texts = [&self.state, &self.nonce, &self.login_hint];
        let texts: usize = texts.into_iter().flatten().map(String::len).sum();
        let subjects: usize = self.subjects.iter().map(|subject| subject.len() + 1).sum();
        // 500 for ids, times and words with a fixed spelling.
        500 + self.redirect_uri.as_str().len() + texts + subjects
    }
}

/// Whether a pending authorization request can still be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestState {
    /// It can still be decided.
    Pending,
    /// It was decided. A request is decided once.
    Decided {
        /// When it was decided.
        at: Timestamp,
        /// How it was decided.
        how: Verdict,
    },
}

/// How an authorization request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The user approved.
    Allowed,
    /// The user denied.
    Denied,
    /// Without a question: by a stored consent, or with an error.
    Unasked,
}

/// An authorization request that waits for its user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorizationRequest {
    /// Its id.
    pub id: AuthorizationRequestId,
    /// The app that made it.
    pub app: AppId,
    /// Its parameters.
    pub parameters: RequestParameters,
    /// The hash of the browser's visitor cookie; `None` for a cross-site POST that the browser has not loaded by GET
    /// yet.
    pub visitor: Option<SecretHash>,
    /// The session and account that it is bound to, once somebody has signed in (R11).
    pub session: Option<(SessionId, AccountId)>,
    /// Whether it can still be decided.
    pub state: RequestState,
    /// When it was stored.
    pub created_at: Timestamp,
    /// When it expires.
    pub expires_at: Timestamp,
}

/// Pending authorization requests.
#[async_trait]
pub trait AuthorizationRequests {
    /// Adds a request.
    async fn add_request(&mut self, request: &AuthorizationRequest) -> Stored<()>;
    /// The request with this id.
    async fn request(&mut self, id: AuthorizationRequestId) -> Stored<Option<AuthorizationRequest>>;
    /// Writes the request's visitor and session.
    async fn bind_request(&mut self, request: &AuthorizationRequest) -> Stored<()>;
    /// Marks a request as decided. `false` if it was decided before (R11).
    async fn decide_request(&mut self, id: AuthorizationRequestId, how: Verdict, at: Timestamp) -> Stored<bool>;
    /// Deletes up to `most` requests that expired before a time and that nobody signed in for. Returns how many.
    async fn sweep_nobodys_requests(&mut self, before: Timestamp, most: u32) -> Stored<u64>;
}
