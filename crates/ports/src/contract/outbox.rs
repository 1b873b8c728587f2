//! The outbox.

use twinlock_domain::{DeliveryId, MailQuota};

use super::Subject;
use super::samples::{at, email};
use crate::{Delivery, DeliveryKind, LinkPurpose, Mail};

fn delivery(n: u8, due: i64) -> Delivery {
    let mail = Mail { to: email(n), subject: format!("Grüße {n}"), body: "a\r\n\r\nb\n".into() };
    Delivery {
        id: DeliveryId::from_bytes([n; 16]),
        kind: DeliveryKind::Mail(mail),
        attempts: u32::from(n),
        due_at: at(due),
    }
}

pub(super) async fn a_delivery_is_read_back_whole_when_it_is_due(s: &Subject) {
    s.write(async |tx| tx.add_delivery(&delivery(1, 50)).await).await;
    s.read(async |tx| {
        assert!(tx.due_deliveries(at(49), 10).await?.is_empty());
        assert_eq!(tx.due_deliveries(at(50), 10).await?, [delivery(1, 50)]);
        Ok(())
    })
    .await;
}

pub(super) async fn deliveries_are_told_oldest_first_and_no_more_than_asked(s: &Subject) {
    s.write(async |tx| {
        for (n, due) in [(1, 30), (2, 10), (3, 20), (4, 40)] {
            tx.add_delivery(&delivery(n, due)).await?;
        }
        assert_eq!(tx.due_deliveries(at(35), 10).await?, [delivery(2, 10), delivery(3, 20), delivery(1, 30)]);
        assert_eq!(tx.due_deliveries(at(35), 2).await?, [delivery(2, 10), delivery(3, 20)]);
        Ok(())
    })
    .await;
}

pub(super) async fn a_delivery_is_removed_or_postponed(s: &Subject) {
    s.write(async |tx| {
        tx.add_delivery(&delivery(1, 10)).await?;
        tx.add_delivery(&delivery(2, 10)).await?;
        tx.remove_delivery(delivery(1, 10).id).await?;
        tx.postpone_delivery(delivery(2, 10).id, 7, at(60)).await?;
        assert!(tx.due_deliveries(at(59), 10).await?.is_empty());
        assert_eq!(tx.due_deliveries(at(60), 10).await?, [Delivery { attempts: 7, ..delivery(2, 60) }]);
        Ok(())
    })
    .await;
}

pub(super) async fn a_mail_quota_is_kept_for_each_mailbox_and_purpose(s: &Subject) {
    let (reset, verify) = (LinkPurpose::ResetPassword, LinkPurpose::VerifyEmail);
    let quota = |sent| MailQuota { sent, began_at: at(10), last_at: at(10 + i64::from(sent)) };
    s.write(async |tx| tx.put_mail_quota("ada@example.org", reset, &quota(1)).await).await;
    s.write(async |tx| tx.put_mail_quota("ada@example.org", verify, &quota(3)).await).await;
    s.write(async |tx| tx.put_mail_quota("bob@example.org", reset, &quota(4)).await).await;
    s.write(async |tx| tx.put_mail_quota("ada@example.org", reset, &quota(2)).await).await;
    s.read(async |tx| {
        assert_eq!(tx.mail_quota("ada@example.org", reset).await?, Some(quota(2)));
        assert_eq!(tx.mail_quota("ada@example.org", verify).await?, Some(quota(3)));
        assert_eq!(tx.mail_quota("bob@example.org", reset).await?, Some(quota(4)));
        assert_eq!(tx.mail_quota("bob@example.org", verify).await?, None);
        Ok(())
    })
    .await;
}
