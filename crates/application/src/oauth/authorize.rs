//! `GET /oauth2/authorize`: a new request, or one that comes back from sign-in, challenge or set-up.

use twinlock_domain::{AuditKind, AuthorizationRequestId, Timestamp};
use twinlock_ports::{
    App, AuthorizationData, AuthorizationRequest, RequestParameters, RequestState, Transaction, Verdict,
};

use super::decided::DecidedRequest;
use super::flow::{AuthorizationContext, NextStep};
use super::issue::CodeRequest;
use super::query::client_id;
use super::{AuthorizationQuery, AuthorizationResponse, QueryError, ResponseBody};
use crate::accounts::Occasion;
use crate::failure::fails_with;
use crate::redacted_debug::redacted_debug;
use crate::session_state::note_use;
use crate::{Failure, RequestOrigin, SessionState, Twinlock};

/// Authorize: by a new request, or by the id of a stored one.
pub struct Authorize<'a> {
    /// The session cookie.
    pub session: Option<&'a str>,
    /// The visitor cookie; there always is one, made for this request if need be.
    pub visitor: &'a str,
    /// What is asked.
    pub asked: Result<AuthorizationQuery, AuthorizationRequestId>,
    /// Asked before a request is stored for a browser where nobody is signed in.
    pub room: &'a Room<'a>,
}

redacted_debug!(Authorize);

/// Whether there is room for another request of a stranger's, of so many bytes (R33).
pub type Room<'a> = dyn Fn(usize) -> bool + Send + Sync + 'a;

/// Store a request that came as a cross-site POST, without cookies, for the GET that follows it.
#[derive(Debug)]
pub struct StoreRequest {
    /// The request.
    pub query: AuthorizationQuery,
}

/// Where the browser goes.
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

/// Why a request cannot be answered by a redirect.
#[derive(Debug, thiserror::Error)]
pub enum AuthorizeError {
    /// Client or redirect URI are wrong.
    #[error(transparent)]
    Query(QueryError),
    /// The stored request is not there, or is another browser's.
    #[error("this sign-in is not known here any more")]
    UnknownRequest,
    /// The stored request was decided.
    #[error("this sign-in was answered already")]
    Decided(Box<DecidedRequest>),
    /// The stored request is too old.
    #[error("this sign-in took too long")]
    Expired {
        /// The app to go back to.
        app: Box<App>,
    },
    /// Too many requests wait for somebody to sign in.
    #[error("too many sign-ins were begun and not finished")]
    NoRoom,
    /// A port failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

fails_with!(AuthorizeError);

impl From<QueryError> for AuthorizeError {
    fn from(error: QueryError) -> Self {
        match error {
            QueryError::Failure(failure) => Self::Failure(failure),
            other => Self::Query(other),
        }
    }
}

/// An authorization request that is acted on, and who acts.
#[derive(Clone, Copy)]
pub(super) struct HandledRequest<'a> {
    pub(super) request: &'a AuthorizationRequest,
    /// Whether the store has it already.
    pub(super) stored: bool,
    pub(super) visit: &'a SessionState,
}

impl Twinlock {
    /// Answers an authorization request, or says what has to happen first.
    ///
    /// # Errors
    /// When there is no redirect URI that could be trusted with an answer, or a port fails.
    pub async fn authorize(
        &self,
        command: Authorize<'_>,
        origin: &RequestOrigin,
    ) -> Result<AuthorizeOutcome, AuthorizeError> {
        let at = self.occasion(origin);
        let now = at.now;
        self.write(async |tx| {
            let session = command.session.map(|cookie| self.hash(cookie));
            let (AuthorizationData { principal, app, consent }, mut request, stored) = match &command.asked {
                Ok(query) => {
                    let arrival =
                        tx.authorization_data(session, client_id(query)?).await?.ok_or(QueryError::UnknownClient)?;
                    let parameters = self.parsed(tx, &arrival.app, query, now).await?;
                    let request = self.new_request(&arrival.app, parameters, now);
                    (arrival, request, false)
                }
                Err(id) => {
                    let (arrival, request) = self.resumed(tx, *id, &command, now).await?;
                    (arrival, request, true)
                }
            };
            origin.seen.note_app(app.id);
            let visit = self.session_state_of(principal, now);
            // A session whose user goes from app to app is in use.
            note_use(tx, &visit, now).await?;
            request.visitor = Some(self.hash(command.visitor));
            if let SessionState::SignedIn(principal) | SessionState::Pending(principal) = &visit {
                request.session = Some((principal.session.id, principal.account.id));
            }
            let (parameters, requested_at) = (&request.parameters, request.created_at);
            let named = self.is_named(&app, parameters, &visit);
            let asked =
                AuthorizationContext { app: &app, parameters, requested_at, stored_consent: consent.as_ref(), named };
            let step = asked.next_step(&visit, now);
            let waits = !matches!(step, NextStep::IssueCode(_) | NextStep::RedirectError(..));
            let strangers = matches!(visit, SessionState::Anonymous);
            if waits && strangers && !stored && !(command.room)(request.parameters.stored_bytes()) {
                return Err(AuthorizeError::NoRoom);
            }
            self.conclude(tx, step, HandledRequest { request: &request, stored, visit: &visit }, &at).await
        })
        .await
    }

