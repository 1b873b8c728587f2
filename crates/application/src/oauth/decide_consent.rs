//! `POST /api/oauth/consent`: yes or no. The request must be this very session's (R11); then the gate is asked
//! again, before anything is recorded, however the caller got here (R20).

use twinlock_domain::{
    AuditKind, AuthorizationRequestId, Clearance, Consent, ConsentQuestion, Reason, ScopeChoiceError, ScopeSet,
    Timestamp,
};
use twinlock_ports::{App, AuthorizationData, AuthorizationRequest, Principal, Transaction, Verdict};

use super::authorize::HandledRequest;
use super::decided::{Answered, DecidedRequest};
use super::flow::{AuthorizationContext, NextStep};
use super::issue::CodeRequest;
use super::{AuthorizationError, AuthorizationResponse, ResponseBody};
use crate::accounts::Occasion;
use crate::failure::fails_with;
use crate::redacted_debug::redacted_debug;
use crate::{Failure, RequestOrigin, SessionState, Twinlock};

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

/// Yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsentDecision {
    /// Yes, to these of the scopes asked; `None`: to those that cannot be declined.
    Approve(Option<ScopeSet>),
    /// No (R12).
    Deny,
}

/// What came of it.
#[derive(Debug)]
pub enum ConsentOutcome {
    /// To the app, with a code, or with the user's no.
    Redirect(AuthorizationResponse),
    /// The gate stops it: no second factor on the account (or none that will do yet). Nothing was recorded but that.
    EnrolmentRequired(Reason),
    /// The gate stops it: no second factor in this session. Nothing was recorded but that.
    ChallengeRequired(Reason),
    /// The request demands a fresher sign-in than there is, or one of another user.
    SignInRequired,
}

/// Why a decision is no decision. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum DecideConsentError {
    /// Nobody is signed in.
    #[error("sign in first")]
    NotSignedIn,
    /// There is no such request for this session.
    #[error("there is no such request")]
    NotFound,
    /// It was decided before.
    #[error("this request was decided already")]
    AlreadyDecided(Box<DecidedRequest>),
    /// It is too old.
    #[error("this request took too long: go back to the app and sign in again")]
    Expired {
        /// The app to go back to.
        app: Box<App>,
    },
    /// The scopes chosen do not answer the question.
    #[error(transparent)]
    Scopes(#[from] ScopeChoiceError),
    /// A port failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

fails_with!(DecideConsentError);

impl Twinlock {
    /// Decides.
    ///
    /// # Errors
    /// When the request is not this session's to decide, or a port fails.
    pub async fn decide_consent(
        &self,
        command: DecideConsent<'_>,
        origin: &RequestOrigin,
    ) -> Result<ConsentOutcome, DecideConsentError> {
        let at = self.occasion(origin);
        let now = at.now;
        self.write(async |tx| {
            let (visit, app, consent, request) = self.own_request(tx, command.session, command.request, now).await?;
            origin.seen.note_app(app.id);
            let SessionState::SignedIn(principal) = &visit else { return Err(DecideConsentError::NotSignedIn) };
            let deciding = ConsentContext { app: &app, request: &request, principal, stored_consent: consent.as_ref() };
            let chosen = match command.decision {
                ConsentDecision::Deny => return self.deny(tx, &deciding, &at).await,
                ConsentDecision::Approve(chosen) => chosen,
            };
            let (parameters, requested_at) = (&request.parameters, request.created_at);
            let answered = Answered { session: command.session, request: request.id };
            let named = self.is_named(&app, parameters, &visit);
            let handled = HandledRequest { request: &request, stored: true, visit: &visit };
            let context =
                AuthorizationContext { app: &app, parameters, requested_at, stored_consent: consent.as_ref(), named };
            match context.next_step(&visit, now) {
                NextStep::AskConsent(question, clearance) => {
                    let approval = Approval { question, chosen, clearance };
                    let response = self.approve(tx, &deciding, approval, &at).await?;
                    self.keep_code(tx, answered, &response, now).await?;
                    Ok(ConsentOutcome::Redirect(response))
                }
                NextStep::IssueCode(clearance) => {
                    let question = ConsentQuestion { asked: ScopeSet::EMPTY, stored_consent: request.parameters.scope };
                    let approval = Approval { question, chosen: None, clearance };
                    let response = self.approve(tx, &deciding, approval, &at).await?;
                    self.keep_code(tx, answered, &response, now).await?;
                    Ok(ConsentOutcome::Redirect(response))
                }
                NextStep::Challenge(Some(reason)) => {
                    self.note_stop(tx, Some(reason), handled, &at).await?;
                    Ok(ConsentOutcome::ChallengeRequired(reason))
                }
                NextStep::Blocked { reason, .. } => {
                    self.note_stop(tx, Some(reason), handled, &at).await?;
                    Ok(ConsentOutcome::EnrolmentRequired(reason))
                }
                NextStep::Challenge(None) | NextStep::SignIn => Ok(ConsentOutcome::SignInRequired),
                NextStep::RedirectError(error, description) => {
                    self.decide(tx, &deciding, Verdict::Unasked, now).await?;
                    let body = ResponseBody::Error(error, description);
                    Ok(ConsentOutcome::Redirect(self.answer(&request.parameters, body)))
                }
            }
        })
        .await
    }

    async fn deny(
        &self,
        tx: &mut dyn Transaction,
        deciding: &ConsentContext<'_>,
        at: &Occasion<'_>,
    ) -> Result<ConsentOutcome, DecideConsentError> {
        self.decide(tx, deciding, Verdict::Denied, at.now).await?;
        let event = self.event(AuditKind::ConsentDenied, at.now, at.origin);
        tx.record(event.by(deciding.principal.account.id).app(deciding.app.id).row()).await?;
        let body = ResponseBody::Error(AuthorizationError::AccessDenied, "the user said no".into());
        Ok(ConsentOutcome::Redirect(self.answer(&deciding.request.parameters, body)))
    }

    async fn approve(
        &self,
        tx: &mut dyn Transaction,
        deciding: &ConsentContext<'_>,
        approval: Approval,
        at: &Occasion<'_>,
    ) -> Result<AuthorizationResponse, DecideConsentError> {
        let Approval { question, chosen, clearance } = approval;
        let Occasion { now, origin } = *at;
        let optional = deciding.app.metadata.optional_scope;
        let granted = question.choose(chosen.unwrap_or(question.required(optional)), optional)?;
        self.decide(tx, deciding, Verdict::Allowed, now).await?;
        let account = deciding.principal.account.id;
        if !granted.newly.is_empty() {
            let live = deciding.stored_consent.filter(|consent| consent.is_live(&deciding.app.policy));
            let consent = Consent {
                account,
                app: deciding.app.id,
                scope: live.map_or(ScopeSet::EMPTY, |consent| consent.scope).union(granted.newly),
                epoch: clearance.epoch(),
                granted_at: live.map_or(now, |consent| consent.granted_at),
                widened_at: now,
                last_used_at: now,
                revoked_at: None,
            };
            tx.put_consent(&consent).await?;
            let event = self.event(AuditKind::ConsentGranted, now, origin).by(account).app(deciding.app.id);
            tx.record(event.detail(granted.newly.to_string()).row()).await?;
        }
        let session = deciding.principal.session.id;
        let code = CodeRequest { parameters: &deciding.request.parameters, session, scope: granted.grant };
        Ok(self.issue_code(tx, clearance, code, at).await?)
    }
}

/// A yes: the question, the scopes that were chosen where some could be declined, and the gate's answer.
struct Approval {
    question: ConsentQuestion,
    chosen: Option<ScopeSet>,
    clearance: Clearance,
}

struct ConsentContext<'a> {
    app: &'a App,
    request: &'a AuthorizationRequest,
    principal: &'a Principal,
    stored_consent: Option<&'a Consent>,
}

