//! Requests that were decided before: the details for the page about them, and starting them again. Happens after a
//! second click on *Allow*, with the Back button, and after a lost response.

use std::time::Duration;

use twinlock_domain::{AuthorizationRequestId, BearerSecret, Timestamp};
use twinlock_ports::{App, AuthorizationData, AuthorizationRequest, FormAnswer, RequestState, SealedAs, Verdict};

use super::flow::AuthorizationContext;
use super::{AuthorizationResponse, AuthorizeError, AuthorizeOutcome, ResponseBody};
use crate::redacted_debug::redacted_debug;
use crate::unit_of_work::UnitOfWork;
use crate::{Failure, RequestOrigin, SessionState, TransactionName, Twinlock};

/// How long a code whose response did not reach the app can be sent once more.
const GRACE: Duration = Duration::from_secs(30);

/// A request that was decided.
#[derive(Debug)]
pub struct DecidedRequest {
    /// The request.
    pub id: AuthorizationRequestId,
    /// The app.
    pub app: App,
    /// How it was decided.
    pub how: Verdict,
    /// The time of it.
    pub at: Timestamp,
    /// Whether its code was not redeemed yet, so that the browser should go to the app.
    pub answer_waits: bool,
}

/// Start a request again that was decided before.
pub struct AuthorizeAgain<'a> {
    /// The session cookie.
    pub session: Option<&'a str>,
    /// The visitor cookie of the browser.
    pub visitor: Option<&'a str>,
    /// The request.
    pub request: AuthorizationRequestId,
}

redacted_debug!(AuthorizeAgain);

impl AuthorizeAgain<'_> {
    const fn answered(&self) -> Answered<'_> {
        Answered { session: self.session, request: self.request }
    }
}

/// A decided request and the session that received its response.
#[derive(Clone, Copy)]
pub(crate) struct Answered<'a> {
    /// The session cookie.
    pub(crate) session: Option<&'a str>,
    /// The request.
    pub(crate) request: AuthorizationRequestId,
}

impl Twinlock {
    /// Starts a request again. A code of the last half minute that the app has not redeemed is sent once more;
    /// otherwise this is a new request with the same parameters, with the same checks as any.
    ///
    /// # Errors
    /// [`AuthorizeError::UnknownRequest`] or [`AuthorizeError::Expired`] if this browser has no such request;
    /// [`AuthorizeError::Failure`] if a port fails.
    pub async fn authorize_again(
        &self,
        command: AuthorizeAgain<'_>,
        origin: &RequestOrigin,
    ) -> Result<AuthorizeOutcome, AuthorizeError> {
        self.write(TransactionName::AuthorizeAgain, origin, async |work| {
            let old = work.tx.request(command.request).await?.ok_or(AuthorizeError::UnknownRequest)?;
            let session = command.session.map(|cookie| self.hash(cookie));
            let data = work.tx.authorization_data(session, old.app).await?.ok_or(AuthorizeError::UnknownRequest)?;
            let AuthorizationData { principal, app, consent } = data;
            let session = self.session_state_of(principal, work.now);
            let SessionState::SignedIn(who) = &session else { return Ok(AuthorizeOutcome::SignIn(old.id)) };
            let visitor = command.visitor.map(|cookie| self.hash(cookie));
            let own_session = old.session == Some((who.session.id, who.account.id));
            if !own_session && (old.visitor.is_none() || old.visitor != visitor) {
                return Err(AuthorizeError::UnknownRequest);
            }
            if work.now >= old.expires_at {
                return Err(AuthorizeError::Expired { app: Box::new(app) });
            }
            if own_session && let Some(code) = work.waiting_code(command.answered()).await? {
                let response = self.answer(&old.parameters, ResponseBody::Code(code));
                return Ok(AuthorizeOutcome::Redirect(response));
            }
            let request = AuthorizationRequest {
                visitor: old.visitor,
                session: Some((who.session.id, who.account.id)),
                ..self.request_of(&app, old.parameters, work.now)
            };
            let context = AuthorizationContext {
                app: &app,
                request: &request,
                is_stored: false,
                stored_consent: consent.as_ref(),
                session: &session,
            };
            let step = work.next_step(&context);
            work.conclude(step, context).await
        })
        .await
    }

    /// The key of a kept code's row, and the text that the code is sealed under. Both are derived from the session's
    /// cookie.
    fn key_of_code(&self, answered: Answered<'_>) -> Option<(String, String)> {
        let message = [answered.request.as_bytes().as_slice(), answered.session?.as_bytes()];
        Some((self.keyed("which answer waits", &message), self.keyed("an answer that waits", &message)))
    }
}

impl UnitOfWork<'_> {
    /// How a request was decided, and whether this session has a code of it that was not redeemed; `None` while it is
    /// pending.
    pub(crate) async fn decided(
        &mut self,
        request: &AuthorizationRequest,
        app: &App,
        session: Option<&str>,
    ) -> Result<Option<Box<DecidedRequest>>, Failure> {
        let RequestState::Decided { at, how } = request.state else { return Ok(None) };
        let answered = Answered { session, request: request.id };
        let answer_waits = self.waiting_code(answered).await?.is_some();
        Ok(Some(Box::new(DecidedRequest { id: request.id, app: app.clone(), how, at, answer_waits })))
    }

    /// Keeps a response's code for half a minute, encrypted for the session that received it.
    pub(crate) async fn keep_code(
        &mut self,
        answered: Answered<'_>,
        response: &AuthorizationResponse,
    ) -> Result<(), Failure> {
        let (Some((form, said)), ResponseBody::Code(code)) = (self.twinlock.key_of_code(answered), response.body())
        else {
            return Ok(());
        };
        let sealed = self.twinlock.ports.vault.seal(SealedAs::FormAnswer(&said), code.expose().as_bytes());
        let answer = FormAnswer { form: self.hash(&form), sealed, expires_at: self.now + GRACE };
        Ok(self.tx.keep_form_answer(&answer).await?)
    }

    /// The code that a session received for a request, if it was not redeemed yet.
    async fn waiting_code(&mut self, answered: Answered<'_>) -> Result<Option<BearerSecret>, Failure> {
        let Some((form, said)) = self.twinlock.key_of_code(answered) else { return Ok(None) };
        let kept = self.tx.form_answer(self.hash(&form)).await?.filter(|kept| self.now < kept.expires_at);
        let Some(kept) = kept else { return Ok(None) };
        let Ok(code) = self.twinlock.ports.vault.open(SealedAs::FormAnswer(&said), &kept.sealed) else {
            return Ok(None);
        };
        let code = String::from_utf8(code).map_err(|_| Failure::Inconsistent("a kept code that is no text"))?;
        let code = BearerSecret::new(code);
        let Some(handle) = self.open_handle(&code).await? else { return Ok(None) };
        let grant = self.tx.grant(handle.grant()).await?;
        let waits = grant.is_some_and(|grant| grant.tokens().is_none() && !grant.is_revoked());
        Ok(waits.then_some(code))
    }
}