    /// Stores a request that no cookie came with; whoever loads it first takes it over.
    ///
    /// # Errors
    /// When client or redirect URI are wrong, or a port fails.
    pub async fn store_request(&self, command: StoreRequest) -> Result<AuthorizationRequestId, AuthorizeError> {
        let now = self.now();
        self.write(async |tx| {
            let app = tx.app(client_id(&command.query)?).await?.ok_or(QueryError::UnknownClient)?;
            let parameters = self.parsed(tx, &app, &command.query, now).await?;
            let request = self.new_request(&app, parameters, now);
            tx.add_request(&request).await?;
            Ok(request.id)
        })
        .await
    }

    pub(super) fn new_request(&self, app: &App, parameters: RequestParameters, now: Timestamp) -> AuthorizationRequest {
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

    /// A stored request, if it is this browser's, or nobody's yet, and still undecided (R11).
    async fn resumed(
        &self,
        tx: &mut dyn Transaction,
        id: AuthorizationRequestId,
        command: &Authorize<'_>,
        now: Timestamp,
    ) -> Result<(AuthorizationData, AuthorizationRequest), AuthorizeError> {
        let request = tx.request(id).await?.ok_or(AuthorizeError::UnknownRequest)?;
        let mine = request.visitor.is_none_or(|holder| holder == self.hash(command.visitor));
        if !mine {
            return Err(AuthorizeError::UnknownRequest);
        }
        let session = command.session.map(|cookie| self.hash(cookie));
        let arrival = tx.authorization_data(session, request.app).await?.ok_or(AuthorizeError::UnknownRequest)?;
        if let Some(decided) = self.decided(tx, &request, &arrival.app, None).await? {
            return Err(AuthorizeError::Decided(decided));
        }
        if now >= request.expires_at {
            return Err(AuthorizeError::Expired { app: Box::new(arrival.app) });
        }
        Ok((arrival, request))
    }

    /// Does what the next step is, and says where the browser goes.
    pub(super) async fn conclude(
        &self,
        tx: &mut dyn Transaction,
        step: NextStep,
        handled: HandledRequest<'_>,
        at: &Occasion<'_>,
    ) -> Result<AuthorizeOutcome, AuthorizeError> {
        let HandledRequest { request, stored, visit } = handled;
        let now = at.now;
        let outcome = match step {
            NextStep::IssueCode(clearance) => {
                let SessionState::SignedIn(principal) = visit else {
                    return Err(Failure::Inconsistent("a clearance without a session").into());
                };
                if stored && !tx.decide_request(request.id, Verdict::Unasked, now).await? {
                    return Err(AuthorizeError::UnknownRequest);
                }
                tx.touch_consent(principal.account.id, request.app, now).await?;
                let parameters = &request.parameters;
                let code = CodeRequest { parameters, session: principal.session.id, scope: parameters.scope };
                let response = self.issue_code(tx, clearance, code, at).await?;
                return Ok(AuthorizeOutcome::Redirect(response));
            }
            NextStep::RedirectError(error, description) => {
                if stored {
                    tx.decide_request(request.id, Verdict::Unasked, now).await?;
                }
                let body = ResponseBody::Error(error, description);
                return Ok(AuthorizeOutcome::Redirect(self.answer(&request.parameters, body)));
            }
            NextStep::SignIn => AuthorizeOutcome::SignIn(request.id),
            NextStep::Challenge(reason) => {
                self.note_stop(tx, reason, handled, at).await?;
                AuthorizeOutcome::Challenge(request.id)
            }
            NextStep::Blocked { reason, .. } => {
                self.note_stop(tx, Some(reason), handled, at).await?;
                AuthorizeOutcome::Consent(request.id)
            }
            NextStep::AskConsent(..) => AuthorizeOutcome::Consent(request.id),
        };
        if stored {
            tx.bind_request(request).await?;
        } else {
            tx.add_request(request).await?;
        }
        Ok(outcome)
    }

    /// Writes down that the gate stopped somebody, and why.
    pub(super) async fn note_stop(
        &self,
        tx: &mut dyn Transaction,
        reason: Option<twinlock_domain::Reason>,
        handled: HandledRequest<'_>,
        at: &Occasion<'_>,
    ) -> Result<(), twinlock_ports::StoreError> {
        let HandledRequest { request, visit, .. } = handled;
        let (Some(reason), SessionState::SignedIn(principal)) = (reason, visit) else { return Ok(()) };
        let event = self.event(AuditKind::GateStopped, at.now, at.origin).by(principal.account.id).app(request.app);
        tx.record(event.gate(reason).refused().row()).await
    }
}
