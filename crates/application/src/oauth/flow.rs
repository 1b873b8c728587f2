//! The one flow: what stands between an authorization request and its code. `GET` and `POST /oauth2/authorize`,
//! the consent page and the consent endpoint all ask it, in the transaction that acts on the answer (R7, R8).

use twinlock_domain::{
    Clearance, Consent, ConsentNeed, ConsentQuestion, Decision, Freshness, FreshnessDemand, Reason, Timestamp,
};
use twinlock_ports::{App, Principal, RequestParameters};

use super::AuthorizationError;
use crate::Visit;
use crate::gate::ask_for_session;

/// The next thing that has to happen.
#[derive(Debug)]
pub(crate) enum Step {
    /// The password has to be given.
    SignIn,
    /// A code has to be given; the gate's reason, when it was the gate that asked.
    Challenge(Option<Reason>),
    /// The gate stops this account: the panel.
    Panel {
        /// Why.
        reason: Reason,
        /// From when it will do, where waiting helps (R22).
        until: Option<Timestamp>,
    },
    /// The user has to be asked.
    Ask(ConsentQuestion, Clearance),
    /// Nothing: a code may be issued.
    Go(Clearance),
    /// The app is told that it cannot be.
    Tell(AuthorizationError, String),
}

/// An authorization request, stored or not.
pub(crate) struct Asked<'a> {
    pub(crate) app: &'a App,
    pub(crate) parameters: &'a RequestParameters,
    pub(crate) requested_at: Timestamp,
    /// What the account allows the app, as the transaction read it.
    pub(crate) on_file: Option<&'a Consent>,
    /// Whether the request accepts the account that is there (OIDC Core 3.1.2.2).
    pub(crate) named: bool,
}

impl Asked<'_> {
    /// The checks, in order. With `prompt=none` nothing may be shown, so each becomes an answer (R18).
    pub(crate) fn next(&self, visit: &Visit, now: Timestamp) -> Step {
        let silent = self.parameters.prompt.none;
        if silent && let Some(problem) = self.problem() {
            return problem;
        }
        let step = match visit {
            Visit::Pending(_) if self.named => Step::Challenge(None),
            Visit::Anonymous | Visit::Pending(_) => Step::SignIn,
            Visit::SignedIn(principal) => match self.problem() {
                Some(problem) => problem,
                None => self.signed_in(principal, now),
            },
        };
        if silent { silenced(step, visit) } else { step }
    }

    fn signed_in(&self, principal: &Principal, now: Timestamp) -> Step {
        if !self.named {
            return Step::SignIn;
        }
        match self.freshness().judge(&principal.session.authentication, now) {
            Freshness::SignIn => return Step::SignIn,
            Freshness::Challenge => return Step::Challenge(None),
            Freshness::Fresh => {}
        }
        let clearance = match self.ask_gate(principal, now) {
            Decision::Pass(clearance) => clearance,
            Decision::Challenge(reason) => return Step::Challenge(Some(reason)),
            Decision::Enrol(reason) | Decision::Refuse(reason) => return Step::Panel { reason, until: None },
            Decision::Wait { until, reason } => return Step::Panel { reason, until: Some(until) },
        };
        let always_ask = self.parameters.prompt.consent || self.parameters.redirect_uri.is_claimable();
        let need = ConsentNeed::of(self.on_file, self.parameters.scope, &self.app.policy, always_ask);
        match need {
            ConsentNeed::OnFile => Step::Go(clearance),
            ConsentNeed::Ask(question) => Step::Ask(question, clearance),
        }
    }

    /// The gate's answer for what the request aims for; where the account cannot meet that, or nothing may be shown, for
    /// the least that the request accepts (R19).
    fn ask_gate(&self, principal: &Principal, now: Timestamp) -> Decision {
        let RequestParameters { floor, aim, prompt, .. } = self.parameters;
        if aim > floor {
            match ask_for_session(self.app, principal, *aim, now) {
                pass @ Decision::Pass(_) => return pass,
                challenge @ Decision::Challenge(_) if !prompt.none => return challenge,
                Decision::Challenge(_) | Decision::Enrol(_) | Decision::Refuse(_) | Decision::Wait { .. } => {}
            }
        }
        ask_for_session(self.app, principal, *floor, now)
    }

    fn freshness(&self) -> FreshnessDemand {
        FreshnessDemand {
            max_age: self.parameters.max_age,
            login: self.parameters.prompt.login,
            requested_at: self.requested_at,
        }
    }

    fn problem(&self) -> Option<Step> {
        let (error, description) = self.parameters.problem.as_ref()?;
        let error = AuthorizationError::parse(error).unwrap_or(AuthorizationError::InvalidRequest);
        Some(Step::Tell(error, description.clone()))
    }
}

/// What `prompt=none` makes of a step. Enrolled or not, the answer is the same, so that nothing leaks (R18).
fn silenced(step: Step, visit: &Visit) -> Step {
    use AuthorizationError::{ConsentRequired, InteractionRequired, LoginRequired};
    match step {
        Step::SignIn | Step::Challenge(None) if matches!(visit, Visit::SignedIn(_)) => {
            Step::Tell(LoginRequired, "the sign-in is too old, or of another user than the request names".into())
        }
        Step::SignIn | Step::Challenge(None) => Step::Tell(LoginRequired, "nobody is signed in".into()),
        Step::Challenge(Some(_)) | Step::Panel { .. } => {
            Step::Tell(InteractionRequired, "the user has to be shown something".into())
        }
        Step::Ask(..) => Step::Tell(ConsentRequired, "the user has to be asked for consent".into()),
        Step::Go(_) | Step::Tell(..) => step,
    }
}
