//! `POST /api/oauth/consent`: the user approves or denies. The request must be bound to this session (R11). The gate is
//! asked again before anything is recorded, whichever page sent the decision (R20).

use twinlock_domain::{
    AuditKind, AuthorizationRequestId, Clearance, Consent, ConsentQuestion, ScopeChoiceError, ScopeSet, Stop,
};
use twinlock_ports::{App, AuthorizationData, AuthorizationRequest, Principal, Verdict};

use super::decided::{Answered, DecidedRequest};
use super::flow::{AuthorizationContext, NextStep};
use super::issue::CodeRequest;
use super::{AuthorizationError, AuthorizationResponse, ResponseBody};
use crate::failure::from_ports_and_session;
use crate::redacted_debug::redacted_debug;
use crate::unit_of_work::UnitOfWork;
use crate::{Failure, RequestOrigin, SessionState, TransactionName, Twinlock};

/// Decide a pending authorization request.
pub struct DecideConsent<'a> {
    /// The session cookie.
    pub session: Option<&'a str>,
    /// The request.
    pub request: AuthorizationRequestId,
    /// The decision.
    pub decision: ConsentDecision,
}

redacted_debug!(DecideConsent);

/// The user's decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConsentDecision {
    /// Approve these of the scopes asked; `None` approves those that cannot be declined.
    Approve(Option<ScopeSet>),
    /// Deny (R12).
    Deny,
}

/// The outcome.
#[derive(Debug)]
pub enum ConsentOutcome {
    /// To the app, with a code or with `access_denied`.
    Redirect(AuthorizationResponse),
    /// The gate does not pass. Nothing was recorded except that.
    Stopped(Stop),
    /// The request needs a more recent sign-in, or one of another user.
    SignInRequired,
}

/// Why nothing was decided. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum DecideConsentError {
    /// Nobody is signed in.
    #[error("sign in first")]
    NotSignedIn,
    /// This session has no such request.
    #[error("there is no such request")]
    NotFound,
    /// The request was decided before.
    #[error("this request was decided already")]
    AlreadyDecided(Box<DecidedRequest>),
    /// The request has expired.
    #[error("this request took too long: go back to the app and sign in again")]
    Expired {
        /// The app to go back to.
        app: Box<App>,
    },
    /// The chosen scopes do not match the question.
    #[error(transparent)]
    Scopes(#[from] ScopeChoiceError),
    /// A port failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

from_ports_and_session!(DecideConsentError);

impl Twinlock {
    /// Records the decision; after an approval, issues a code.
    ///
    /// # Errors
    /// [`DecideConsentError::NotSignedIn`] if nobody is signed in; [`DecideConsentError::NotFound`],
    /// [`DecideConsentError::AlreadyDecided`] or [`DecideConsentError::Expired`] if this session has no such pending
    /// request; [`DecideConsentError::Scopes`] if the chosen scopes do not match the question;
    /// [`DecideConsentError::Failure`] if a port fails.
    pub async fn decide_consent(
        &self,
        command: DecideConsent<'_>,
        origin: &RequestOrigin,
    ) -> Result<ConsentOutcome, DecideConsentError> {
        self.write(TransactionName::DecideConsent, origin, async |work| {
            let OwnRequest { session, app, consent, request } =
                work.own_request(command.session, command.request).await?;
            origin.facts.note_app(app.id);
            let SessionState::SignedIn(principal) = &session else { return Err(DecideConsentError::NotSignedIn) };
            let context = AuthorizationContext {
                app: &app,
                request: &request,
                is_stored: true,
                stored_consent: consent.as_ref(),
                session: &session,
            };
            let chosen = match command.decision.clone() {
                ConsentDecision::Deny => return work.deny(&context, principal).await,
                ConsentDecision::Approve(chosen) => chosen,
            };
            let approval = match work.next_step(&context) {
                NextStep::AskConsent(question, clearance) => Approval { question, chosen, clearance },
                NextStep::IssueCode(clearance) => {
                    let stored_consent = request.parameters.scope.clone();
                    let question = ConsentQuestion { asked: ScopeSet::EMPTY, stored_consent };
                    Approval { question, chosen: None, clearance }
                }
                NextStep::Stopped(stop) => {
                    work.record_stop(stop, context).await?;
                    return Ok(ConsentOutcome::Stopped(stop));
                }
                NextStep::Challenge | NextStep::SignIn => return Ok(ConsentOutcome::SignInRequired),
                NextStep::RedirectError(error, description) => {
                    work.mark_decided(&context, Verdict::Unasked).await?;
                    let body = ResponseBody::Error(error, description);
                    return Ok(ConsentOutcome::Redirect(self.answer(&request.parameters, body)));
                }
            };
            let response = work.approve(&context, principal, approval).await?;
            work.keep_code(Answered { session: command.session, request: request.id }, &response).await?;
            Ok(ConsentOutcome::Redirect(response))
        })
        .await
    }
}

impl UnitOfWork<'_> {
    async fn deny(
        &mut self,
        context: &AuthorizationContext<'_>,
        who: &Principal,
    ) -> Result<ConsentOutcome, DecideConsentError> {
        self.mark_decided(context, Verdict::Denied).await?;
        let event = self.record(AuditKind::ConsentDenied);
        event.by(who.account.id).app(context.app.id).await?;
        let body = ResponseBody::Error(AuthorizationError::AccessDenied, "the user said no".into());
        Ok(ConsentOutcome::Redirect(self.twinlock.answer(&context.request.parameters, body)))
    }

    async fn approve(
        &mut self,
        context: &AuthorizationContext<'_>,
        who: &Principal,
        approval: Approval,
    ) -> Result<AuthorizationResponse, DecideConsentError> {
        let Approval { question, chosen, clearance } = approval;
        let optional = &context.app.metadata.optional_scope;
        let granted = question.choose(&chosen.unwrap_or(question.required(optional)), optional)?;
        self.mark_decided(context, Verdict::Allowed).await?;
        let account = who.account.id;
        if !granted.newly.is_empty() {
            let live = context.stored_consent.filter(|consent| consent.is_live(&context.app.policy));
            let consent = Consent {
                account,
                app: context.app.id,
                scope: live.map_or(ScopeSet::EMPTY, |consent| consent.scope.clone()).union(&granted.newly),
                epoch: clearance.epoch(),
                granted_at: live.map_or(self.now, |consent| consent.granted_at),
                widened_at: self.now,
                last_used_at: self.now,
                revoked_at: None,
            };
            self.tx.put_consent(&consent).await?;
            let event = self.record(AuditKind::ConsentGranted).by(account).app(context.app.id);
            event.detail(granted.newly.to_string()).await?;
        }
        let session = who.session.id;
        let code = CodeRequest { parameters: &context.request.parameters, session, scope: granted.grant };
        Ok(self.issue_code(clearance, code).await?)
    }
}

