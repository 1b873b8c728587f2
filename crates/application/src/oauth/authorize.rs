//! The authorization endpoint (RFC 6749 3.1, OIDC Core 3.1.2), in steps:
//!
//! 1. The request comes from the app (`RequestSource::New`) or was stored before (`RequestSource::Stored`), when its
//!    user had to sign in or give a code first. A stored one must belong to this browser and be undecided (R11).
//! 2. App, session, account and stored consent are read together, in the transaction that acts on them (R8).
//! 3. `flow.rs` runs the checks in order and returns the next step.
//! 4. `conclude` carries that step out: it issues a code, redirects with an error, or stores the request and sends the
//!    browser to sign-in, to the code page or to the consent page.

use twinlock_domain::{AuditKind, AuthorizationRequestId, Stop, Timestamp};
use twinlock_ports::{
    App, AuthorizationData, AuthorizationRequest, RequestParameters, RequestState, StoreError, Verdict,
};

use super::decided::DecidedRequest;
use super::flow::{AuthorizationContext, NextStep};
use super::issue::CodeRequest;
use super::query::client_id;
use super::{AuthorizationQuery, AuthorizationResponse, QueryError, ResponseBody};
use crate::failure::from_ports;
use crate::redacted_debug::redacted_debug;
use crate::unit_of_work::UnitOfWork;
use crate::{Failure, RequestOrigin, SessionState, TransactionName, Twinlock};

/// Authorize a new request, or continue a stored one.
pub struct Authorize<'a> {
    /// The session cookie.
    pub session: Option<&'a str>,
    /// The visitor cookie. If the browser had none, one was made for this request.
    pub visitor: &'a str,
    /// The request.
    pub source: RequestSource,
    /// Called before a request is stored for a browser in which nobody is signed in.
    pub room: &'a Room<'a>,
}

redacted_debug!(Authorize);

/// Where an authorization request comes from.
#[derive(Debug)]
pub enum RequestSource {
    /// The app sent the browser with these parameters.
    New(Box<AuthorizationQuery>),
    /// It was stored because the user had to do something first; the browser comes back with its id.
    Stored(AuthorizationRequestId),
}

/// Whether another request of this many bytes may be stored for a browser in which nobody is signed in (R33).
pub type Room<'a> = dyn Fn(usize) -> bool + Send + Sync + 'a;

/// Store a request that came as a cross-site POST, which carries no cookies. A GET with cookies follows.
#[derive(Debug)]
pub struct StoreRequest {
    /// The request.
    pub query: AuthorizationQuery,
}

/// Where the browser is redirected to.
#[derive(Debug)]
pub enum AuthorizeOutcome {
    /// To the app.
    Redirect(AuthorizationResponse),
    /// To the sign-in page.
    SignIn(AuthorizationRequestId),
    /// To the page that asks for a code.
    Challenge(AuthorizationRequestId),
    /// To the consent page: the question or the panel.
    Consent(AuthorizationRequestId),
}

