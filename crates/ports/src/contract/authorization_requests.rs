//! Pending authorization requests.

use std::time::Duration;

use twinlock_domain::{Acr, AppId, AuthorizationRequestId, Prompt, ScopeSet};

use super::Subject;
use super::samples::{account_id, app_id, at, challenge, hash, redirect_uri, session_id};
use crate::{AuthorizationRequest, RequestParameters, RequestState};

/// A request with as little in it as can be.
pub(super) fn request(n: u8, app: AppId) -> AuthorizationRequest {
    AuthorizationRequest {
        id: AuthorizationRequestId::from_bytes([n; 16]),
        app,
        parameters: RequestParameters {
            redirect_uri: redirect_uri("callback"),
            scope: ScopeSet::parse("openid"),
            state: None,
            nonce: None,
            challenge: None,
            prompt: Prompt::default(),
            max_age: None,
            floor: Acr::OneFactor,
            id_token_scopes: ScopeSet::EMPTY,
            login_hint: None,
            problem: None,
        },
        visitor: None,
        session: None,
        state: RequestState::Pending,
        created_at: at(1),
        expires_at: at(3600),
    }
}

/// A request with everything in it.
fn full(n: u8, app: AppId, prompt: Prompt) -> AuthorizationRequest {
    AuthorizationRequest {
        parameters: RequestParameters {
            redirect_uri: redirect_uri("callback?tenant=7&x=%C3%BC"),
            scope: ScopeSet::ALL,
            state: Some("äöü \"'\\ \n".into()),
            nonce: Some(String::new()),
            challenge: Some(challenge()),
            prompt,
            max_age: Some(Duration::ZERO),
            floor: Acr::TwoFactor,
            id_token_scopes: ScopeSet::parse("email profile"),
            login_hint: Some("user1@example.org".into()),
            problem: Some(("invalid_scope".into(), "scope lacks openid".into())),
        },
        visitor: Some(hash(7)),
        session: Some((session_id(1), account_id(1))),
        state: RequestState::Decided { at: at(5) },
        ..request(n, app)
    }
}

pub(super) async fn a_request_is_read_back_whole(s: &Subject) {
    let app = s.app().await;
    let (none, login, consent) = (
        Prompt { none: true, ..Prompt::default() },
        Prompt { login: true, ..Prompt::default() },
        Prompt { consent: true, ..Prompt::default() },
    );
    let requests = [request(1, app.id), full(2, app.id, none), full(3, app.id, login), full(4, app.id, consent)];
    for request in requests {
        s.write(async |tx| tx.add_request(&request).await).await;
        assert_eq!(s.read(async |tx| tx.request(request.id).await).await, Some(request));
    }
}

pub(super) async fn an_unknown_request_is_none(s: &Subject) {
    s.app().await;
    let unknown = request(1, app_id(1));
    s.write(async |tx| {
        assert_eq!(tx.request(unknown.id).await?, None);
        assert!(!tx.decide_request(unknown.id, at(1)).await?);
        Ok(())
    })
    .await;
}

pub(super) async fn a_request_is_bound_to_a_session(s: &Subject) {
    let app = s.app().await;
    let bound = AuthorizationRequest {
        visitor: Some(hash(3)),
        session: Some((session_id(2), account_id(2))),
        ..request(1, app.id)
    };
    s.write(async |tx| {
        tx.add_request(&request(1, app.id)).await?;
        tx.add_request(&request(2, app.id)).await?;
        tx.bind_request(&bound).await?;
        assert_eq!(tx.request(bound.id).await?, Some(bound.clone()));
        assert_eq!(tx.request(request(2, app.id).id).await?, Some(request(2, app.id)));
        tx.bind_request(&request(1, app.id)).await?;
        assert_eq!(tx.request(bound.id).await?, Some(request(1, app.id)));
        Ok(())
    })
    .await;
}

pub(super) async fn r11_a_request_is_decided_once(s: &Subject) {
    let app = s.app().await;
    let pending = request(1, app.id);
    s.write(async |tx| {
        tx.add_request(&pending).await?;
        assert!(tx.decide_request(pending.id, at(8)).await?);
        assert!(!tx.decide_request(pending.id, at(9)).await?);
        let decided = AuthorizationRequest { state: RequestState::Decided { at: at(8) }, ..pending.clone() };
        assert_eq!(tx.request(pending.id).await?, Some(decided.clone()));
        tx.bind_request(&AuthorizationRequest { session: Some((session_id(1), account_id(1))), ..pending.clone() })
            .await?;
        assert!(!tx.decide_request(pending.id, at(10)).await?, "binding it anew does not make it pending");
        Ok(())
    })
    .await;
}
