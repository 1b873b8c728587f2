//! Whether a server reports that it is ready: its database answers, and accepts writes.

use std::sync::Arc;
use std::time::Duration;

use twinlock_application::NotReady;

use crate::support::{Fault, FaultyStore, Server, store};

#[tokio::test]
async fn b23_a_server_whose_database_takes_no_writes_is_not_ready() {
    let store = FaultyStore::over(store::fresh().await);
    let server = Server::on(Arc::new(store.clone())).await;
    assert!(server.twinlock.check_ready().await.is_ok());
    for nth in 1.. {
        server.wait(Duration::from_secs(3));
        store.fail_at(nth, Fault::Gone);
        let ready = server.twinlock.check_ready().await;
        if store.heal() < nth {
            assert!(ready.is_ok() && nth == 5, "the schema, and a write from begin to commit: {nth} {ready:?}");
            break;
        }
        match (nth, ready) {
            (1, Err(NotReady::Schema(_))) | (2..=4, Err(NotReady::Write(_))) => {}
            (_, other) => panic!("at {nth}: {other:?}"),
        }
        server.wait(Duration::from_secs(3));
        assert!(server.twinlock.check_ready().await.is_ok(), "it recovers by itself, after {nth}");
    }
}

#[tokio::test]
async fn b23_however_often_it_is_asked_a_write_is_tried_every_two_seconds() {
    let store = FaultyStore::over(store::fresh().await);
    let server = Server::on(Arc::new(store.clone())).await;
    let calls_of = async |asked: usize| {
        store.heal();
        for _ in 0..asked {
            assert!(server.twinlock.check_ready().await.is_ok());
        }
        store.heal()
    };
    assert_eq!(calls_of(1).await, 4, "the schema, begin, write, commit");
    assert_eq!(calls_of(50).await, 50, "the schema alone");
    server.wait(Duration::from_secs(2));
    assert_eq!(calls_of(50).await, 53);
    // A failure is cached as long: a failing database is not asked more often.
    server.wait(Duration::from_secs(2));
    store.fail_at(2, Fault::Gone);
    assert!(server.twinlock.check_ready().await.is_err());
    store.heal();
    assert!(server.twinlock.check_ready().await.is_err());
    server.wait(Duration::from_secs(2));
    assert!(server.twinlock.check_ready().await.is_ok());
}
