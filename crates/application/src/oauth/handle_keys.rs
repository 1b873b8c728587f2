//! The keys of codes and tokens, and making and reading these. A code or token names its grant and is authenticated with
//! one of the keys, so that the store keeps nothing that works as one.

use std::sync::Arc;
use std::time::Duration;

use twinlock_domain::{BearerSecret, Handle, Lifetimes, Timestamp};
use twinlock_ports::{HandleKey, HandleKeyNumber, SealedAs, StoredHandleKey};

use super::RotateKeys;
use super::keys::PUBLISHED_BEFORE;
use crate::unit_of_work::UnitOfWork;
use crate::{Failure, RequestOrigin, TransactionName, Twinlock};

/// How long after its successor took over a key is still accepted, beyond the life of every token made with it: for
/// servers whose clocks differ.
const ACCEPTED_AFTER: Duration = Duration::from_hours(1);

/// The keys that are accepted, and which of them is used.
#[derive(Debug)]
pub(crate) struct HandleKeyRing {
    accepted: Vec<HandleKey>,
    used: HandleKey,
}

impl Twinlock {
    /// Creates the first key of codes and tokens if there is none.
    pub(crate) async fn ensure_handle_key(&self) -> Result<(), Failure> {
        let now = self.now();
        if self.read::<_, Failure>(async |work| Ok(!work.tx.handle_keys().await?.is_empty())).await? {
            return Ok(());
        }
        let first = self.new_handle_key(HandleKeyNumber::new(1), now, now);
        self.write::<_, Failure>(TransactionName::EnsureHandleKey, RequestOrigin::none(), async |work| {
            // `false` if another server has created it meanwhile, which is as good.
            Ok(work.tx.add_handle_key(&first).await.map(|_| ())?)
        })
        .await
    }

    fn new_handle_key(&self, number: HandleKeyNumber, now: Timestamp, used_from: Timestamp) -> StoredHandleKey {
        let mut key = [0; 32];
        self.ports.entropy.fill(&mut key);
        let sealed = self.ports.vault.seal(SealedAs::HandleKey(number), &key);
        StoredHandleKey { number, sealed, created_at: now, used_from, retires_at: None }
    }

    fn unsealed(&self, stored: &StoredHandleKey) -> Result<HandleKey, Failure> {
        let key = self.ports.vault.open(SealedAs::HandleKey(stored.number), &stored.sealed)?;
        Ok(HandleKey { number: stored.number, key })
    }

    fn handle_key_ring(&self, stored: &[StoredHandleKey], now: Timestamp) -> Result<HandleKeyRing, Failure> {
        let accepted = || stored.iter().filter(|key| key.retires_at.is_none_or(|end| now < end));
        let used = accepted().filter(|key| key.used_from <= now).max_by_key(|key| (key.used_from, key.number));
        Ok(HandleKeyRing {
            accepted: accepted().map(|key| self.unsealed(key)).collect::<Result<_, _>>()?,
            used: self.unsealed(used.ok_or(Failure::Inconsistent("no key of codes and tokens"))?)?,
        })
    }
}

impl UnitOfWork<'_> {
    /// Adds a new key of codes and tokens, and sets until when the others are accepted.
    pub(crate) async fn rotate_handle_keys(&mut self, command: RotateKeys) -> Result<(), Failure> {
        let old = self.tx.handle_keys().await?;
        let newest = old.iter().map(|key| key.number.get()).max().unwrap_or(0);
        let number = newest.checked_add(1).ok_or(Failure::Inconsistent("no number left for a key"))?;
        let used_from = if command.at_once { self.now } else { self.now + PUBLISHED_BEFORE };
        let retires_at = if command.at_once { self.now } else { last_use(self.twinlock.lifetimes(), used_from) };
        for key in old.iter().filter(|key| key.retires_at.is_none_or(|end| retires_at < end)) {
            self.tx.retire_handle_key(key.number, retires_at).await?;
        }
        let key = self.twinlock.new_handle_key(HandleKeyNumber::new(number), self.now, used_from);
        if !self.tx.add_handle_key(&key).await? {
            return Err(Failure::Inconsistent("a number that was free is taken"));
        }
        Ok(())
    }

    /// The code or token for a handle.
    pub(crate) async fn seal_handle(&mut self, handle: &Handle) -> Result<BearerSecret, Failure> {
        let ring = self.handle_keys().await?;
        Ok(self.twinlock.ports.secrets.seal_handle(&ring.used, handle))
    }

    /// What a code or token says; `None` if this server did not make it, or its key has been retired.
    pub(crate) async fn open_handle(&mut self, text: &BearerSecret) -> Result<Option<Handle>, Failure> {
        let ring = self.handle_keys().await?;
        Ok(self.twinlock.ports.secrets.open_handle(&ring.accepted, text.expose()))
    }

    async fn handle_keys(&mut self) -> Result<Arc<HandleKeyRing>, Failure> {
        if let Some(ring) = self.twinlock.handle_keys.get(self.now) {
            return Ok(ring);
        }
        let stored = self.tx.handle_keys().await?;
        let ring = self.twinlock.handle_key_ring(&stored, self.now)?;
        Ok(self.twinlock.handle_keys.keep(self.now, ring))
    }
}

/// When the last token that was made before a time has expired: every use makes a new refresh token with the new key.
fn last_use(lifetimes: &Lifetimes, before: Timestamp) -> Timestamp {
    before + lifetimes.refresh_sliding.max(lifetimes.access_token).max(lifetimes.code) + ACCEPTED_AFTER
}
