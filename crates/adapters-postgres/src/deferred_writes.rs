//! The writes that a transaction has deferred until its commit, or until a query has to see them.

use std::mem;

use crate::commit_statement::{CommitStatement, VersionCheck, Write};

/// Deferred writes, and the checks that have to be sent with them.
#[derive(Default)]
pub(crate) struct DeferredWrites {
    checks: Vec<VersionCheck>,
    writes: Vec<Write>,
}

impl DeferredWrites {
    pub(crate) fn is_empty(&self) -> bool {
        self.checks.is_empty() && self.writes.is_empty()
    }

    /// Whether a write can be in one statement with the deferred writes.
    pub(crate) fn fits(&self, write: &Write) -> bool {
        self.writes.iter().all(|other| write.fits(other))
    }

    pub(crate) fn write(&mut self, write: Write) {
        self.writes.push(write);
    }

    pub(crate) fn check(&mut self, check: VersionCheck) {
        self.checks.push(check);
    }

    /// Whether the loss of everything that is deferred is acceptable in a crash.
    pub(crate) fn may_be_lost(&self) -> bool {
        self.checks.is_empty() && !self.writes.iter().any(Write::is_lasting)
    }

    /// Takes the deferred writes and checks, with `validations`, as one statement. `None` if there is nothing to send.
    pub(crate) fn take(
        &mut self,
        validations: impl IntoIterator<Item = VersionCheck>,
        may_be_lost: bool,
    ) -> Option<CommitStatement> {
        let mut checks = mem::take(&mut self.checks);
        checks.extend(validations);
        let writes = mem::take(&mut self.writes);
        (!checks.is_empty() || !writes.is_empty()).then(|| CommitStatement::new(checks, writes, may_be_lost))
    }
}