impl Twinlock {
    /// The pending request, if it is this session's and account's (R11), with who asks for it and what they allow the
    /// app already.
    pub(crate) async fn own_request(
        &self,
        tx: &mut dyn Transaction,
        session: Option<&str>,
        id: AuthorizationRequestId,
        now: Timestamp,
    ) -> Result<(SessionState, App, Option<Consent>, AuthorizationRequest), DecideConsentError> {
        let Some(request) = tx.request(id).await? else {
            let visit = self.session_state_in(tx, session, now).await?;
            let anybody = visit.signed_in().is_some();
            return Err(if anybody { DecideConsentError::NotFound } else { DecideConsentError::NotSignedIn });
        };
        let cookie = session;
        let session = session.map(|cookie| self.hash(cookie));
        let AuthorizationData { principal, app, consent } =
            tx.authorization_data(session, request.app).await?.ok_or(DecideConsentError::NotFound)?;
        let visit = self.session_state_of(principal, now);
        let SessionState::SignedIn(principal) = &visit else { return Err(DecideConsentError::NotSignedIn) };
        if request.session != Some((principal.session.id, principal.account.id)) {
            return Err(DecideConsentError::NotFound);
        }
        if let Some(decided) = self.decided(tx, &request, &app, cookie).await? {
            return Err(DecideConsentError::AlreadyDecided(decided));
        }
        if now >= request.expires_at {
            return Err(DecideConsentError::Expired { app: Box::new(app) });
        }
        Ok((visit, app, consent, request))
    }

    /// Marks it decided, unless somebody came first.
    async fn decide(
        &self,
        tx: &mut dyn Transaction,
        deciding: &ConsentContext<'_>,
        how: Verdict,
        now: Timestamp,
    ) -> Result<(), DecideConsentError> {
        let ConsentContext { app, request, .. } = deciding;
        if tx.decide_request(request.id, how, now).await? {
            return Ok(());
        }
        let request = tx.request(request.id).await?.ok_or(DecideConsentError::NotFound)?;
        let decided = self.decided(tx, &request, app, None).await?;
        Err(decided.map_or(DecideConsentError::NotFound, DecideConsentError::AlreadyDecided))
    }
}
