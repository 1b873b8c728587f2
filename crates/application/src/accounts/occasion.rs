//! When and by which request something happens: passed along together, since each row and mail wants both.

use twinlock_domain::Timestamp;

use crate::{RequestOrigin, Twinlock};

/// When something happens, and the request that it happens in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Occasion<'a> {
    pub(crate) now: Timestamp,
    pub(crate) origin: &'a RequestOrigin,
}

impl Twinlock {
    /// Now, in this request. Read once for each use case, so that all it writes bears one time.
    pub(crate) fn occasion<'a>(&self, origin: &'a RequestOrigin) -> Occasion<'a> {
        Occasion { now: self.now(), origin }
    }
}
