//! Listing, finding and deleting accounts, as an operator does.

use twinlock_domain::{AuditEventId, AuditKind, EmailAddress, AuditOutcome};

use super::Subject;
use super::authorization_requests::request;
use super::links::link;
use super::samples::{account, account_id, app, at, consent, device, hash, session};
use crate::{
    Account, AccountQuery, AuditEvent, AuthorizationRequest, LinkPurpose, TrustedDevice,
};

fn named(n: u8, email: &str) -> Account {
    Account { email: EmailAddress::parse(email).unwrap(), ..account(n) }
}

pub(super) async fn accounts_are_found_page_by_page(s: &Subject) {
    let made = [named(1, "mia@b.example"), named(2, "ada_x@a.example"), named(3, "zoe@a.example"), named(4, "adazx@b.example")];
    s.write(async |tx| {
        for account in &made {
            assert!(tx.add_account(account).await?);
        }
        Ok(())
    })
    .await;
    let find = async |part: &str, after: Option<&str>, most| {
        let after = after.map(|email| EmailAddress::parse(email).unwrap());
        let query = AccountQuery { part: part.into(), after, most };
        let found = s.read(async |tx| tx.find_accounts(&query).await).await;
        found.iter().map(|account| account.email.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(find("", None, 9).await, ["ada_x@a.example", "adazx@b.example", "mia@b.example", "zoe@a.example"]);
    assert_eq!(find("", None, 2).await, ["ada_x@a.example", "adazx@b.example"]);
    assert_eq!(find("", Some("adazx@b.example"), 2).await, ["mia@b.example", "zoe@a.example"]);
    assert_eq!(find("@b.", None, 9).await, ["adazx@b.example", "mia@b.example"]);
    assert_eq!(find("@b.", Some("adazx@b.example"), 9).await, ["mia@b.example"]);
    for (part, found) in [("a_x", "ada_x@a.example"), ("a%x", ""), ("\\", ""), ("nobody", "")] {
        assert_eq!(find(part, None, 9).await.concat(), found, "{part}: what stands for anything elsewhere is a letter here");
    }
    assert!(find("", None, 0).await.is_empty());
}

pub(super) async fn deleting_an_account_takes_everything_but_its_audit_log(s: &Subject) {
    let (app_of_grant, grant) = s.grant().await;
    let gone = grant.account;
    let event = AuditEvent {
        id: AuditEventId::new(at(1), [7; 10]),
        at: at(1),
        kind: AuditKind::SignedIn,
        outcome: AuditOutcome::Done,
        account: Some(gone),
        actor: Some(gone),
        app: None,
        reason: None,
        detail: None,
        request: "r".into(),
        address: "a".into(),
    };
    let session = session(40, gone);
    let trusted = TrustedDevice {
        id: twinlock_domain::TrustedDeviceId::from_bytes([41; 16]),
        account: gone,
        token: hash(41),
        device: device(),
        created_at: at(0),
        expires_at: at(900),
    };
    let pending = AuthorizationRequest { session: Some((session.id, gone)), ..request(42, app_of_grant.id) };
    s.write(async |tx| {
        tx.add_session(&session).await?;
        tx.add_device(&trusted).await?;
        tx.add_request(&pending).await?;
        tx.add_link(&link(43, LinkPurpose::ResetPassword, Some(gone))).await?;
        tx.replace_recovery_codes(gone, &[hash(44)], at(1)).await?;
        tx.put_consent(&consent(gone, &app_of_grant)).await?;
        tx.record(&event).await
    })
    .await;
    s.write(async |tx| tx.delete_account(gone).await).await;
    s.read(async |tx| {
        assert!(tx.account(gone).await?.is_none());
        assert!(tx.principal(hash(40)).await?.is_none());
        assert!(tx.device(hash(41)).await?.is_none());
        assert!(tx.request(pending.id).await?.is_none());
        assert!(tx.link(hash(43), LinkPurpose::ResetPassword).await?.is_none());
        assert_eq!(tx.recovery_codes_left(gone).await?, 0);
        assert!(tx.consent(gone, app_of_grant.id).await?.is_none());
        assert!(tx.grant(grant.id).await?.is_none());
        assert!(tx.app(app_of_grant.id).await?.is_some(), "somebody else's app stays");
        assert_eq!(tx.events_of_account(gone, 9).await?, std::slice::from_ref(&event));
        Ok(())
    })
    .await;
}

pub(super) async fn an_account_that_owns_an_app_is_not_deleted(s: &Subject) {
    // Otherwise the app would have no owner who could administer it.
    let owned = app(50, account_id(3));
    s.write(async |tx| {
        assert!(tx.add_account(&account(3)).await?);
        tx.add_app(&owned).await
    })
    .await;
    let refused = crate::transaction(&*s.store, crate::Mode::Write, async |tx| tx.delete_account(account_id(3)).await);
    assert!(refused.await.is_err());
    assert!(s.read(async |tx| tx.account(account_id(3)).await).await.is_some());
}

pub(super) async fn an_administrator_is_noticed(s: &Subject) {
    s.accounts(1).await;
    assert_eq!(s.read(async |tx| tx.newest_admin().await).await, None);
    for (n, made) in [(2, 30), (3, 20)] {
        let admin = Account { is_admin: true, created_at: at(made), ..account(n) };
        s.write(async |tx| tx.add_account(&admin).await).await;
    }
    assert_eq!(s.read(async |tx| tx.newest_admin().await).await, Some(at(30)));
}
