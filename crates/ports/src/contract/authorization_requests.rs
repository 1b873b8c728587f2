//! Pending authorization requests.

use std::time::Duration;

use twinlock_domain::{
    AuthorizationError, DeferredError,Acr, AppId, AuthorizationRequestId, Prompt, ResponseMode, ScopeSet};

use super::Subject;
use super::samples::{account_id, app_id, at, challenge, hash, redirect_uri, session_id};
use crate::{AuthorizationRequest, RequestParameters, RequestState, Verdict};

/// A request with only the required fields.
pub(super) fn request(n: u8, app: AppId) -> AuthorizationRequest {
    AuthorizationRequest {
        id: AuthorizationRequestId::from_bytes([n; 16]),
        app,
        parameters: RequestParameters {
            scope: ScopeSet::parse("openid").unwrap(),
            ..RequestParameters::answered_at(redirect_uri("callback"))
        },
        visitor: None,
        session: None,
        state: RequestState::Pending,
        created_at: at(1),
        expires_at: at(3600),
    }
}

/// A request with every field set.
fn full(n: u8, app: AppId, prompt: Prompt) -> AuthorizationRequest {
    AuthorizationRequest {
        parameters: RequestParameters {
            redirect_uri: redirect_uri("callback?tenant=7&x=%C3%BC"),
            scope: ScopeSet::STANDARD,
            state: Some("äöü \"'\\ {}%00 \u{1f512}".into()),
            nonce: Some(String::new()),
            challenge: Some(challenge()),
            prompt,
            max_age: Some(Duration::ZERO),
            required_acr: Acr::OneFactor,
            preferred_acr: Acr::TwoFactor,
            response_mode: ResponseMode::FormPost,
            subjects: vec!["kM9-one".into(), "kM9_two".into()],
            id_token_scopes: ScopeSet::parse("email profile").unwrap(),
            login_hint: Some("user1@example.org".into()),
            deferred_error: Some(DeferredError {
                error: AuthorizationError::InvalidScope,
                description: "scope lacks openid".into(),
            }),
        },
        visitor: Some(hash(7)),
        session: Some((session_id(1), account_id(1))),
        state: RequestState::Decided { at: at(5), how: Verdict::Denied },
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
        assert!(!tx.decide_request(unknown.id, Verdict::Allowed, at(1)).await?);
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

pub(super) async fn b05_how_a_request_ended_is_read_back(s: &Subject) {
    let app = s.app().await;
    for (n, how) in (1..).zip([Verdict::Allowed, Verdict::Denied, Verdict::Unasked]) {
        let pending = request(n, app.id);
        s.write(async |tx| {
            tx.add_request(&pending).await?;
            assert!(tx.decide_request(pending.id, how, at(8)).await?);
            Ok(())
        })
        .await;
        let read = s.read(async |tx| tx.request(pending.id).await).await;
        assert_eq!(read.map(|request| request.state), Some(RequestState::Decided { at: at(8), how }));
    }
}

pub(super) async fn r11_a_request_is_decided_once(s: &Subject) {
    let app = s.app().await;
    let pending = request(1, app.id);
    s.write(async |tx| {
        tx.add_request(&pending).await?;
        assert!(tx.decide_request(pending.id, Verdict::Allowed, at(8)).await?);
        assert!(!tx.decide_request(pending.id, Verdict::Denied, at(9)).await?);
        let decided = AuthorizationRequest { state: RequestState::Decided { at: at(8), how: Verdict::Allowed }, ..pending.clone() };
        assert_eq!(tx.request(pending.id).await?, Some(decided.clone()));
        tx.bind_request(&AuthorizationRequest { session: Some((session_id(1), account_id(1))), ..pending.clone() })
            .await?;
        assert!(!tx.decide_request(pending.id, Verdict::Allowed, at(10)).await?, "binding it anew does not make it pending");
        Ok(())
    })
    .await;
}

pub(super) async fn l2_texts_are_kept_alike_and_a_nul_is_refused(s: &Subject) {
    let app = s.app().await;
    let with = |n: u8, state: &str| AuthorizationRequest {
        parameters: RequestParameters { state: Some(state.into()), ..request(n, app.id).parameters },
        ..request(n, app.id)
    };
    let texts = ["", " ", "\u{1}\u{7f}\t\n", "\u{85}\u{2028}\u{feff}", "e\u{301}", "\u{10ffff}", "\\u0000", "'; --"];
    for (n, text) in (1..).zip(texts) {
        let request = with(n, text);
        s.write(async |tx| tx.add_request(&request).await).await;
        assert_eq!(s.read(async |tx| tx.request(request.id).await).await, Some(request), "{text:?}");
    }
    for (n, text) in (100..).zip(["\0", "a\0b"]) {
        let request = with(n, text);
        let added = crate::transaction(&*s.store, crate::Mode::Write, async |tx| tx.add_request(&request).await).await;
        assert!(added.is_err(), "{text:?}: no store keeps what another cannot");
        assert_eq!(s.read(async |tx| tx.request(request.id).await).await, None);
    }
}

pub(super) async fn h4_the_sweep_of_nobodys_requests_takes_those_alone(s: &Subject) {
    let app = s.app().await;
    let ending = |n: u8, end: i64| AuthorizationRequest { expires_at: at(end), ..request(n, app.id) };
    let somebodys = AuthorizationRequest { session: Some((session_id(1), account_id(1))), ..ending(9, 500) };
    s.write(async |tx| {
        for request in [ending(1, 500), ending(2, 500), ending(3, 500), ending(4, 501), somebodys.clone()] {
            tx.add_request(&request).await?;
        }
        Ok(())
    })
    .await;
    let sweep = async |before, most| s.write(async |tx| tx.sweep_nobodys_requests(at(before), most).await).await;
    assert_eq!(sweep(500, 10).await, 0, "what ends at that time has not ended before it");
    assert_eq!(sweep(501, 2).await, 2, "no more than it was told");
    assert_eq!(sweep(501, 2).await, 1);
    assert_eq!(sweep(501, 2).await, 0);
    assert!(s.read(async |tx| tx.request(ending(4, 501).id).await).await.is_some());
    assert_eq!(s.read(async |tx| tx.request(somebodys.id).await).await, Some(somebodys));
}
