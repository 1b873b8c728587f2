//! Codes and tokens contain what the clearance contains, and never more than their grant.

use std::time::Duration;

use twinlock_domain::{
    AccountId, AppId, GrantId, GrantState, IssuedCode, MintedTokens, NewGrant, NewRefreshToken, PolicyEpoch, ScopeSet,
    SecondFactorMethod, SessionId, TokenTerms,
};

use super::samples::{ACCOUNT, APP, DAY, NOW, clearance, grant, hash, one_factor, terms, two_factor};

fn tokens(scope: &str) -> TokenTerms {
    TokenTerms {
        access: hash(1),
        access_expires_at: NOW + Duration::from_mins(10),
        scope: ScopeSet::parse(scope).unwrap(),
        refresh: Some(NewRefreshToken { hash: hash(2), expires_at: NOW + DAY }),
        issued_at: NOW,
    }
}

#[test]
fn r07_a_code_carries_the_app_account_epoch_and_authentication_of_its_clearance() {
    let code = IssuedCode::issue(
        clearance(APP, ACCOUNT, two_factor()),
        NewGrant {
            id: GrantId::from_bytes([3; 16]),
            session: SessionId::from_bytes([4; 16]),
            code: hash(9),
            scope: ScopeSet::parse("openid").unwrap(),
            terms: terms(),
            created_at: NOW,
            absolute_expiry: NOW + 90 * DAY,
        },
    );
    assert_eq!(code.code(), hash(9));
    assert_eq!(code.grant(), &grant(two_factor(), "openid"));
    assert_eq!(code.grant().epoch, PolicyEpoch::default());
    assert!(!code.grant().is_revoked());
}

#[test]
fn r07_no_tokens_come_of_a_clearance_for_another_app_or_account() {
    let grant = grant(two_factor(), "openid");
    let mint = |app, account| MintedTokens::mint(clearance(app, account, two_factor()), &grant, tokens("openid"));
    assert!(mint(APP, ACCOUNT).is_some());
    assert!(mint(AppId::from_bytes([9; 16]), ACCOUNT).is_none());
    assert!(mint(APP, AccountId::from_bytes([9; 16])).is_none());
}

#[test]
fn r03_no_tokens_speak_of_another_authentication_than_their_grant_does() {
    let grant = grant(one_factor(), "openid");
    for other in [two_factor(), one_factor().with(SecondFactorMethod::Passkey, NOW)] {
        assert!(MintedTokens::mint(clearance(APP, ACCOUNT, other), &grant, tokens("openid")).is_none());
    }
    let minted = MintedTokens::mint(clearance(APP, ACCOUNT, one_factor()), &grant, tokens("openid")).unwrap();
    assert_eq!(minted.authentication().amr(), None);
    assert_eq!((minted.grant(), minted.app(), minted.account()), (grant.id, APP, ACCOUNT));
}

#[test]
fn r17_a_revoked_grant_yields_no_tokens() {
    let mut grant = grant(two_factor(), "openid");
    grant.state = GrantState { revoked_at: Some(NOW), ..GrantState::default() };
    assert!(grant.is_revoked());
    assert!(MintedTokens::mint(clearance(APP, ACCOUNT, two_factor()), &grant, tokens("openid")).is_none());
}

#[test]
fn a_refresh_token_comes_with_offline_access_alone() {
    let minted = |scope: &str| {
        let grant = grant(two_factor(), scope);
        MintedTokens::mint(clearance(APP, ACCOUNT, two_factor()), &grant, tokens(scope)).unwrap()
    };
    assert_eq!(minted("openid profile email").terms().refresh, None);
    assert!(minted("openid offline_access").terms().refresh.is_some());
}

#[test]
fn the_scope_of_a_token_may_be_narrower_than_its_grant_and_never_wider() {
    let grant = grant(two_factor(), "openid email offline_access");
    let scope = |asked: &str| {
        let minted = MintedTokens::mint(clearance(APP, ACCOUNT, two_factor()), &grant, tokens(asked)).unwrap();
        assert!(minted.terms().refresh.is_some(), "the refresh token is the grant's, however narrow this answer is");
        minted.terms().scope.clone()
    };
    assert_eq!(scope("openid"), ScopeSet::parse("openid").unwrap());
    assert_eq!(scope("openid profile email"), ScopeSet::parse("openid email").unwrap());
}
