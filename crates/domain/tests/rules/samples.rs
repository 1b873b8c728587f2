//! Sample values for the tests.

use std::time::Duration;

use twinlock_domain::{
    AccountId, AccountStanding, AppId, AppPolicy, Authentication, Clearance, CodeTerms, Decision, Enrolment, GateInput,
    Grant, GrantId, GrantStage, PolicyEpoch, RedirectUri, RequestedAccess, ScopeSet, SecondFactorMethod, SessionId,
    Timestamp, decide,
};

pub(crate) const NOW: Timestamp = Timestamp::from_unix_seconds(1_790_000_000);
pub(crate) const APP: AppId = AppId::from_bytes([1; 16]);
pub(crate) const ACCOUNT: AccountId = AccountId::from_bytes([2; 16]);
pub(crate) const DAY: Duration = Duration::from_hours(24);

pub(crate) fn one_factor() -> Authentication {
    Authentication::password(NOW)
}

pub(crate) fn two_factor() -> Authentication {
    one_factor().with(SecondFactorMethod::Totp, NOW)
}

pub(crate) fn terms() -> CodeTerms {
    CodeTerms {
        redirect_uri: RedirectUri::parse("https://app.example/back").unwrap(),
        challenge: None,
        nonce: Some("n".into()),
        expires_at: NOW + Duration::from_mins(1),
    }
}

pub(crate) fn grant(authentication: Authentication, scope: &str) -> Grant {
    Grant {
        id: GrantId::from_bytes([3; 16]),
        app: APP,
        account: ACCOUNT,
        session: SessionId::from_bytes([4; 16]),
        epoch: PolicyEpoch::default(),
        authentication,
        scope: ScopeSet::parse(scope).unwrap(),
        id_token_scopes: ScopeSet::EMPTY,
        created_at: NOW,
        absolute_expiry: NOW + 90 * DAY,
        stage: GrantStage::Code(terms()),
        revoked_at: None,
    }
}

/// A clearance for an app without a requirement.
pub(crate) fn clearance(app: AppId, account: AccountId, authentication: Authentication) -> Clearance {
    let decision = decide(&GateInput {
        app,
        account,
        policy: &AppPolicy::default(),
        standing: AccountStanding::Active(Enrolment::NotEnrolled),
        authentication,
        access: RequestedAccess::Redeem { epoch: PolicyEpoch::default() },
        now: NOW,
    });
    let Decision::Pass(clearance) = decision else { panic!("nothing is required: {decision:?}") };
    clearance
}
