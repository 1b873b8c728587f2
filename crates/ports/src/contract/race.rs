//! Concurrent transactions: several at once, or one that is held open while another runs.

use std::sync::Barrier;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::task::block_in_place;

use super::Subject;
use crate::{Mode, StoreError, Transaction, transaction};

/// How many transactions race.
pub(super) const RACERS: u8 = 8;

/// How long a transaction is held open, so that a store without isolation lets another commit meanwhile.
const PATIENCE: Duration = Duration::from_millis(100);

/// The outcome of a transaction that was held open while another wrote.
pub(super) struct Overlap {
    /// The result of its commit.
    pub(super) committed: Result<(), StoreError>,
    /// Whether the other transaction committed first.
    pub(super) overtaken: bool,
}

impl Subject {
    /// Runs work in [`RACERS`] writing transactions at once, each on its own thread, and returns all results.
    pub(super) fn race<T: Send>(
        &self,
        work: impl AsyncFn(u8, &mut dyn Transaction) -> Result<T, StoreError> + Sync,
    ) -> Vec<T> {
        let (handle, start, work) = (Handle::current(), Barrier::new(RACERS.into()), &work);
        let racer = |n| {
            start.wait();
            let attempt = transaction(&*self.store, Mode::Write, async |tx| work(n, tx).await);
            handle.block_on(attempt).unwrap()
        };
        let racer = &racer;
        block_in_place(|| {
            std::thread::scope(|scope| {
                let racers: Vec<_> = (0..RACERS).map(|n| scope.spawn(move || racer(n))).collect();
                racers.into_iter().map(|racer| racer.join().unwrap()).collect()
            })
        })
    }

    /// Races for something that only one transaction may get.
    #[track_caller]
    pub(super) fn race_for_one(&self, work: impl AsyncFn(u8, &mut dyn Transaction) -> Result<bool, StoreError> + Sync) {
        let winners = self.race(work).into_iter().filter(|won| *won).count();
        assert_eq!(winners, 1, "of {RACERS} at once, exactly one may win");
    }

    /// Holds a transaction of `mode` open: `before` runs in it; then `other` runs in a writing transaction of its own
    /// and has [`PATIENCE`] to commit; then `after` runs in the first transaction, which commits.
    pub(super) async fn overlap(
        &self,
        mode: Mode,
        before: impl AsyncFn(&mut dyn Transaction) -> Result<(), StoreError>,
        other: impl AsyncFn(&mut dyn Transaction) -> Result<(), StoreError> + Sync,
        after: impl AsyncFn(&mut dyn Transaction) -> Result<(), StoreError>,
    ) -> Overlap {
        let handle = Handle::current();
        let mut held = self.store.begin(mode).await.unwrap();
        before(&mut *held).await.unwrap();
        let (done, waited) = tokio::sync::oneshot::channel::<()>();
        let (other, its_handle) = (&other, handle.clone());
        block_in_place(|| {
            std::thread::scope(|scope| {
                let overtaking = scope.spawn(move || {
                    let attempt = transaction(&*self.store, Mode::Write, async |tx| other(tx).await);
                    its_handle.block_on(attempt).unwrap();
                    drop(done);
                });
                let committed = handle.block_on(async {
                    let overtaken = tokio::time::timeout(PATIENCE, waited).await.is_ok();
                    let committed = match after(&mut *held).await {
                        Ok(()) => held.commit().await,
                        Err(error) => Err(error),
                    };
                    Overlap { committed, overtaken }
                });
                overtaking.join().unwrap();
                committed
            })
        })
    }
}
