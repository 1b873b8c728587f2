//! The checks between an authorization request and its code. `GET` and `POST /oauth2/authorize`, the consent page and
//! the consent endpoint all use them, in the transaction that acts on the result (R7, R8).

use twinlock_domain::{
    AuthorizationError, Clearance, Consent, ConsentNeed, ConsentQuestion, Decision, Freshness, FreshnessDemand, Stop,
    Timestamp,
};
use twinlock_ports::{App, AuthorizationRequest, Principal, RequestParameters};

use crate::SessionState;
use crate::gate::ask_for_session;
use crate::unit_of_work::UnitOfWork;

/// What an authorization request needs next.
#[derive(Debug)]
pub(crate) enum NextStep {
    /// The user enters the password.
    SignIn,
    /// The request asks for a fresh code of the second factor.
    Challenge,
    /// The gate does not pass: the user gives a code, or sees the panel.
    Stopped(Stop),
    /// The user is asked for consent.
    AskConsent(ConsentQuestion, Clearance),
    /// All checks passed: the code is issued.
    IssueCode(Clearance),
    /// The browser is redirected to the app with an error (RFC 6749 4.1.2.1).
    RedirectError(AuthorizationError, String),
}

/// An authorization request with everything that its checks depend on.
#[derive(Clone, Copy)]
pub(crate) struct AuthorizationContext<'a> {
    pub(crate) app: &'a App,
    pub(crate) request: &'a AuthorizationRequest,
    /// Whether the request is in the store.
    pub(crate) is_stored: bool,
    /// The account's consent for the app, as the transaction read it.
    pub(crate) stored_consent: Option<&'a Consent>,
    pub(crate) session: &'a SessionState,
}

impl UnitOfWork<'_> {
    /// Runs the checks in order and returns the first step that is not satisfied. With `prompt=none` an interactive step
    /// becomes an error response (R18, OpenID Connect Core 3.1.2.6).
    pub(crate) fn next_step(&self, context: &AuthorizationContext<'_>) -> NextStep {
        let AuthorizationContext { app, request: AuthorizationRequest { parameters, .. }, session, .. } = *context;
        let accepts_user = self.twinlock.is_named(app, parameters, session);
        let silent = parameters.prompt.none;
        if silent && let Some(error) = context.deferred_error() {
            return error;
        }
        let step = match session {
            SessionState::Pending(_) if accepts_user => NextStep::Challenge,
            SessionState::Anonymous | SessionState::Pending(_) => NextStep::SignIn,
            SessionState::SignedIn(principal) => match context.deferred_error() {
                Some(error) => error,
                None if !accepts_user => NextStep::SignIn,
                None => context.signed_in(principal, self.now),
            },
        };
        if silent { silenced(step, session) } else { step }
    }
}

impl AuthorizationContext<'_> {
    fn signed_in(&self, principal: &Principal, now: Timestamp) -> NextStep {
        match self.freshness().judge(&principal.session.authentication, now) {
            Freshness::SignIn => return NextStep::SignIn,
            Freshness::Challenge => return NextStep::Challenge,
            Freshness::Fresh => {}
        }
        let clearance = match self.ask_gate(principal, now) {
            Decision::Pass(clearance) => clearance,
            Decision::Stop(stop) => return NextStep::Stopped(stop),
        };
        let RequestParameters { prompt, redirect_uri, scope, .. } = &self.request.parameters;
        let always_ask = prompt.consent || redirect_uri.is_private_use_scheme();
        let need = ConsentNeed::of(self.stored_consent, scope, &self.app.policy, always_ask);
        match need {
            ConsentNeed::OnFile => NextStep::IssueCode(clearance),
            ConsentNeed::Ask(question) => NextStep::AskConsent(question, clearance),
        }
    }

    /// Asks the gate for the `acr` that the request prefers. If the account cannot reach that, or nothing may be shown,
    /// asks for the least that the request accepts (R19).
    fn ask_gate(&self, principal: &Principal, now: Timestamp) -> Decision {
        let RequestParameters { required_acr, preferred_acr, prompt, .. } = &self.request.parameters;
        if preferred_acr > required_acr {
            match ask_for_session(self.app, principal, *preferred_acr, now) {
                pass @ Decision::Pass(_) => return pass,
                challenge @ Decision::Stop(Stop::Challenge) if !prompt.none => return challenge,
                Decision::Stop(_) => {}
            }
        }
        ask_for_session(self.app, principal, *required_acr, now)
    }

    fn freshness(&self) -> FreshnessDemand {
        let AuthorizationRequest { parameters, created_at, .. } = self.request;
        FreshnessDemand { max_age: parameters.max_age, login: parameters.prompt.login, requested_at: *created_at }
    }

    /// An error of the request, which is sent to the app once the user is signed in.
    fn deferred_error(&self) -> Option<NextStep> {
        let deferred = self.request.parameters.deferred_error.clone()?;
        Some(NextStep::RedirectError(deferred.error, deferred.description))
    }
}

/// The step with `prompt=none`. The error does not depend on whether the account is enrolled, so that it reveals
/// nothing (R18).
fn silenced(step: NextStep, session: &SessionState) -> NextStep {
    use AuthorizationError::{ConsentRequired, InteractionRequired, LoginRequired};
    match step {
        NextStep::SignIn | NextStep::Challenge if matches!(session, SessionState::SignedIn(_)) => {
            NextStep::RedirectError(
                LoginRequired,
                "the sign-in is too old, or of another user than the request names".into(),
            )
        }
        NextStep::SignIn | NextStep::Challenge => NextStep::RedirectError(LoginRequired, "nobody is signed in".into()),
        NextStep::Stopped(_) => {
            NextStep::RedirectError(InteractionRequired, "the user has to be shown something".into())
        }
        NextStep::AskConsent(..) => {
            NextStep::RedirectError(ConsentRequired, "the user has to be asked for consent".into())
        }
        NextStep::IssueCode(_) | NextStep::RedirectError(..) => step,
    }
}
