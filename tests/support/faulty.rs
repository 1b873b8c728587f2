//! A store that fails on demand: from its n-th call on, or at that call alone. Every call counts, also beginning and
//! committing, so a test can make the database fail at each call of a use case (R26).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use twinlock_ports::decorated::{DecoratedStore, Decoration};
use twinlock_ports::{Mode, Store, StoreError, Transaction};

/// How the store fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The database is unreachable, from that call on.
    Gone,
    /// The row that this one call reads is corrupt.
    Malformed,
}

/// The store, and the plan of its failures.
#[derive(Clone)]
pub(crate) struct FaultyStore {
    store: DecoratedStore<Plan>,
    plan: Arc<Plan>,
}

#[derive(Default)]
struct Plan {
    calls: AtomicUsize,
    transactions: AtomicUsize,
    /// The first call that fails; zero for none.
    gone_from: AtomicUsize,
    /// The call that reads a corrupt row; zero for none.
    malformed_at: AtomicUsize,
}

impl Decoration for Plan {
    fn before_call(&self) -> Result<(), StoreError> {
        let call = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        let gone_from = self.gone_from.load(Ordering::SeqCst);
        if gone_from > 0 && call >= gone_from {
            return Err(StoreError::Unavailable("unplugged by a test".into()));
        }
        if call == self.malformed_at.load(Ordering::SeqCst) {
            return Err(StoreError::Corrupt { what: "row of a test" });
        }
        Ok(())
    }
}

impl FaultyStore {
    /// A store over another one, without failures yet.
    pub(crate) fn over(inner: Arc<dyn Store>) -> Self {
        let plan = Arc::<Plan>::default();
        Self { store: DecoratedStore::new(inner, plan.clone()), plan }
    }

    /// Fails at the n-th call from now, which is 1 for the next.
    pub(crate) fn fail_at(&self, nth: usize, fault: Fault) {
        self.heal();
        match fault {
            Fault::Gone => &self.plan.gone_from,
            Fault::Malformed => &self.plan.malformed_at,
        }
        .store(nth, Ordering::SeqCst);
    }

    /// Ends the failures, and counts calls from zero. Returns how many calls there were since the last time.
    pub(crate) fn heal(&self) -> usize {
        self.plan.gone_from.store(0, Ordering::SeqCst);
        self.plan.malformed_at.store(0, Ordering::SeqCst);
        self.plan.calls.swap(0, Ordering::SeqCst)
    }

    /// How many transactions were begun since the last time.
    pub(crate) fn transactions(&self) -> usize {
        self.plan.transactions.swap(0, Ordering::SeqCst)
    }
}

#[async_trait]
impl Store for FaultyStore {
    async fn begin(&self, mode: Mode) -> Result<Box<dyn Transaction>, StoreError> {
        self.plan.transactions.fetch_add(1, Ordering::SeqCst);
        self.store.begin(mode).await
    }

    async fn check_schema(&self) -> Result<(), StoreError> {
        self.store.check_schema().await
    }
}