/// Why a request is not answered by a redirect.
#[derive(Debug, thiserror::Error)]
pub enum AuthorizeError {
    /// Client or redirect URI are invalid.
    #[error(transparent)]
    Query(QueryError),
    /// The stored request does not exist, or is another browser's.
    #[error("this sign-in is not known here any more")]
    UnknownRequest,
    /// The stored request was decided before.
    #[error("this sign-in was answered already")]
    Decided(Box<DecidedRequest>),
    /// The stored request has expired.
    #[error("this sign-in took too long")]
    Expired {
        /// The app to go back to.
        app: Box<App>,
    },
    /// Too many stored requests wait for somebody to sign in.
    #[error("too many sign-ins were begun and not finished")]
    NoRoom,
    /// A port failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

from_ports!(AuthorizeError);

impl From<QueryError> for AuthorizeError {
    fn from(error: QueryError) -> Self {
        match error {
            QueryError::Failure(failure) => Self::Failure(failure),
            other => Self::Query(other),
        }
    }
}

/// A new or stored request, with the rows on which it is decided.
struct LoadedRequest {
    request: AuthorizationRequest,
    is_stored: bool,
    data: AuthorizationData,
}

impl Twinlock {
    /// Answers an authorization request, or returns the page that the browser has to visit first.
    ///
    /// # Errors
    /// [`AuthorizeError::Query`] if client or redirect URI are invalid; [`AuthorizeError::UnknownRequest`],
    /// [`AuthorizeError::Decided`] or [`AuthorizeError::Expired`] if a stored request cannot be continued;
    /// [`AuthorizeError::NoRoom`] if too many are stored; [`AuthorizeError::Failure`] if a port fails.
    pub async fn authorize(
        &self,
        command: Authorize<'_>,
        origin: &RequestOrigin,
    ) -> Result<AuthorizeOutcome, AuthorizeError> {
        self.write(TransactionName::Authorize, origin, async |work| {
            let LoadedRequest { mut request, is_stored, data } = match &command.source {
                RequestSource::New(query) => work.new_request(query, &command).await?,
                RequestSource::Stored(id) => work.stored_request(*id, &command).await?,
            };
            let AuthorizationData { principal, app, consent } = data;
            origin.facts.note_app(app.id);
            let session = self.session_state_of(principal, work.now);
            // A session in which the user signs in to apps counts as used.
            if let Some(who) = session.principal() {
                work.note_use(who).await?;
            }
            request.visitor = Some(self.hash(command.visitor));
            if let Some(principal) = session.principal() {
                request.session = Some((principal.session.id, principal.account.id));
            }
            let context = AuthorizationContext {
                app: &app,
                request: &request,
                is_stored,
                stored_consent: consent.as_ref(),
                session: &session,
            };
            let step = work.next_step(&context);
            let is_kept = !matches!(step, NextStep::IssueCode(_) | NextStep::RedirectError(..));
            let by_stranger = matches!(session, SessionState::Anonymous);
            if is_kept && by_stranger && !is_stored && !(command.room)(request.parameters.stored_bytes()) {
                return Err(AuthorizeError::NoRoom);
            }
            work.conclude(step, context).await
        })
        .await
    }

    /// Stores a request that came without cookies. It is bound to the first browser that loads it.
    ///
    /// # Errors
    /// [`AuthorizeError::Query`] if client or redirect URI are invalid; [`AuthorizeError::Failure`] if a port fails.
    pub async fn store_request(&self, command: StoreRequest) -> Result<AuthorizationRequestId, AuthorizeError> {
        self.write(TransactionName::StoreRequest, RequestOrigin::none(), async |work| {
            let app = work.tx.app(client_id(&command.query)?).await?.ok_or(QueryError::UnknownClient)?;
            let parameters = work.parsed(&app, &command.query).await?;
            let request = self.request_of(&app, parameters, work.now);
            work.tx.add_request(&request).await?;
            Ok(request.id)
        })
        .await
    }

    /// A pending request of an app, not bound to a browser or session yet.
    pub(super) fn request_of(&self, app: &App, parameters: RequestParameters, now: Timestamp) -> AuthorizationRequest {
        AuthorizationRequest {
            id: AuthorizationRequestId::new(now, self.entropy_for_id()),
            app: app.id,
            parameters,
            visitor: None,
            session: None,
            state: RequestState::Pending,
            created_at: now,
            expires_at: now + self.lifetimes().authorization_request,
        }
    }
}

impl UnitOfWork<'_> {
    /// A request that comes directly from the app.
    async fn new_request(
        &mut self,
        query: &AuthorizationQuery,
        command: &Authorize<'_>,
    ) -> Result<LoadedRequest, AuthorizeError> {
        let session = command.session.map(|cookie| self.hash(cookie));
        let data = self.tx.authorization_data(session, client_id(query)?).await?.ok_or(QueryError::UnknownClient)?;
        let parameters = self.parsed(&data.app, query).await?;
        let request = self.twinlock.request_of(&data.app, parameters, self.now);
        Ok(LoadedRequest { request, is_stored: false, data })
    }

