//! Apps, their secrets and their policy.

use std::time::Duration;

use twinlock_domain::{
    AppId, AppPolicy, AppSecretId, HttpsUrl, AuditEventId, AuditKind, AuthorizationRequestId, AuditOutcome, PolicyEpoch, RedirectUri,
    ScopeSet, ScopeToken, Sector, WebOrigin,
};

use super::Subject;
use super::authorization_requests::request;
use super::samples::{account_id, app, app_id, at, consent, hash, redirect_uri};
use crate::{App, AppSecret, AuditEvent, ClientKind, ClientMetadata, MachineToken, SignatureAlgorithm};

fn secret(n: u8, app: AppId) -> AppSecret {
    AppSecret {
        id: AppSecretId::from_bytes([n; 16]),
        app,
        hash: hash(n),
        label: format!("Secret {n}"),
        created_at: at(n.into()),
        last_used_at: None,
    }
}

fn metadata(algorithm: SignatureAlgorithm, scope: &ScopeSet) -> ClientMetadata {
    let token = ScopeToken::parse("books:read").unwrap();
    ClientMetadata {
        kind: ClientKind::Public,
        client_uri: HttpsUrl::parse("https://app.example/").ok(),
        scope: scope.clone(),
        scope_descriptions: [(token, "Read “your” books \\ & more".to_owned())].into(),
        optional_scope: scope.difference(&ScopeSet::parse("openid").unwrap()),
        pkce_required: false,
        id_token_signed_response_alg: algorithm,
        machine_access: true,
        id_token_claims: true,
        ..ClientMetadata::named("Ünïcode & <b>", vec![redirect_uri("b?x=1%20"), redirect_uri("a")])
    }
}

/// A policy whose requirement was turned on, off and on again, and whose consents were revoked.
fn policy() -> AppPolicy {
    let mut policy = AppPolicy { enrolment_age: Duration::from_millis(86_400_001), ..AppPolicy::default() };
    policy.require_2fa(at(1));
    policy.lift_2fa();
    policy.revoke_all(at(2));
    policy.require_2fa(at(3));
    policy
}

pub(super) async fn an_app_is_read_back_whole(s: &Subject) {
    s.accounts(1).await;
    let mut apps = vec![app(1, account_id(1))];
    for (n, algorithm) in (2..).zip(SignatureAlgorithm::ALL) {
        let metadata = metadata(algorithm, &ScopeSet::parse("openid offline_access books:read").unwrap());
        let several = [redirect_uri("a"), RedirectUri::parse("https://other.example:8443/b").unwrap()];
        let sector = Sector::at_registration(app_id(n), account_id(1), &several);
        apps.push(App { metadata, policy: policy(), sector, ..app(n, account_id(1)) });
    }
    for app in apps {
        s.write(async |tx| tx.add_app(&app).await).await;
        s.read(async |tx| {
            assert_eq!(tx.app(app.id).await?, Some(app.clone()));
            Ok(())
        })
        .await;
    }
}

pub(super) async fn an_unknown_app_is_none(s: &Subject) {
    s.app().await;
    s.read(async |tx| {
        assert_eq!(tx.app(app_id(2)).await?, None);
        assert!(tx.secrets(app_id(2)).await?.is_empty());
        Ok(())
    })
    .await;
}

pub(super) async fn apps_are_told_oldest_first(s: &Subject) {
    s.accounts(2).await;
    let (own, all) = s
        .write(async |tx| {
            for (n, owner) in [(3, 1), (1, 1), (2, 2)] {
                tx.add_app(&app(n, account_id(owner))).await?;
            }
            Ok((tx.apps_of(account_id(1)).await?, tx.apps().await?))
        })
        .await;
    assert_eq!(own, [app(1, account_id(1)), app(3, account_id(1))]);
    assert_eq!(all, [app(1, account_id(1)), app(2, account_id(2)), app(3, account_id(1))]);
}

pub(super) async fn changing_an_app_never_touches_its_policy(s: &Subject) {
    let before = s.app().await;
    let change = metadata(SignatureAlgorithm::EdDsa, &ScopeSet::parse("openid").unwrap());
    s.write(async |tx| {
        tx.add_app(&app(2, account_id(1))).await?;
        tx.set_policy(before.id, &policy()).await?;
        tx.change_app(before.id, &change).await
    })
    .await;
    s.read(async |tx| {
        let expected = App { metadata: change.clone(), policy: policy(), ..before.clone() };
        assert_eq!(tx.app(before.id).await?, Some(expected));
        assert_eq!(tx.app(app_id(2)).await?, Some(app(2, account_id(1))));
        Ok(())
    })
    .await;
}

