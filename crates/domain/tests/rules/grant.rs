//! Codes and tokens contain what the clearance contains, and never more than their grant.

use std::time::Duration;

use twinlock_domain::{
    AccessHandle, AccountId, AppId, Generation, Grant, GrantId, GrantStage, Handle, IssuedCode, MintedTokens, NewGrant,
    PolicyEpoch, RefreshHandle, ScopeSet, SecondFactorMethod, SessionId, TokenTerms,
};

use super::samples::{ACCOUNT, APP, DAY, NOW, clearance, grant, one_factor, terms, two_factor};

fn tokens(scope: &str) -> TokenTerms {
    TokenTerms {
        scope: ScopeSet::parse(scope).unwrap(),
        access_expires_at: NOW + Duration::from_mins(10),
        refresh_expires_at: NOW + DAY,
        issued_at: NOW,
    }
}

/// Mints the next tokens of a grant, and returns the grant with them.
fn minted(grant: &Grant, scope: &str) -> Grant {
    let clearance = clearance(APP, ACCOUNT, grant.authentication);
    let minted = MintedTokens::mint(clearance, grant, tokens(scope)).unwrap();
    assert_eq!(minted.follows(), grant.generation());
    Grant { stage: GrantStage::Tokens(*minted.tokens()), ..grant.clone() }
}

#[test]
fn r07_a_code_carries_the_app_account_epoch_and_authentication_of_its_clearance() {
    let code = IssuedCode::issue(
        clearance(APP, ACCOUNT, two_factor()),
        NewGrant {
            id: GrantId::from_bytes([3; 16]),
            session: SessionId::from_bytes([4; 16]),
            scope: ScopeSet::parse("openid").unwrap(),
            id_token_scopes: ScopeSet::EMPTY,
            terms: terms(),
            created_at: NOW,
            absolute_expiry: NOW + 90 * DAY,
        },
    );
    assert_eq!(code.handle(), Handle::Code(GrantId::from_bytes([3; 16])));
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
    let grant = Grant { revoked_at: Some(NOW), ..grant(two_factor(), "openid") };
    assert!(grant.is_revoked());
    assert!(MintedTokens::mint(clearance(APP, ACCOUNT, two_factor()), &grant, tokens("openid")).is_none());
}

#[test]
fn a_refresh_token_comes_with_offline_access_alone() {
    let refresh_token = |scope: &str| {
        let grant = minted(&grant(two_factor(), scope), scope);
        grant.tokens().unwrap().refresh_token(grant.id)
    };
    assert_eq!(refresh_token("openid profile email"), None);
    assert!(refresh_token("openid offline_access").is_some());
}

#[test]
fn the_scope_of_a_token_may_be_narrower_than_its_grant_and_never_wider() {
    let grant = grant(two_factor(), "openid email offline_access books:read");
    let scope = |asked: &str| {
        let tokens = *minted(&grant, asked).tokens().unwrap();
        assert!(tokens.refresh_expires_at.is_some(), "the refresh token is the grant's, however narrow this answer is");
        grant.scope.selected(tokens.scope).to_string()
    };
    assert_eq!(scope("openid"), "openid");
    assert_eq!(scope("openid profile email"), "openid email");
    assert_eq!(scope("books:read books:write"), "books:read");
    assert_eq!(scope("openid email offline_access books:read"), grant.scope.to_string());
}

#[test]
fn each_response_has_the_number_after_the_last() {
    let grant = grant(two_factor(), "openid offline_access");
    assert_eq!(grant.generation(), Generation::NONE);
    let first = minted(&grant, "openid");
    let second = minted(&first, "openid");
    assert_eq!((first.generation().get(), second.generation().get()), (1, 2));
    assert_eq!(Generation::new(u32::MAX).next(), None, "no number is used twice");
}

#[test]
fn an_access_token_of_a_response_that_is_unknown_is_not_the_grants() {
    let grant = grant(two_factor(), "openid");
    let first = minted(&grant, "openid");
    let second = minted(&first, "openid");
    let token = |of: &Grant| match of.tokens().unwrap().access_token(of.id) {
        Handle::AccessToken(token) => token,
        other => panic!("{other:?}"),
    };
    assert!(second.has_issued(&token(&first)) && second.has_issued(&token(&second)));
    assert!(!first.has_issued(&token(&second)), "the second response is not in this database");
    assert!(!grant.has_issued(&token(&first)), "its code was not redeemed");
    let elsewhere = AccessHandle { grant: GrantId::from_bytes([9; 16]), ..token(&first) };
    assert!(!first.has_issued(&elsewhere));
    assert!(!first.has_issued(&AccessHandle { generation: Generation::NONE, ..token(&first) }));
}

#[test]
fn a_handle_is_read_back_and_never_as_one_of_another_kind() {
    let grant = minted(&grant(two_factor(), "openid offline_access"), "openid");
    let tokens = grant.tokens().unwrap();
    let handles = [Handle::Code(grant.id), tokens.access_token(grant.id), tokens.refresh_token(grant.id).unwrap()];
    for handle in handles {
        let bytes = handle.to_bytes();
        assert_eq!(Handle::from_bytes(&bytes), Some(handle));
        assert_eq!(handle.grant(), grant.id);
        for end in 0..bytes.len() {
            assert_eq!(Handle::from_bytes(&bytes[..end]), None, "{end} bytes of {handle:?}");
        }
        assert_eq!(Handle::from_bytes(&[&bytes[..], &[0]].concat()), None, "a byte more");
        let others = (0..=u8::MAX).filter(|kind| *kind != bytes[0]);
        for kind in others {
            let read = Handle::from_bytes(&[&[kind], &bytes[1..]].concat());
            assert_eq!(read, None, "{handle:?} as {kind}");
        }
    }
    assert_eq!(Handle::from_bytes(&[]), None);
    let refresh = RefreshHandle { grant: grant.id, generation: Generation::new(u32::MAX) };
    let refresh = Handle::RefreshToken(refresh);
    assert_eq!(Handle::from_bytes(&refresh.to_bytes()), Some(refresh));
}
