//! Asking the gate: what the transaction read becomes the domain's input, in one place.

use twinlock_domain::{Access, AccountStanding, AppPolicy, Authentication, Decision, Grant, Input, Timestamp, decide};
use twinlock_ports::{Account, App, Principal, TotpFactor};

use crate::planted::{Bug, planted, policy};
use crate::visit::enrolment;

/// Asks for a session: a consent or a code would come into being.
pub(crate) fn ask_for_session(
    app: &App,
    principal: &Principal,
    floor: twinlock_domain::Acr,
    now: Timestamp,
) -> Decision {
    let who = Asking { account: &principal.account, factors: &principal.factors };
    who.ask(app, principal.session.authentication, Access::New { floor }, now)
}

/// Asks for the code of a grant: its first tokens would come into being (R9).
pub(crate) fn ask_to_redeem(app: &App, who: &Asking<'_>, grant: &Grant, now: Timestamp) -> Decision {
    if planted(Bug::GateSkippedAtRedemption) {
        let app = App { policy: AppPolicy::default(), ..app.clone() };
        return who.ask(&app, grant.authentication, Access::Redeem { epoch: grant.epoch }, now);
    }
    who.ask(app, grant.authentication, Access::Redeem { epoch: grant.epoch }, now)
}

/// Asks for a refresh token of a grant: its next tokens would come into being (R13, R15).
pub(crate) fn ask_to_refresh(app: &App, who: &Asking<'_>, grant: &Grant, now: Timestamp) -> Decision {
    who.ask(app, grant.authentication, Access::Refresh { epoch: grant.epoch }, now)
}

/// The account that the gate is asked about, and its factors.
pub(crate) struct Asking<'a> {
    pub(crate) account: &'a Account,
    pub(crate) factors: &'a [TotpFactor],
}

impl Asking<'_> {
    fn ask(&self, app: &App, authentication: Authentication, access: Access, now: Timestamp) -> Decision {
        let standing = match self.account.disabled_at {
            Some(_) => AccountStanding::Disabled,
            None => AccountStanding::Active(enrolment(self.factors)),
        };
        decide(&Input {
            app: app.id,
            account: self.account.id,
            policy: &policy(app, now),
            standing,
            authentication,
            access,
            now,
        })
    }
}
