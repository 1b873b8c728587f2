//! The sweep: deletes only rows that no response depends on.

use twinlock_domain::{MailQuota, NewGrant, PolicyEpoch, TokenTerms, TrustedDeviceId};

use super::Subject;
use super::authorization_requests::request;
use super::form_answers::form_answer;
use super::samples::{
    account_id, at, code_for, consent, device, email, grant_id, hash, minted, new_grant, one_factor, session, token_terms,
};
use crate::{AuthorizationRequest, FormAnswer, Link, LinkPurpose, MachineToken, ResetRequest, Session, TrustedDevice};

/// More than the rows in the store.
const MANY: u32 = 1000;

/// How much later than its end a grant with tokens may be removed, in seconds: a store may round the end up.
const A_DAY: i64 = 24 * 60 * 60;

/// Adds a row of each kind that expires at `end`, numbered `n`; those of an account belong to account 1.
async fn one_of_each(s: &Subject, app: &crate::App, n: u8, end: i64) {
    let session = Session { expires_at: at(end), ..session(n, account_id(1)) };
    let trusted = TrustedDevice {
        id: TrustedDeviceId::from_bytes([n; 16]),
        account: account_id(1),
        token: hash(n),
        device: device(),
        created_at: at(0),
        expires_at: at(end),
    };
    let pending = AuthorizationRequest { expires_at: at(end), ..request(n, app.id) };
    let purpose = if n == 1 { LinkPurpose::VerifyEmail } else { LinkPurpose::ResetPassword };
    let link =
        Link { token: hash(n), purpose, account: Some(account_id(1)), request: None, created_at: at(0), expires_at: at(end) };
    let machine = MachineToken {
        hash: hash(n),
        app: app.id,
        epoch: PolicyEpoch::default(),
        issued_at: at(0),
        expires_at: at(end),
    };
    s.write(async |tx| {
        tx.add_session(&session).await?;
        tx.add_device(&trusted).await?;
        tx.add_request(&pending).await?;
        tx.add_link(&link).await?;
        tx.keep_form_answer(&FormAnswer { expires_at: at(end), ..form_answer(n) }).await?;
        tx.add_machine_token(&machine).await
    })
    .await;
}

/// Grant `n`, redeemed, with tokens that expire at these times.
async fn grant_with_tokens(s: &Subject, app: &crate::App, n: u8, access_end: i64, refresh_end: i64) {
    let issued = code_for(app, account_id(2), one_factor(), NewGrant { absolute_expiry: at(90_000), ..new_grant(n) });
    let terms = TokenTerms { access_expires_at: at(access_end), refresh_expires_at: at(refresh_end), ..token_terms(42) };
    let tokens = minted(app, issued.grant(), terms);
    s.write(async |tx| {
        tx.add_code(&issued).await?;
        assert!(tx.record_tokens(&tokens).await?);
        Ok(())
    })
    .await;
}

async fn is_there(s: &Subject, app: &crate::App, n: u8) -> [bool; 6] {
    let purpose = if n == 1 { LinkPurpose::VerifyEmail } else { LinkPurpose::ResetPassword };
    s.read(async |tx| {
        Ok([
            tx.principal(hash(n)).await?.is_some(),
            tx.device(hash(n)).await?.is_some(),
            tx.request(request(n, app.id).id).await?.is_some(),
            tx.link(hash(n), purpose).await?.is_some(),
            tx.form_answer(hash(n)).await?.is_some(),
            tx.machine_token(hash(n)).await?.is_some(),
        ])
    })
    .await
}

pub(super) async fn the_sweep_removes_what_ended_and_nothing_else(s: &Subject) {
    let app = s.app().await;
    one_of_each(s, &app, 1, 500).await;
    one_of_each(s, &app, 2, 501).await;
    s.write(async |tx| tx.put_consent(&consent(account_id(1), &app)).await).await;
    let sweep = async |before| s.write(async |tx| tx.sweep(at(before), MANY).await).await;
    assert_eq!(sweep(500).await, 0, "what ends at that time has not ended before it");
    assert_eq!(sweep(501).await, 6);
    assert_eq!(is_there(s, &app, 1).await, [false; 6]);
    assert_eq!(is_there(s, &app, 2).await, [true; 6]);
    assert_eq!(sweep(501).await, 0, "once is enough");
    s.read(async |tx| {
        assert!(tx.account(account_id(1)).await?.is_some());
        assert!(tx.app(app.id).await?.is_some());
        assert!(tx.consent(account_id(1), app.id).await?.is_some());
        Ok(())
    })
    .await;
}