    /// A stored request, if it is undecided, not expired, and bound to this browser or to none (R11).
    async fn stored_request(
        &mut self,
        id: AuthorizationRequestId,
        command: &Authorize<'_>,
    ) -> Result<LoadedRequest, AuthorizeError> {
        let request = self.tx.request(id).await?.ok_or(AuthorizeError::UnknownRequest)?;
        let is_own = request.visitor.is_none_or(|holder| holder == self.hash(command.visitor));
        if !is_own {
            return Err(AuthorizeError::UnknownRequest);
        }
        let session = command.session.map(|cookie| self.hash(cookie));
        let data = self.tx.authorization_data(session, request.app).await?.ok_or(AuthorizeError::UnknownRequest)?;
        if let Some(decided) = self.decided(&request, &data.app, None).await? {
            return Err(AuthorizeError::Decided(decided));
        }
        if self.now >= request.expires_at {
            return Err(AuthorizeError::Expired { app: Box::new(data.app) });
        }
        Ok(LoadedRequest { request, is_stored: true, data })
    }

    /// Carries out the next step, and returns where the browser goes.
    pub(super) async fn conclude(
        &mut self,
        step: NextStep,
        context: AuthorizationContext<'_>,
    ) -> Result<AuthorizeOutcome, AuthorizeError> {
        let AuthorizationContext { request, is_stored, session, .. } = context;
        let outcome = match step {
            NextStep::IssueCode(clearance) => {
                let SessionState::SignedIn(principal) = session else {
                    return Err(Failure::Inconsistent("a clearance without a session").into());
                };
                if is_stored && !self.tx.decide_request(request.id, Verdict::Unasked, self.now).await? {
                    return Err(AuthorizeError::UnknownRequest);
                }
                self.tx.touch_consent(principal.account.id, request.app, self.now).await?;
                let parameters = &request.parameters;
                let code = CodeRequest { parameters, session: principal.session.id, scope: parameters.scope.clone() };
                let response = self.issue_code(clearance, code).await?;
                return Ok(AuthorizeOutcome::Redirect(response));
            }
            NextStep::RedirectError(error, description) => {
                if is_stored {
                    self.tx.decide_request(request.id, Verdict::Unasked, self.now).await?;
                }
                let body = ResponseBody::Error(error, description);
                return Ok(AuthorizeOutcome::Redirect(self.twinlock.answer(&request.parameters, body)));
            }
            NextStep::SignIn => AuthorizeOutcome::SignIn(request.id),
            NextStep::Challenge => AuthorizeOutcome::Challenge(request.id),
            NextStep::Stopped(by_gate) => {
                self.record_stop(by_gate, context).await?;
                match by_gate {
                    Stop::Challenge => AuthorizeOutcome::Challenge(request.id),
                    Stop::Enrol | Stop::Wait { .. } | Stop::Refuse(_) => AuthorizeOutcome::Consent(request.id),
                }
            }
            NextStep::AskConsent(..) => AuthorizeOutcome::Consent(request.id),
        };
        if is_stored {
            self.tx.bind_request(request).await?;
        } else {
            self.tx.add_request(request).await?;
        }
        Ok(outcome)
    }

    /// Records that the gate stopped somebody, and why.
    pub(super) async fn record_stop(
        &mut self,
        stop: Stop,
        context: AuthorizationContext<'_>,
    ) -> Result<(), StoreError> {
        let SessionState::SignedIn(principal) = context.session else { return Ok(()) };
        let event = self.record(AuditKind::GateStopped).by(principal.account.id).app(context.app.id);
        event.why(stop.as_str()).refused().await
    }
}
