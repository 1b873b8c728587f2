//! Asking the gate: builds the input of `twinlock_domain::decide` from what the transaction read.

use twinlock_domain::{
    AccountStanding, Authentication, Decision, GateInput, Grant, RequestedAccess, SecondFactorMethod, Stop, Timestamp,
    decide,
};
use twinlock_ports::{Account, App, Factors, Held, Principal};

/// Asks for a session, before a consent or a code is created.
pub(crate) fn ask_for_session(
    app: &App,
    principal: &Principal,
    floor: twinlock_domain::Acr,
    now: Timestamp,
) -> Decision {
    let who = GateSubject { account: &principal.account, factors: &principal.factors };
    who.ask(app, principal.session.authentication, RequestedAccess::New { floor }, now)
}

/// Asks for the code of a grant, before its first tokens are issued (R9).
pub(crate) fn ask_to_redeem(app: &App, who: &GateSubject<'_>, grant: &Grant, now: Timestamp) -> Decision {
    who.ask(app, grant.authentication, RequestedAccess::Redeem { epoch: grant.epoch }, now)
}

/// Asks for a refresh token of a grant, before its next tokens are issued (R13, R15).
pub(crate) fn ask_to_refresh(app: &App, who: &GateSubject<'_>, grant: &Grant, now: Timestamp) -> Decision {
    who.ask(app, grant.authentication, RequestedAccess::Refresh { epoch: grant.epoch }, now)
}

/// An account and its factors, for which the gate is asked.
pub(crate) struct GateSubject<'a> {
    pub(crate) account: &'a Account,
    pub(crate) factors: &'a Factors,
}

/// Whether an account could get new access to an app, with the best authentication that it can show.
pub(crate) enum Lasting {
    /// It could get access.
    Open,
    /// It has no second factor, which the app requires.
    NotEnrolled,
    /// Its second factor is too young for the app.
    FactorTooYoung { until: Timestamp },
}

impl GateSubject<'_> {
    /// The gate's answer to the best that the account can show: a session in which its second factor was passed. For
    /// lists only: no code and no token is issued by it.
    pub(crate) fn lasting(&self, app: &App, now: Timestamp) -> Lasting {
        match self.ask(app, best(now), RequestedAccess::New { floor: twinlock_domain::Acr::OneFactor }, now) {
            Decision::Stop(Stop::Enrol) => Lasting::NotEnrolled,
            Decision::Stop(Stop::Wait { until }) => Lasting::FactorTooYoung { until },
            Decision::Pass(_) | Decision::Stop(Stop::Challenge | Stop::Refuse(_)) => Lasting::Open,
        }
    }

    /// Whether the gate would let the app exchange refresh tokens like these.
    pub(crate) fn refreshes(&self, app: &App, held: &Held, now: Timestamp) -> bool {
        let shown = if held.two_factor { best(now) } else { Authentication::password(now) };
        matches!(self.ask(app, shown, RequestedAccess::Refresh { epoch: held.epoch }, now), Decision::Pass(_))
    }

    fn ask(&self, app: &App, authentication: Authentication, access: RequestedAccess, now: Timestamp) -> Decision {
        let standing = match self.account.disabled_at {
            Some(_) => AccountStanding::Disabled,
            None => AccountStanding::Active(self.factors.enrolment()),
        };
        decide(&GateInput {
            app: app.id,
            account: self.account.id,
            policy: &app.policy,
            standing,
            authentication,
            access,
            now,
        })
    }
}

/// An authentication with password and second factor.
const fn best(now: Timestamp) -> Authentication {
    Authentication::password(now).with(SecondFactorMethod::Totp, now)
}
