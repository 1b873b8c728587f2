//! How long the audit log keeps its events: refusals, which strangers cause, for a shorter time than the rest (L9).

use std::time::Duration;

use twinlock_domain::AuditOutcome;

use crate::support::{Person, Server};

const DAY: Duration = Duration::from_hours(24);

/// How many events there are: of what was done, and of what was refused.
async fn lines(server: &Server) -> [usize; 2] {
    let events = server.events().await;
    [AuditOutcome::Done, AuditOutcome::Refused]
        .map(|outcome| events.iter().filter(|event| event.outcome == outcome).count())
}

/// Trims the audit log as the server does in the background, until nothing is left to remove.
async fn trim(server: &Server) {
    while server.twinlock.trim_audit_log(2).await.unwrap() > 0 {}
}

#[tokio::test]
async fn l9_refusals_end_after_ninety_days_and_everything_after_four_hundred() {
    let server = Server::start().await;
    Person::with_account(&server, "ada@example.com").await;
    let refuse = async || {
        for email in ["ada@example.com", "nobody@example.com"] {
            let mut person = Person::new(&server, email);
            let page = person.get("/sign-in").await;
            let fields = [("email", email), ("password", "wrong horse battery staple")];
            assert_eq!(person.post_from(&page, "/sign-in", &fields).await.status, 401);
        }
    };
    refuse().await;
    let [done, refused] = lines(&server).await;
    assert!(done >= 2 && refused == 2, "{done} {refused}");
    server.wait(89 * DAY);
    refuse().await;
    trim(&server).await;
    assert_eq!(lines(&server).await, [done, 4], "nothing is old enough");
    server.wait(2 * DAY);
    trim(&server).await;
    assert_eq!(lines(&server).await, [done, 2], "the refusals of the first day have gone");
    server.wait(400 * DAY);
    trim(&server).await;
    assert_eq!(lines(&server).await, [0, 0]);
}