/// An approval: the question, the scopes that were chosen if some could be declined, and the gate's clearance.
struct Approval {
    question: ConsentQuestion,
    chosen: Option<ScopeSet>,
    clearance: Clearance,
}

/// A pending request that is bound to the session.
pub(crate) struct OwnRequest {
    /// The user is signed in.
    pub(crate) session: SessionState,
    pub(crate) app: App,
    pub(crate) consent: Option<Consent>,
    pub(crate) request: AuthorizationRequest,
}

impl UnitOfWork<'_> {
    /// The pending request, if it is bound to this session and account (R11), with the account and its consent for the
    /// app.
    pub(crate) async fn own_request(
        &mut self,
        cookie: Option<&str>,
        id: AuthorizationRequestId,
    ) -> Result<OwnRequest, DecideConsentError> {
        let Some(request) = self.tx.request(id).await? else {
            self.signed_in(cookie).await?;
            return Err(DecideConsentError::NotFound);
        };
        let session = cookie.map(|cookie| self.hash(cookie));
        let AuthorizationData { principal, app, consent } =
            self.tx.authorization_data(session, request.app).await?.ok_or(DecideConsentError::NotFound)?;
        let session = self.twinlock.session_state_of(principal, self.now);
        let SessionState::SignedIn(principal) = &session else { return Err(DecideConsentError::NotSignedIn) };
        if request.session != Some((principal.session.id, principal.account.id)) {
            return Err(DecideConsentError::NotFound);
        }
        if let Some(decided) = self.decided(&request, &app, cookie).await? {
            return Err(DecideConsentError::AlreadyDecided(decided));
        }
        if self.now >= request.expires_at {
            return Err(DecideConsentError::Expired { app: Box::new(app) });
        }
        Ok(OwnRequest { session, app, consent, request })
    }

    /// Marks the request as decided. Fails if it was decided concurrently.
    async fn mark_decided(
        &mut self,
        context: &AuthorizationContext<'_>,
        how: Verdict,
    ) -> Result<(), DecideConsentError> {
        let AuthorizationContext { app, request, .. } = *context;
        if self.tx.decide_request(request.id, how, self.now).await? {
            return Ok(());
        }
        let request = self.tx.request(request.id).await?.ok_or(DecideConsentError::NotFound)?;
        let decided = self.decided(&request, app, None).await?;
        Err(decided.map_or(DecideConsentError::NotFound, DecideConsentError::AlreadyDecided))
    }
}
