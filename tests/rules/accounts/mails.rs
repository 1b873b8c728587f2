//! R33: what a mail contains, and how many of them an attacker can cause.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Method;

use crate::support::{FaultyStore, PASSWORD, Page, Person, Server, store};

/// Texts that an attacker would like to have in a genuine mail.
const HOSTILE: [&str; 4] = [
    "Your account is locked. Unlock it at https://evil.example/unlock",
    "Mozilla/5.0 (https://evil.example/unlock) Firefox/1",
    "evil.example",
    "<a href='https://evil.example'>unlock</a>",
];

/// Sends a form of a page with the given `User-Agent`.
async fn post_as(person: &mut Person, user_agent: &str, path: &str, fields: &[(&str, &str)]) -> Page {
    let form = person.get(if path.starts_with("/email") { "/dashboard" } else { path }).await;
    let csrf = form.input("csrf").unwrap();
    let fields: Vec<_> = fields.iter().copied().chain([("csrf", csrf.as_str())]).collect();
    let request = person.request(Method::POST, path).header("user-agent", user_agent).form(&fields);
    person.send(request, path).await
}

#[tokio::test]
async fn m6_hostile_headers_stand_in_no_mail() {
    for user_agent in HOSTILE {
        let server = Server::start().await;
        server.account("bob@example.com").await;
        let mut stranger = Person::new(&server, "ada@example.com");
        let fields = [("email", "ada@example.com"), ("password", PASSWORD), ("display_name", user_agent)];
        let signed_up = post_as(&mut stranger, user_agent, "/sign-up", &fields).await;
        assert_eq!(signed_up.status, 303, "{}", signed_up.body);
        let mut nobody = Person::new(&server, "");
        post_as(&mut nobody, user_agent, "/password/forgot", &[("email", "bob@example.com")]).await;
        let mails = [server.mail_to("ada@example.com").await, server.mail_to("bob@example.com").await].concat();
        assert_eq!(mails.len(), 2, "{mails:?}");
        for mail in mails {
            assert!(!mail.body.contains("evil") && !mail.body.contains("locked"), "{}", mail.body);
            assert!(mail.body.contains("From: 127.0.0.1 ("), "{}", mail.body);
        }
    }
}

/// The number of resets that were mailed to an address, by any of the servers.
async fn resets(servers: &[&Server], email: &str) -> usize {
    let mut mails = 0;
    for server in servers {
        mails += server.mail_to(email).await.iter().filter(|mail| mail.subject == "Set a new password").count();
    }
    mails
}

#[tokio::test]
async fn m7_a_mailbox_gets_one_reset_a_minute_and_five_an_hour_whoever_asks_at_whatever_server() {
    let server = Server::start().await;
    server.account("ada@example.com").await;
    server.account("bob@example.com").await;
    let other = server.restarted().await;
    let mut answers = Vec::new();
    // Each comes from another browser: the limit is by account.
    for _ in 0..8 {
        for node in [&server, &other] {
            let mut stranger = Person::new(node, "");
            answers.push(stranger.forget_password("ada@example.com").await.body);
            node.twinlock.deliver_mail(&*node.mail, 100).await.unwrap();
        }
    }
    assert_eq!(resets(&[&server, &other], "ada@example.com").await, 1);
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "nobody is told");
    Person::new(&server, "").forget_password("bob@example.com").await;
    assert_eq!(resets(&[&server, &other], "bob@example.com").await, 1, "another account has its own");

    for minute in 1..=59 {
        server.wait(Duration::from_mins(1));
        if minute <= 10 {
            Person::new(&other, "").forget_password("ADA@example.com").await;
            assert_eq!(resets(&[&server, &other], "ada@example.com").await, (minute + 1).min(5));
        }
    }
    server.wait(Duration::from_mins(1));
    Person::new(&server, "").forget_password("ada@example.com").await;
    assert_eq!(resets(&[&server, &other], "ada@example.com").await, 6, "an hour later there is another");
}

#[tokio::test]
async fn m7_a_mailbox_is_not_flooded_by_signing_up_with_it_or_asking_for_the_link_again() {
    let server = Server::start().await;
    let mut last = None;
    for number in 0..9 {
        let email = format!("ada+{number}@example.com");
        let mut stranger = Person::new(&server, &email);
        let form = stranger.get("/sign-up").await;
        let fields = [("email", email.as_str()), ("password", PASSWORD), ("display_name", "Ada")];
        assert_eq!(stranger.post_from(&form, "/sign-up", &fields).await.status, 303, "it is no reason to refuse");
        server.wait(Duration::from_mins(1));
        last = Some(stranger);
    }
    let mut last = last.unwrap();
    for _ in 0..5 {
        assert_eq!(last.post("/email/resend", &[]).await.status, 303);
        server.wait(Duration::from_mins(1));
    }
    server.twinlock.deliver_mail(&*server.mail, 100).await.unwrap();
    assert_eq!(server.mail.sent().len(), 5, "they are one mailbox");
    // An hour, in which the session stays in use.
    for _ in 0..3 {
        server.wait(Duration::from_mins(20));
        assert_eq!(last.get("/dashboard").await.status, 200);
    }
    assert_eq!(last.post("/email/resend", &[]).await.status, 303);
    server.twinlock.deliver_mail(&*server.mail, 100).await.unwrap();
    assert_eq!(server.mail.sent().len(), 6);
}

#[tokio::test]
async fn l1_asking_for_a_reset_does_the_same_work_for_a_known_and_an_unknown_address() {
    let store = FaultyStore::over(store::fresh().await);
    let server = Server::on(Arc::new(store.clone())).await;
    server.account("ada@example.com").await;
    let mut work = Vec::new();
    for email in ["ada@example.com", "nobody@example.com", "ada@example.com", "nobody@example.com"] {
        let mut stranger = Person::new(&server, "");
        let form = stranger.get("/password/forgot").await;
        store.heal();
        let answer = stranger.post_from(&form, "/password/forgot", &[("email", email)]).await;
        let calls = store.heal();
        let mut tx = server.store.begin(twinlock_ports::Mode::ReadSnapshot).await.unwrap();
        let mails = tx.due_deliveries(server.now(), 100).await.unwrap().len();
        drop(tx);
        work.push((answer.status, answer.body, calls, mails));
    }
    assert!(work.iter().all(|one| *one == work[0]), "{work:?}");
    assert!(work[0].2 > 0 && work[0].3 == 0, "noted, and looked up later: {work:?}");
    assert_eq!(server.twinlock.answer_reset_requests(100).await.unwrap(), 2, "one waits for each address");
    assert_eq!(server.mail_to("ada@example.com").await.len(), 1);
    assert_eq!(server.mail.sent().len(), 1);
}