pub(super) async fn d2_the_origins_of_public_apps_are_known_and_no_others(s: &Subject) {
    s.accounts(1).await;
    let uris = |uris: &[&str]| uris.iter().map(|uri| RedirectUri::parse(uri).unwrap()).collect::<Vec<_>>();
    let with = |n: u8, kind: ClientKind, list: &[&str]| {
        let app = app(n, account_id(1));
        App { metadata: ClientMetadata { kind, redirect_uris: uris(list), ..app.metadata }, ..app }
    };
    let page = with(1, ClientKind::Public, &["https://spa.example/a", "https://spa.example/b", "http://127.0.0.1/cb"]);
    let same = with(2, ClientKind::Public, &["https://spa.example/c", "com.example.app:/cb"]);
    let server = with(3, ClientKind::Confidential, &["https://server.example/cb"]);
    let is_known = async |origin: &str| {
        let origin = WebOrigin::parse(origin).unwrap();
        s.read(async |tx| tx.is_public_origin(&origin).await).await
    };
    assert!(!is_known("https://spa.example").await);
    s.write(async |tx| {
        tx.add_app(&page).await?;
        tx.add_app(&same).await?;
        tx.add_app(&server).await
    })
    .await;
    assert!(is_known("https://spa.example").await && is_known("http://127.0.0.1:5173").await);
    for origin in ["https://server.example", "https://other.example", "https://spa.example:8443", "http://localhost"] {
        assert!(!is_known(origin).await, "{origin}");
    }
    let change = ClientMetadata { redirect_uris: uris(&["https://moved.example/cb"]), ..page.metadata.clone() };
    s.write(async |tx| tx.change_app(page.id, &change).await).await;
    assert!(is_known("https://moved.example").await && !is_known("http://127.0.0.1").await);
    assert!(is_known("https://spa.example").await, "the other app's");
    s.write(async |tx| tx.delete_app(same.id).await).await;
    assert!(!is_known("https://spa.example").await && is_known("https://moved.example").await);
}

pub(super) async fn a_policy_is_written_and_read_back_whole(s: &Subject) {
    let before = s.app().await;
    let mut off = policy();
    off.lift_2fa();
    for policy in [policy(), off, AppPolicy { epoch: PolicyEpoch::new(1 << 40), ..policy() }, AppPolicy::default()] {
        s.write(async |tx| tx.set_policy(before.id, &policy).await).await;
        let read = s.read(async |tx| tx.app(before.id).await).await;
        assert_eq!(read, Some(App { policy, ..before.clone() }));
    }
}

pub(super) async fn a_client_secret_is_read_back_whole(s: &Subject) {
    let app = s.app().await;
    let used = AppSecret { last_used_at: Some(at(9)), ..secret(1, app.id) };
    s.write(async |tx| {
        tx.add_secret(&secret(2, app.id)).await?;
        tx.add_secret(&used).await?;
        assert_eq!(tx.secrets(app.id).await?, [used.clone(), secret(2, app.id)], "oldest first");
        tx.touch_secret(secret(2, app.id).id, at(10)).await?;
        let touched = AppSecret { last_used_at: Some(at(10)), ..secret(2, app.id) };
        assert_eq!(tx.secrets(app.id).await?, [used.clone(), touched]);
        Ok(())
    })
    .await;
}

pub(super) async fn racing_the_last_place_for_a_client_secret_has_one_winner(s: &Subject) {
    let app = s.app().await;
    s.race_for_one(async |n, tx| {
        tx.app(app.id).await?;
        if !tx.secrets(app.id).await?.is_empty() {
            return Ok(false);
        }
        tokio::task::yield_now().await;
        tx.add_secret(&secret(n + 1, app.id)).await?;
        Ok(true)
    });
    assert_eq!(s.read(async |tx| tx.secrets(app.id).await).await.len(), 1);
}

