//! Grants and their codes.

use twinlock_domain::{
    AccountId, Authentication, CodeTerms, Grant, MintedTokens, NewGrant, PolicyEpoch, ScopeSet, SecondFactorMethod,
    SessionId, TokenTerms,
};

use super::Subject;
use super::samples::{
    account_id, app, app_id, at, challenge, code, code_for, grant_id, minted, new_grant, redirect_uri, token_terms,
    tokens, two_factor, with_tokens,
};
use crate::App;

pub(super) async fn a_grant_is_read_back_whole(s: &Subject) {
    let mut app = s.app().await;
    app.policy.epoch = PolicyEpoch::new(1 << 33);
    s.write(async |tx| tx.set_policy(app.id, &app.policy).await).await;
    let mut codes = vec![code(1, &app, account_id(2))];
    for (n, method) in (2..).zip(SecondFactorMethod::ALL) {
        let new = NewGrant {
            session: SessionId::from_bytes([77; 16]),
            scope: ScopeSet::parse("openid books:read").unwrap(),
            id_token_scopes: ScopeSet::parse("email").unwrap(),
            terms: CodeTerms {
                redirect_uri: redirect_uri("callback?x=%C3%BC"),
                challenge: Some(challenge()),
                nonce: Some("n-0S6_WzA2Mj".into()),
                expires_at: at(99),
            },
            ..new_grant(n)
        };
        codes.push(code_for(&app, account_id(1), Authentication::password(at(1)).with(method, at(-7)), new));
    }
    for code in codes {
        s.write(async |tx| tx.add_code(&code).await).await;
        s.read(async |tx| {
            assert_eq!(tx.grant(code.grant().id).await?.as_ref(), Some(code.grant()));
            Ok(())
        })
        .await;
    }
}

pub(super) async fn an_unknown_grant_is_none(s: &Subject) {
    let (app, _) = s.grant().await;
    let unknown = tokens(&app, code(2, &app, account_id(2)).grant());
    s.write(async |tx| {
        assert_eq!(tx.grant(grant_id(2)).await?, None);
        assert!(!tx.record_tokens(&unknown).await?);
        assert!(!tx.revoke_grant(grant_id(2), at(1)).await?);
        Ok(())
    })
    .await;
}

pub(super) async fn a_code_is_redeemed_once(s: &Subject) {
    let app = s.app().await;
    let issued = code(1, &app, account_id(2));
    s.write(async |tx| tx.add_code(&issued).await).await;
    let first = minted(&app, issued.grant(), token_terms(50));
    let second = minted(&app, issued.grant(), token_terms(51));
    assert!(s.write(async |tx| tx.record_tokens(&first).await).await);
    assert!(!s.write(async |tx| tx.record_tokens(&second).await).await);
    let grant = s.read(async |tx| tx.grant(grant_id(1)).await).await;
    assert_eq!(grant, Some(with_tokens(issued.grant(), &first)), "its code still names it");
}

pub(super) async fn tokens_are_read_back_whole(s: &Subject) {
    let app = s.app().await;
    let scope = |scope: &str| ScopeSet::parse(scope).unwrap();
    let with_refresh = NewGrant { scope: scope("openid offline_access books:read"), ..new_grant(1) };
    let without = NewGrant { scope: scope("openid email"), ..new_grant(2) };
    for new in [with_refresh, without] {
        let issued = code_for(&app, account_id(2), two_factor(), new);
        let terms = TokenTerms { scope: scope("openid books:read"), ..token_terms(60) };
        let minted = minted(&app, issued.grant(), terms);
        s.write(async |tx| {
            tx.add_code(&issued).await?;
            assert!(tx.record_tokens(&minted).await?);
            Ok(())
        })
        .await;
        let grant = s.read(async |tx| tx.grant(issued.grant().id).await).await;
        assert_eq!(grant, Some(with_tokens(issued.grant(), &minted)));
    }
}

pub(super) async fn r17_a_refresh_token_is_rotated_once(s: &Subject) {
    let (app, grant) = s.grant().await;
    let record = async |tokens: &MintedTokens| s.write(async |tx| tx.record_tokens(tokens).await).await;
    let next = minted(&app, &grant, token_terms(65));
    let late = minted(&app, &grant, token_terms(66));
    assert!(record(&next).await);
    assert!(!record(&late).await);
    let grant = s.read(async |tx| tx.grant(grant.id).await).await.unwrap();
    assert_eq!(grant.tokens(), Some(next.tokens()), "the first response, not the second");
    assert!(record(&minted(&app, &grant, token_terms(67))).await, "the new token in turn");
    assert!(!record(&next).await);
}

pub(super) async fn no_tokens_are_recorded_of_a_revoked_grant(s: &Subject) {
    let app = s.app().await;
    let issued = code(1, &app, account_id(2));
    let first = tokens(&app, issued.grant());
    let second = tokens(&app, &with_tokens(issued.grant(), &first));
    let unredeemed = code(2, &app, account_id(2));
    s.write(async |tx| {
        tx.add_code(&issued).await?;
        assert!(tx.record_tokens(&first).await?);
        assert!(tx.revoke_grant(grant_id(1), at(50)).await?);
        assert!(!tx.record_tokens(&second).await?);
        tx.add_code(&unredeemed).await?;
        assert!(tx.revoke_grant(grant_id(2), at(50)).await?);
        assert!(!tx.record_tokens(&tokens(&app, unredeemed.grant())).await?);
        Ok(())
    })
    .await;
}