pub(super) async fn the_sweep_leaves_a_grant_while_a_token_of_it_lives(s: &Subject) {
    let app = s.app().await;
    grant_with_tokens(s, &app, 1, 500, 3000).await;
    let unredeemed = |n| code_for(&app, account_id(2), one_factor(), new_grant(n));
    s.write(async |tx| {
        tx.add_code(&unredeemed(2)).await?;
        tx.add_code(&unredeemed(3)).await?;
        assert!(tx.revoke_grant(grant_id(3), at(200)).await?);
        Ok(())
    })
    .await;
    let left = async |before| {
        s.write(async |tx| {
            tx.sweep(at(before), MANY).await?;
            let mut left = Vec::new();
            for n in 1..=3 {
                if tx.grant(grant_id(n)).await?.is_some() {
                    left.push(n);
                }
            }
            Ok(left)
        })
        .await
    };
    assert_eq!(left(100).await, [1, 2, 3], "the codes end at 100");
    assert_eq!(left(101).await, [1, 3], "a code that was never redeemed is good for nothing any more");
    assert_eq!(left(201).await, [1], "nor is a grant that was revoked");
    assert_eq!(left(600).await, [1], "its refresh token lives");
    assert_eq!(left(3000).await, [1]);
    assert!(left(3001 + A_DAY).await.is_empty(), "its last token has expired");
}

pub(super) async fn the_sweep_takes_no_more_than_it_was_told(s: &Subject) {
    s.accounts(1).await;
    s.write(async |tx| {
        for n in 1..=5 {
            tx.add_session(&Session { expires_at: at(500), ..session(n, account_id(1)) }).await?;
        }
        Ok(())
    })
    .await;
    let sweep = async || s.write(async |tx| tx.sweep(at(501), 2).await).await;
    assert_eq!(sweep().await, 2);
    assert_eq!(s.read(async |tx| tx.sessions(account_id(1)).await).await.len(), 3);
    assert_eq!(sweep().await, 2);
    assert_eq!(sweep().await, 1);
    assert_eq!(sweep().await, 0);
}

pub(super) async fn the_sweep_leaves_a_grant_that_was_refreshed(s: &Subject) {
    let app = s.app().await;
    grant_with_tokens(s, &app, 1, 500, 500).await;
    let grant = s.read(async |tx| tx.grant(grant_id(1)).await).await.unwrap();
    let next = minted(&app, &grant, TokenTerms { access_expires_at: at(600), refresh_expires_at: at(900), ..token_terms(450) });
    s.write(async |tx| {
        assert!(tx.record_tokens(&next).await?);
        tx.sweep(at(900), MANY).await
    })
    .await;
    let grant = s.read(async |tx| tx.grant(grant_id(1)).await).await.unwrap();
    assert_eq!(grant.tokens(), Some(next.tokens()), "the generation shows that the first refresh token was used");
    assert_eq!(s.write(async |tx| tx.sweep(at(901 + A_DAY), MANY).await).await, 1);
}

pub(super) async fn the_sweep_removes_requests_for_links_and_quotas_of_long_ago(s: &Subject) {
    let quota = |when| MailQuota { sent: 1, began_at: at(when), last_at: at(when) };
    let asked = |n, when| ResetRequest {
        email: email(n),
        request: None,
        trace: String::new(),
        device: device(),
        created_at: at(when),
    };
    s.write(async |tx| {
        for (n, when) in [(1, 500), (2, 501)] {
            tx.put_mail_quota(email(n).as_str(), LinkPurpose::ResetPassword, &quota(when)).await?;
            tx.add_reset_request(&asked(n, when), 100).await?;
        }
        Ok(())
    })
    .await;
    assert_eq!(s.write(async |tx| tx.sweep(at(501), MANY).await).await, 2);
    assert_eq!(s.write(async |tx| tx.take_reset_requests(9).await).await, [asked(2, 501)]);
    s.read(async |tx| {
        assert_eq!(tx.mail_quota(email(1).as_str(), LinkPurpose::ResetPassword).await?, None);
        assert_eq!(tx.mail_quota(email(2).as_str(), LinkPurpose::ResetPassword).await?, Some(quota(501)));
        Ok(())
    })
    .await;
}