pub(super) async fn the_secrets_of_several_apps_are_found_together(s: &Subject) {
    let one = s.app().await;
    s.write(async |tx| {
        tx.add_app(&app(2, account_id(1))).await?;
        tx.add_app(&app(3, account_id(1))).await?;
        tx.add_secret(&secret(2, one.id)).await?;
        tx.add_secret(&secret(1, app_id(2))).await?;
        tx.add_secret(&secret(3, app_id(3))).await?;
        let both = tx.secrets_of(&[one.id, app_id(2)]).await?;
        assert_eq!(both, [secret(1, app_id(2)), secret(2, one.id)], "oldest first, and none of another app");
        assert!(tx.secrets_of(&[]).await?.is_empty());
        Ok(())
    })
    .await;
}

pub(super) async fn the_apps_of_an_owner_are_counted(s: &Subject) {
    s.app().await;
    s.write(async |tx| {
        assert_eq!(tx.count_apps_of(account_id(1)).await?, 1);
        tx.add_app(&app(2, account_id(1))).await?;
        tx.add_app(&app(3, account_id(2))).await?;
        assert_eq!(tx.count_apps_of(account_id(1)).await?, 2);
        assert_eq!(tx.count_apps_of(account_id(2)).await?, 1);
        Ok(())
    })
    .await;
}

pub(super) async fn racing_the_last_place_for_an_app_has_one_winner(s: &Subject) {
    s.accounts(1).await;
    let owner = account_id(1);
    s.race_for_one(async |n, tx| {
        tx.account(owner).await?;
        if tx.count_apps_of(owner).await? > 0 {
            return Ok(false);
        }
        tokio::task::yield_now().await;
        tx.add_app(&app(n + 1, owner)).await?;
        Ok(true)
    });
    assert_eq!(s.read(async |tx| tx.count_apps_of(owner).await).await, 1);
}

pub(super) async fn a_client_secret_is_removed_from_its_own_app_alone(s: &Subject) {
    let own = s.app().await;
    s.write(async |tx| {
        tx.add_app(&app(2, account_id(1))).await?;
        tx.add_secret(&secret(1, own.id)).await?;
        assert!(!tx.remove_secret(app_id(2), secret(1, own.id).id).await?);
        assert_eq!(tx.secrets(own.id).await?.len(), 1);
        assert!(tx.remove_secret(own.id, secret(1, own.id).id).await?);
        assert!(!tx.remove_secret(own.id, secret(1, own.id).id).await?);
        assert!(tx.secrets(own.id).await?.is_empty());
        Ok(())
    })
    .await;
}

pub(super) async fn deleting_an_app_takes_everything_but_its_audit_log(s: &Subject) {
    let (app, grant) = s.grant().await;
    let event = AuditEvent {
        id: AuditEventId::new(at(1), [7; 10]),
        at: at(1),
        kind: AuditKind::RequirementOn,
        outcome: AuditOutcome::Done,
        account: None,
        actor: Some(account_id(1)),
        app: Some(app.id),
        reason: None,
        detail: None,
        request: "r".into(),
        address: "a".into(),
    };
    let machine =
        MachineToken { hash: hash(90), app: app.id, epoch: app.policy.epoch, issued_at: at(1), expires_at: at(2) };
    let pending = request(1, app.id);
    s.write(async |tx| {
        tx.add_app(&super::samples::app(2, account_id(1))).await?;
        tx.add_secret(&secret(1, app.id)).await?;
        tx.add_request(&pending).await?;
        tx.put_consent(&consent(account_id(2), &app)).await?;
        tx.add_machine_token(&machine).await?;
        tx.record(&event).await?;
        tx.delete_app(app.id).await
    })
    .await;
    s.read(async |tx| {
        assert_eq!(tx.app(app.id).await?, None);
        assert_eq!(tx.apps().await?.len(), 1, "the other app stays");
        assert!(tx.secrets(app.id).await?.is_empty());
        assert_eq!(tx.request(AuthorizationRequestId::from_bytes([1; 16])).await?, None);
        assert_eq!(tx.consent(account_id(2), app.id).await?, None);
        assert_eq!(tx.grant(grant.id).await?, None);
        assert_eq!(tx.machine_token(hash(90)).await?, None);
        assert!(tx.account(account_id(2)).await?.is_some());
        assert_eq!(tx.events_of_app(app.id, 10).await?, vec![event.clone()]);
        Ok(())
    })
    .await;
}