pub(super) async fn a_grant_is_revoked_once(s: &Subject) {
    let (_, grant) = s.grant().await;
    s.write(async |tx| {
        assert!(tx.revoke_grant(grant.id, at(70)).await?);
        assert!(!tx.revoke_grant(grant.id, at(71)).await?);
        let revoked = Grant { revoked_at: Some(at(70)), ..grant.clone() };
        assert_eq!(tx.grant(grant.id).await?, Some(revoked));
        Ok(())
    })
    .await;
}

/// Grants 1 and 2 of account 2 to app 1, 3 of account 2 to app 2, 4 of account 1 to app 1.
async fn four_grants(s: &Subject) -> (App, App) {
    let first = s.app().await;
    let second = app(2, account_id(1));
    s.write(async |tx| {
        tx.add_app(&second).await?;
        tx.add_code(&code(1, &first, account_id(2))).await?;
        tx.add_code(&code(2, &first, account_id(2))).await?;
        tx.add_code(&code(3, &second, account_id(2))).await?;
        tx.add_code(&code(4, &first, account_id(1))).await
    })
    .await;
    (first, second)
}

/// The numbers of those of the four grants that are revoked.
async fn revoked(s: &Subject) -> Vec<u8> {
    s.read(async |tx| {
        let mut revoked = Vec::new();
        for n in 1..=4 {
            if tx.grant(grant_id(n)).await?.unwrap().is_revoked() {
                revoked.push(n);
            }
        }
        Ok(revoked)
    })
    .await
}

pub(super) async fn grants_to_one_app_are_revoked_together(s: &Subject) {
    four_grants(s).await;
    let revoke = async |account: AccountId| s.write(async |tx| tx.revoke_grants(account, app_id(1), at(80)).await).await;
    assert_eq!(revoke(account_id(2)).await, 2);
    assert_eq!(revoked(s).await, [1, 2]);
    assert_eq!(revoke(account_id(2)).await, 0, "they had ended");
}

pub(super) async fn r15_grants_under_a_requirement_are_revoked_and_others_stay(s: &Subject) {
    let (mut first, mut second) = four_grants(s).await;
    let revoke =
        async || s.write(async |tx| tx.revoke_grants_under_requirement(account_id(2), at(80)).await).await;
    assert_eq!(revoke().await, 0, "no app demands anything");
    first.policy.require_2fa(at(60));
    second.policy.require_2fa(at(60));
    second.policy.lift_2fa();
    s.write(async |tx| {
        tx.set_policy(first.id, &first.policy).await?;
        tx.set_policy(second.id, &second.policy).await
    })
    .await;
    assert_eq!(revoke().await, 2);
    assert_eq!(revoked(s).await, [1, 2], "not where the requirement is off again, not another account's");
}

pub(super) async fn r15_apps_under_a_requirement_are_those_with_a_grant(s: &Subject) {
    let (mut first, mut second) = four_grants(s).await;
    let told = async |n| {
        let apps = s.read(async |tx| tx.apps_under_requirement(account_id(n)).await).await;
        apps.into_iter().map(|app| app.id).collect::<Vec<_>>()
    };
    assert!(told(2).await.is_empty());
    first.policy.require_2fa(at(60));
    second.policy.require_2fa(at(60));
    s.write(async |tx| {
        tx.set_policy(first.id, &first.policy).await?;
        tx.set_policy(second.id, &second.policy).await
    })
    .await;
    assert_eq!(told(2).await, [app_id(1), app_id(2)], "each once, oldest first");
    assert_eq!(told(1).await, [app_id(1)]);
    s.write(async |tx| tx.revoke_grants(account_id(2), app_id(1), at(80)).await).await;
    assert_eq!(told(2).await, [app_id(2)], "a revoked grant counts for nothing");
    second.policy.revoke_all(at(81));
    s.write(async |tx| tx.set_policy(second.id, &second.policy).await).await;
    assert!(told(2).await.is_empty(), "nor one that revoke all ended");
}

pub(super) async fn r22_grants_since_a_time_are_revoked(s: &Subject) {
    let app = s.app().await;
    let made_at = |n: u8, when| NewGrant { created_at: at(when), ..new_grant(n) };
    s.write(async |tx| {
        for (n, account, when) in [(1, 2, 10), (2, 2, 20), (3, 2, 30), (4, 1, 30)] {
            tx.add_code(&code_for(&app, account_id(account), two_factor(), made_at(n, when))).await?;
        }
        assert_eq!(tx.revoke_grants_since(account_id(2), at(20), at(80)).await?, 2);
        Ok(())
    })
    .await;
    assert_eq!(revoked(s).await, [2, 3]);
}
