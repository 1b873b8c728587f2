//! What a server must not have: a cache of policies.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use twinlock_domain::AppPolicy;
use twinlock_ports::App;

/// For how long a policy is remembered.
const REMEMBERED: Duration = Duration::from_secs(2);

struct Entry {
    read_at: Instant,
    policy: AppPolicy,
}

/// Policies by app.
#[derive(Default)]
pub(crate) struct PolicyCache(Mutex<BTreeMap<String, Entry>>);

impl PolicyCache {
    /// The policy as it was read, now or a while ago.
    #[expect(clippy::disallowed_methods, reason = "the cache of a faulty server lives by the real time")]
    pub(crate) fn remembered(&self, app: &App) -> AppPolicy {
        let now = Instant::now();
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = entries.entry(app.id.to_string()).or_insert(Entry { read_at: now, policy: app.policy });
        if now - entry.read_at > REMEMBERED {
            *entry = Entry { read_at: now, policy: app.policy };
        }
        entry.policy
    }
}
