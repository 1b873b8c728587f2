//! The audit log.

use twinlock_domain::{AuditEventId, AuditKind, AuditOutcome};

use super::Subject;
use super::samples::{account_id, app_id, at};
use crate::AuditEvent;

pub(super) fn event(n: u8, kind: AuditKind) -> AuditEvent {
    AuditEvent {
        id: AuditEventId::new(at(n.into()), [n; 10]),
        at: at(n.into()),
        kind,
        outcome: AuditOutcome::Done,
        account: None,
        actor: None,
        app: None,
        reason: None,
        detail: None,
        request: String::new(),
        address: String::new(),
    }
}

/// The accounts and apps that an event names need not exist.
pub(super) async fn an_event_of_every_kind_is_read_back_whole(s: &Subject) {
    for (n, kind) in (1..).zip(AuditKind::ALL) {
        let full = AuditEvent {
            outcome: if n % 2 == 0 { AuditOutcome::Done } else { AuditOutcome::Refused },
            account: Some(account_id(1)),
            actor: Some(account_id(2)),
            app: Some(app_id(3)),
            reason: Some("not_enrolled".into()),
            detail: Some("off → on".into()),
            request: "01J".into(),
            address: "192.0.2.7".into(),
            ..event(n, *kind)
        };
        let event = if n % 3 == 0 { event(n, *kind) } else { full };
        s.write(async |tx| tx.record(&event).await).await;
        assert_eq!(s.read(async |tx| tx.events(1).await).await, [event]);
    }
}

pub(super) async fn events_are_told_newest_first_and_no_more_than_asked(s: &Subject) {
    let all = [1, 2, 3].map(|n| event(n, AuditKind::SignedIn));
    s.write(async |tx| {
        for n in [1, 0, 2] {
            tx.record(all.get(n).unwrap()).await?;
        }
        Ok(())
    })
    .await;
    let [first, second, third] = all;
    s.read(async |tx| {
        assert_eq!(tx.events(2).await?, [third.clone(), second.clone()]);
        assert_eq!(tx.events(9).await?, [third.clone(), second.clone(), first.clone()]);
        Ok(())
    })
    .await;
}

pub(super) async fn events_are_found_by_app_and_by_account(s: &Subject) {
    let about = |n, account: Option<u8>, app: Option<u8>| AuditEvent {
        account: account.map(account_id),
        actor: Some(account_id(9)),
        app: app.map(app_id),
        ..event(n, AuditKind::ConsentGranted)
    };
    let (both, other_app) = (about(1, Some(1), Some(1)), about(2, Some(1), Some(2)));
    let (other_account, neither) = (about(3, Some(2), Some(1)), about(4, None, None));
    s.write(async |tx| {
        for event in [&both, &other_app, &other_account, &neither] {
            tx.record(event).await?;
        }
        assert_eq!(tx.events_of_account(account_id(1), 9).await?, [other_app.clone(), both.clone()]);
        assert_eq!(tx.events_of_app(app_id(1), 9).await?, [other_account.clone(), both.clone()]);
        assert_eq!(tx.events_of_app(app_id(1), 1).await?, std::slice::from_ref(&other_account));
        assert!(tx.events_of_account(account_id(9), 9).await?.is_empty(), "who did it is not whom it is about");
        Ok(())
    })
    .await;
}

pub(super) async fn events_of_a_policy_are_found_among_all_others(s: &Subject) {
    let about = |n, kind, app| AuditEvent { app: Some(app_id(app)), ..event(n, kind) };
    s.write(async |tx| {
        for (n, kind) in (1..).zip(AuditKind::ALL) {
            tx.record(&about(n, *kind, 1)).await?;
        }
        tx.record(&about(200, AuditKind::RequirementOn, 2)).await
    })
    .await;
    s.read(async |tx| {
        let found = tx.policy_events_of_app(app_id(1), 99).await?;
        let mut kinds: Vec<_> = found.iter().map(|event| event.kind).collect();
        kinds.reverse();
        let expected: Vec<_> = AuditKind::ALL.iter().copied().filter(|kind| AuditKind::POLICY.contains(kind)).collect();
        assert_eq!(kinds, expected, "newest first, and no others");
        assert_eq!(tx.policy_events_of_app(app_id(1), 2).await?, found.get(..2).unwrap());
        assert_eq!(tx.policy_events_of_app(app_id(2), 99).await?.len(), 1);
        assert!(tx.policy_events_of_app(app_id(3), 99).await?.is_empty());
        Ok(())
    })
    .await;
}
