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
    /// `scope`, of those the app may ask for.
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
    /// The least `acr` that it accepts (R19).
    pub required_acr: Acr,
    /// The `acr` that it would like best, where the account can meet it. Never weaker than the required one.
    pub preferred_acr: Acr,
    /// `response_mode`
    pub response_mode: ResponseMode,
    /// The `sub`s that it accepts, by `id_token_hint` or the claim `sub`; empty where it accepts everybody.
    pub subjects: Vec<String>,
    /// The scopes whose claims it wants in the `id_token`.
    pub id_token_scopes: ScopeSet,
    /// `login_hint`, to fill in the form.
    pub login_hint: Option<String>,
    /// What is wrong with it, to be sent to the app once the user is signed in.
    pub deferred_error: Option<DeferredError>,
}

impl RequestParameters {
    /// A request that asks for nothing yet, to be answered there.
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

    /// About how many bytes it takes to store it.
    pub fn stored_bytes(&self) -> usize {
        let texts = [&self.state, &self.nonce, &self.login_hint];
        let texts: usize = texts.into_iter().flatten().map(String::len).sum();
        let subjects: usize = self.subjects.iter().map(|subject| subject.len() + 1).sum();
        // Ids, times and the words with a fixed spelling.
        500 + self.redirect_uri.as_str().len() + texts + subjects
    }
}

/// Whether a pending authorization request can still be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestState {
    /// It can.
    Pending,
    /// It was decided. A request is decided once.
    Decided {
        /// When.
        at: Timestamp,
        /// How.
        how: Verdict,
    },
}

/// How an authorization request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The user said yes.
    Allowed,
    /// The user said no.
    Denied,
    /// Nobody had to be asked: what is on file answered it, or an error did.
    Unasked,
}

/// An authorization request that waits for its user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorizationRequest {
    /// Its id.
    pub id: AuthorizationRequestId,
    /// The app's.
    pub app: AppId,
    /// What it asks.
    pub parameters: RequestParameters,
    /// The hash of the visitor cookie of the browser that brought it; `None` for a cross-site POST that has not
    /// come back as a GET yet.
    pub visitor: Option<SecretHash>,
    /// The session that it belongs to, once there is one (R11).
    pub session: Option<(SessionId, AccountId)>,
    /// Whether it can still be decided.
    pub state: RequestState,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// Pending authorization requests.
#[async_trait]
pub trait AuthorizationRequests {
    /// Adds one.
    async fn add_request(&mut self, request: &AuthorizationRequest) -> Stored<()>;
    /// By id.
    async fn request(&mut self, id: AuthorizationRequestId) -> Stored<Option<AuthorizationRequest>>;
    /// Writes its visitor and its session.
    async fn bind_request(&mut self, request: &AuthorizationRequest) -> Stored<()>;
    /// Marks it decided. `false` when it was decided before (R11).
    async fn decide_request(&mut self, id: AuthorizationRequestId, how: Verdict, at: Timestamp) -> Stored<bool>;
    /// Removes up to `most` of those that ended before a time and that nobody ever signed in for; gives how many.
    async fn sweep_nobodys_requests(&mut self, before: Timestamp, most: u32) -> Stored<u64>;
}
