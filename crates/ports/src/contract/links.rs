//! One-time links.

use twinlock_domain::{AccountId, AuthorizationRequestId};

use super::Subject;
use super::samples::{account_id, at, device, email, hash};
use crate::{Link, LinkPurpose, ResetRequest};

const OF_AN_ACCOUNT: [LinkPurpose; 3] =
    [LinkPurpose::VerifyEmail, LinkPurpose::ResetPassword, LinkPurpose::UndoEnrolment];

pub(super) fn link(n: u8, purpose: LinkPurpose, account: Option<AccountId>) -> Link {
    let request = n.is_multiple_of(2).then(|| AuthorizationRequestId::from_bytes([n; 16]));
    Link { token: hash(n), purpose, account, request, created_at: at(1), expires_at: at(600) }
}

pub(super) async fn a_link_is_read_back_whole(s: &Subject) {
    s.accounts(1).await;
    let mut links = vec![link(1, LinkPurpose::SetUp, None)];
    links.extend((2..).zip(OF_AN_ACCOUNT).map(|(n, purpose)| link(n, purpose, Some(account_id(1)))));
    s.write(async |tx| {
        for link in &links {
            tx.add_link(link).await?;
        }
        Ok(())
    })
    .await;
    for link in links {
        assert_eq!(s.read(async |tx| tx.link(link.token, link.purpose).await).await.as_ref(), Some(&link));
        assert_eq!(s.write(async |tx| tx.take_link(link.token, link.purpose).await).await, Some(link));
    }
}

pub(super) async fn a_link_is_taken_once_and_for_its_purpose_alone(s: &Subject) {
    s.accounts(1).await;
    let sample = link(1, LinkPurpose::ResetPassword, Some(account_id(1)));
    s.write(async |tx| tx.add_link(&sample).await).await;
    s.write(async |tx| {
        for purpose in [LinkPurpose::SetUp, LinkPurpose::VerifyEmail, LinkPurpose::UndoEnrolment] {
            assert_eq!(tx.link(hash(1), purpose).await?, None);
            assert_eq!(tx.take_link(hash(1), purpose).await?, None);
        }
        assert_eq!(tx.take_link(hash(2), sample.purpose).await?, None);
        assert_eq!(tx.link(hash(1), sample.purpose).await?, Some(sample.clone()), "looking does not take it");
        assert_eq!(tx.take_link(hash(1), sample.purpose).await?, Some(sample.clone()));
        assert_eq!(tx.take_link(hash(1), sample.purpose).await?, None);
        assert_eq!(tx.link(hash(1), sample.purpose).await?, None);
        Ok(())
    })
    .await;
}

pub(super) async fn a_new_link_takes_the_place_of_an_older_one(s: &Subject) {
    s.accounts(2).await;
    let (reset, verify, set_up) = (LinkPurpose::ResetPassword, LinkPurpose::VerifyEmail, LinkPurpose::SetUp);
    s.write(async |tx| {
        tx.add_link(&link(1, reset, Some(account_id(1)))).await?;
        tx.add_link(&link(2, reset, Some(account_id(2)))).await?;
        tx.add_link(&link(3, verify, Some(account_id(1)))).await?;
        tx.add_link(&link(4, set_up, None)).await?;
        tx.add_link(&link(5, reset, Some(account_id(1)))).await?;
        tx.add_link(&link(6, set_up, None)).await?;
        assert_eq!(tx.link(hash(1), reset).await?, None);
        assert_eq!(tx.link(hash(4), set_up).await?, None);
        for (n, purpose) in [(2, reset), (3, verify), (5, reset), (6, set_up)] {
            assert!(tx.link(hash(n), purpose).await?.is_some());
        }
        Ok(())
    })
    .await;
}

fn asked(n: u8, when: i64) -> ResetRequest {
    ResetRequest {
        email: email(n),
        request: n.is_multiple_of(2).then(|| AuthorizationRequestId::from_bytes([n; 16])),
        trace: format!("request {n}"),
        device: device(),
        created_at: at(when),
    }
}

pub(super) async fn requests_for_a_link_are_taken_oldest_first_and_once(s: &Subject) {
    s.write(async |tx| {
        for (n, when) in [(1, 30), (2, 10), (3, 20)] {
            tx.add_reset_request(&asked(n, when), 100).await?;
        }
        Ok(())
    })
    .await;
    assert_eq!(s.write(async |tx| tx.take_reset_requests(2).await).await, [asked(2, 10), asked(3, 20)]);
    assert_eq!(s.write(async |tx| tx.take_reset_requests(2).await).await, [asked(1, 30)]);
    assert!(s.write(async |tx| tx.take_reset_requests(2).await).await.is_empty());
}

pub(super) async fn requests_for_a_link_wait_once_for_an_address_and_are_not_without_number(s: &Subject) {
    s.write(async |tx| {
        tx.add_reset_request(&asked(1, 10), 2).await?;
        tx.add_reset_request(&asked(1, 20), 2).await
    })
    .await;
    s.write(async |tx| tx.add_reset_request(&asked(2, 30), 2).await).await;
    s.write(async |tx| tx.add_reset_request(&asked(3, 40), 2).await).await;
    assert_eq!(s.write(async |tx| tx.take_reset_requests(9).await).await, [asked(1, 10), asked(2, 30)]);
}
