//! When and by which request something happens: passed along together, since each row and mail wants both.

use twinlock_domain::Timestamp;

use crate::{Trace, Twinlock};

/// When something happens, and the request that it happens in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Occasion<'a> {
    pub(crate) now: Timestamp,
    pub(crate) trace: &'a Trace,
}

impl Twinlock {
    /// Now, in this request. Read once for each use case, so that all it writes bears one time.
    pub(crate) fn occasion<'a>(&self, trace: &'a Trace) -> Occasion<'a> {
        Occasion { now: self.now(), trace }
    }
}
