//! The outbox: a mail is delivered once, and tried again if it was not accepted.

use std::sync::Mutex;

use twinlock_application::delivery::DeliveryCounts;
use twinlock_ports::{Mail, MailError, MockMailer};

use super::world::{ANN, World};

fn mailer(answer: fn() -> Result<(), MailError>) -> MockMailer {
    let mut mailer = MockMailer::new();
    mailer.expect_send().returning(move |_, _| answer());
    mailer
}

fn down() -> Result<(), MailError> {
    Err(MailError::Later("connection refused".into()))
}

#[tokio::test]
async fn mail_is_handed_over_once_also_by_two_nodes() {
    let world = World::new().await;
    world.sign_up(ANN).await;
    let sent: &'static Mutex<Vec<Mail>> = Box::leak(Box::default());
    let mut mailer = MockMailer::new();
    mailer.expect_send().returning(|_, mail| {
        sent.lock().expect("lock").push(mail.clone());
        Ok(())
    });
    let (one, two) = tokio::join!(world.twinlock.deliver_mail(&mailer, 10), world.twinlock.deliver_mail(&mailer, 10));
    assert_eq!(one.expect("done").sent + two.expect("done").sent, 1);
    assert_eq!(world.twinlock.deliver_mail(&mailer, 10).await.expect("done"), DeliveryCounts::default());
    let sent = sent.lock().expect("lock");
    let [mail] = sent.as_slice() else { panic!("{sent:?}") };
    for part in
        ["21 September 2026, 14:13 UTC", "192.0.2.1 (Firefox on Linux)", "https://id.example.org/email/verify?token="]
    {
        assert!(mail.body.contains(part), "{part} is not in {}", mail.body);
    }
}

#[tokio::test]
async fn mail_that_is_not_taken_waits_ever_longer_and_is_given_up_in_the_end() {
    let world = World::new().await;
    world.sign_up(ANN).await;
    let postponed = DeliveryCounts { postponed: 1, ..DeliveryCounts::default() };
    for wait in [30, 60, 120, 240] {
        assert_eq!(world.twinlock.deliver_mail(&mailer(down), 10).await.expect("done"), postponed);
        world.pass_time(wait - 1);
        assert_eq!(world.twinlock.deliver_mail(&mailer(down), 10).await.expect("done"), DeliveryCounts::default());
        world.pass_time(1);
    }
    for _ in 4..29 {
        assert_eq!(world.twinlock.deliver_mail(&mailer(down), 10).await.expect("done"), postponed);
        world.pass_time(3600);
    }
    let given_up = DeliveryCounts { given_up: 1, ..DeliveryCounts::default() };
    assert_eq!(world.twinlock.deliver_mail(&mailer(down), 10).await.expect("done"), given_up);
    assert!(world.mails().await.is_empty());
}

#[tokio::test]
async fn b25_mail_that_is_refused_for_good_is_not_tried_again() {
    let world = World::new().await;
    world.sign_up(ANN).await;
    let refused: fn() -> Result<(), MailError> = || Err(MailError::Never("550 no such user".into()));
    let given_up = DeliveryCounts { given_up: 1, ..DeliveryCounts::default() };
    assert_eq!(world.twinlock.deliver_mail(&mailer(refused), 10).await.expect("done"), given_up);
    world.pass_time(7200);
    assert_eq!(world.twinlock.deliver_mail(&mailer(refused), 10).await.expect("done"), DeliveryCounts::default());
}

#[tokio::test]
async fn m6_nothing_that_a_stranger_wrote_stands_in_a_mail() {
    for (address, user_agent, place) in [
        ("192.0.2.1", "Firefox/130.0\r\n\r\nVisit https://evil.example", "From: 192.0.2.1 (Firefox)\n"),
        ("::ffff:192.0.2.1", "Your account is locked: https://evil.example", "From: 192.0.2.1 (Unknown browser)\n"),
        ("2001:DB8::0:1", "", "From: 2001:db8::1 (Unknown browser)\n"),
        ("https://evil.example", "curl/8", "From: an unknown address (curl)\n"),
        ("", "https://evil.example", "From: the server itself\n"),
    ] {
        let mut world = World::new().await;
        world.origin.device.address = address.into();
        world.origin.device.user_agent = user_agent.into();
        world.sign_up(ANN).await;
        let mails = world.mails().await;
        assert!(mails[0].body.contains(place), "{place} is not in {}", mails[0].body);
        for foreign in ["evil", "locked", ANN] {
            assert!(!mails[0].body.contains(foreign), "{foreign} is in {}", mails[0].body);
        }
    }
}
