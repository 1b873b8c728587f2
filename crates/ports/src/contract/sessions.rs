//! Sessions.

use twinlock_domain::{Authentication, SecondFactorMethod};

use super::Subject;
use super::samples::{
    account, account_id, assert_same, at, confirmed, device, factor, hash, session, session_id, two_factor,
};
use crate::{Factors, Device, Session, SessionStage};

pub(super) async fn a_session_is_read_back_whole_at_every_stage(s: &Subject) {
    s.accounts(1).await;
    let sample = session(1, account_id(1));
    let mut sessions = vec![
        Session { stage: SessionStage::PendingSecondFactor, ..sample.clone() },
        Session { device: Device::default(), ..sample.clone() },
    ];
    sessions.extend(SecondFactorMethod::ALL.map(|method| Session {
        authentication: Authentication::password(at(-5)).with(method, at(6)),
        ..sample.clone()
    }));
    for (n, session) in (1..).zip(sessions) {
        let session = Session { id: session_id(n), token: hash(n), ..session };
        s.write(async |tx| tx.add_session(&session).await).await;
        let read = s.read(async |tx| tx.principal(hash(n)).await).await;
        assert_eq!(read.unwrap().session, session);
    }
}

pub(super) async fn a_principal_is_session_account_and_factors(s: &Subject) {
    s.accounts(2).await;
    let sample = session(1, account_id(1));
    s.write(async |tx| tx.add_session(&sample).await).await;
    let alone = s.read(async |tx| tx.principal(hash(1)).await).await.unwrap();
    assert_same((alone.session, alone.account, alone.factors), (sample.clone(), account(1), Factors::default()));
    s.write(async |tx| {
        tx.add_session(&session(2, account_id(2))).await?;
        tx.add_factor(&confirmed(2, account_id(1))).await?;
        tx.add_factor(&factor(1, account_id(1))).await?;
        tx.add_factor(&confirmed(3, account_id(2))).await
    })
    .await;
    let principal = s.read(async |tx| tx.principal(hash(1)).await).await.unwrap();
    assert_same(
        (principal.session, principal.account, principal.factors),
        (sample, account(1), Factors::new(vec![factor(1, account_id(1)), confirmed(2, account_id(1))])),
    );
}

pub(super) async fn a_session_of_an_unknown_token_is_none(s: &Subject) {
    s.accounts(1).await;
    s.write(async |tx| tx.add_session(&session(1, account_id(1))).await).await;
    assert!(s.read(async |tx| tx.principal(hash(2)).await).await.is_none());
}

pub(super) async fn a_session_changes_its_token_and_keeps_its_id(s: &Subject) {
    s.accounts(1).await;
    let begun = Session {
        stage: SessionStage::PendingSecondFactor,
        ..session(1, account_id(1))
    };
    let stepped_up = Session {
        token: hash(9),
        stage: SessionStage::Active,
        authentication: two_factor(),
        last_seen_at: at(20),
        expires_at: at(2000),
        ..begun.clone()
    };
    s.write(async |tx| tx.add_session(&begun).await).await;
    assert!(s.write(async |tx| tx.update_session(&stepped_up).await).await);
    s.read(async |tx| {
        assert!(tx.principal(hash(1)).await?.is_none(), "the old token is dead");
        assert_eq!(tx.principal(hash(9)).await?.unwrap().session, stepped_up);
        Ok(())
    })
    .await;
    s.write(async |tx| tx.touch_session(session_id(1), at(77)).await).await;
    let touched = s.read(async |tx| tx.principal(hash(9)).await).await.unwrap();
    assert_eq!(touched.session, Session { last_seen_at: at(77), ..stepped_up });
}

pub(super) async fn an_ended_session_is_not_found_and_not_updated(s: &Subject) {
    s.accounts(1).await;
    let session = session(1, account_id(1));
    s.write(async |tx| tx.add_session(&session).await).await;
    assert!(s.write(async |tx| tx.end_session(account_id(1), session.id).await).await);
    s.write(async |tx| {
        assert!(tx.principal(hash(1)).await?.is_none());
        assert!(tx.sessions(account_id(1)).await?.is_empty());
        assert!(!tx.update_session(&session).await?, "an update does not bring it back");
        assert!(!tx.end_session(account_id(1), session.id).await?);
        tx.touch_session(session.id, at(9)).await?;
        assert!(tx.principal(hash(1)).await?.is_none());
        Ok(())
    })
    .await;
}

pub(super) async fn a_session_is_ended_by_its_own_account_alone(s: &Subject) {
    s.accounts(2).await;
    s.write(async |tx| {
        tx.add_session(&session(1, account_id(1))).await?;
        assert!(!tx.end_session(account_id(2), session_id(1)).await?);
        assert!(tx.principal(hash(1)).await?.is_some());
        Ok(())
    })
    .await;
}

pub(super) async fn ending_all_sessions_can_spare_one(s: &Subject) {
    s.accounts(2).await;
    s.write(async |tx| {
        for n in 1..=3 {
            tx.add_session(&session(n, account_id(1))).await?;
        }
        tx.add_session(&session(4, account_id(2))).await?;
        assert_eq!(tx.end_sessions(account_id(1), Some(session_id(2))).await?, 2);
        assert_eq!(tx.sessions(account_id(1)).await?, vec![session(2, account_id(1))]);
        assert_eq!(tx.end_sessions(account_id(1), None).await?, 1);
        assert_eq!(tx.end_sessions(account_id(1), None).await?, 0);
        assert_eq!(tx.sessions(account_id(2)).await?, vec![session(4, account_id(2))]);
        Ok(())
    })
    .await;
}

pub(super) async fn r02_dropping_the_second_factor_reaches_every_session_of_the_account(s: &Subject) {
    s.accounts(2).await;
    s.write(async |tx| {
        for (n, account) in [(1, 1), (2, 1), (3, 2)] {
            let session = Session { authentication: two_factor(), ..session(n, account_id(account)) };
            tx.add_session(&session).await?;
        }
        tx.drop_second_factor(account_id(1)).await
    })
    .await;
    let (own, others) =
        s.read(async |tx| Ok((tx.sessions(account_id(1)).await?, tx.sessions(account_id(2)).await?))).await;
    assert!(own.iter().all(|session| session.authentication == Authentication::password(at(2))));
    assert_eq!(own.len(), 2);
    assert!(others.iter().all(|session| session.authentication == two_factor() && session.device == device()));
}

pub(super) async fn sessions_are_told_newest_first(s: &Subject) {
    s.accounts(1).await;
    let told = s
        .write(async |tx| {
            for n in [2, 3, 1] {
                tx.add_session(&session(n, account_id(1))).await?;
            }
            tx.sessions(account_id(1)).await
        })
        .await;
    assert_eq!(told, [3, 2, 1].map(|n| session(n, account_id(1))));
}
