//! A transaction that conflicts is retried, and the observer gets its name.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use twinlock_application::accounts::SignUp;
use twinlock_application::{RetryObserver, TransactionName};
use twinlock_ports::StoreError;
use twinlock_ports::decorated::{DecoratedStore, Decoration};

use super::world::{ANN, PASSWORD, World, password};

/// A store in which this number of the next commits conflict.
#[derive(Default)]
struct Conflicts(AtomicUsize);

impl Decoration for Conflicts {
    fn before_commit(&self) -> Result<(), StoreError> {
        let left = self.0.try_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        left.map_or(Ok(()), |_| Err(StoreError::Conflict))
    }
}

#[derive(Default)]
struct Told(Mutex<Vec<&'static str>>);

impl RetryObserver for Told {
    fn transaction_retried(&self, name: TransactionName) {
        self.0.lock().expect("not poisoned").push(name.as_str());
    }
}

#[tokio::test]
async fn a_transaction_that_conflicts_is_run_again_and_its_name_is_told() {
    let (conflicts, told) = (Arc::new(Conflicts::default()), Arc::new(Told::default()));
    let world = World::with_ports(|ports| {
        ports.store = Arc::new(DecoratedStore::new(ports.store.clone(), conflicts.clone()));
        ports.retries = told.clone();
    })
    .await;
    let names = || std::mem::take(&mut *told.0.lock().expect("not poisoned"));

    world.sign_up(ANN).await;
    assert!(names().is_empty(), "nothing was in its way");

    conflicts.0.store(3, Ordering::SeqCst);
    world.sign_up("ben@example.org").await;
    assert_eq!(names(), ["sign_up"; 3]);

    conflicts.0.store(usize::MAX, Ordering::SeqCst);
    let command = SignUp { email: "cat@example.org", password: password(PASSWORD), display_name: "Cat", locale: None };
    assert!(world.twinlock.sign_up(command, &world.origin).await.is_err(), "it is not run again for ever");
    assert_eq!(names(), ["sign_up"; 5]);
}

#[test]
fn names_of_transactions_are_spelt_like_use_cases_and_differ() {
    let mut names: Vec<_> = TransactionName::ALL.iter().map(|name| name.as_str()).collect();
    assert!(names.iter().all(|name| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')), "{names:?}");
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
}
