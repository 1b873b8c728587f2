//! Mail that waits.

use twinlock_domain::{MailId, MailQuota};

use super::Subject;
use super::samples::{at, email};
use crate::{LinkPurpose, Mail, OutboxMail};

fn mail(n: u8, due: i64) -> OutboxMail {
    OutboxMail {
        id: MailId::from_bytes([n; 16]),
        mail: Mail { to: email(n), subject: format!("Grüße {n}"), body: "a\r\n\r\nb\n".into() },
        attempts: u32::from(n),
        due_at: at(due),
    }
}

pub(super) async fn mail_is_read_back_whole_when_it_is_due(s: &Subject) {
    s.write(async |tx| tx.add_mail(&mail(1, 50)).await).await;
    s.read(async |tx| {
        assert!(tx.due_mail(at(49), 10).await?.is_empty());
        assert_eq!(tx.due_mail(at(50), 10).await?, [mail(1, 50)]);
        Ok(())
    })
    .await;
}

pub(super) async fn mail_is_told_oldest_first_and_no_more_than_asked(s: &Subject) {
    s.write(async |tx| {
        for (n, due) in [(1, 30), (2, 10), (3, 20), (4, 40)] {
            tx.add_mail(&mail(n, due)).await?;
        }
        assert_eq!(tx.due_mail(at(35), 10).await?, [mail(2, 10), mail(3, 20), mail(1, 30)]);
        assert_eq!(tx.due_mail(at(35), 2).await?, [mail(2, 10), mail(3, 20)]);
        Ok(())
    })
    .await;
}

pub(super) async fn mail_is_removed_or_put_off(s: &Subject) {
    s.write(async |tx| {
        tx.add_mail(&mail(1, 10)).await?;
        tx.add_mail(&mail(2, 10)).await?;
        tx.remove_mail(mail(1, 10).id).await?;
        tx.postpone_mail(mail(2, 10).id, 7, at(60)).await?;
        assert!(tx.due_mail(at(59), 10).await?.is_empty());
        assert_eq!(tx.due_mail(at(60), 10).await?, [OutboxMail { attempts: 7, ..mail(2, 60) }]);
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
