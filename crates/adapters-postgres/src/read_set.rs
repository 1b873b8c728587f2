//! The read set of a transaction, as in optimistic concurrency control: the versions that were read, which are
//! validated at the commit, and the single-use rows that were read as unused.

use twinlock_domain::{AccountId, AppId, AuthorizationRequestId, Generation, GrantId};
use twinlock_ports::StoreError;

use crate::commit_statement::VersionCheck;

/// An app or an account. Each has a version and an advisory lock, and every row that a decision is made on belongs to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    App(AppId),
    Account(AccountId),
}

impl Subject {
    /// Takes the lock shared, and fails unless the version is the one that was read.
    fn validate(self, read: i64) -> VersionCheck {
        match self {
            Self::App(id) => VersionCheck::new("hold_app", *id.as_bytes(), Some(read)),
            Self::Account(id) => VersionCheck::new("hold_account", *id.as_bytes(), Some(read)),
        }
    }

    /// Takes the lock exclusively, fails unless the version is the one that was read, and raises the version.
    pub(crate) fn change(self, read: Option<i64>) -> VersionCheck {
        match self {
            Self::App(id) => VersionCheck::new("change_app", *id.as_bytes(), read),
            Self::Account(id) => VersionCheck::new("change_account", *id.as_bytes(), read),
        }
    }
}

/// A single-use row that was read as unused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unused {
    /// A grant of a generation: the code, or the refresh token of that generation.
    Grant(GrantId, Generation),
    Request(AuthorizationRequestId),
}

/// The read set, and the subjects that were moved from it to the write set.
#[derive(Default)]
pub(crate) struct ReadSet {
    versions: Vec<(Subject, i64)>,
    /// Subjects that this transaction changes. They are not validated at the commit, since the change checks the
    /// version.
    changed: Vec<Subject>,
    unused: Vec<Unused>,
}

impl ReadSet {
    /// Adds the version of a subject that was read. Fails with a conflict if another version of it was read before.
    pub(crate) fn track_version(&mut self, subject: Subject, version: i64) -> Result<(), StoreError> {
        if self.changed.contains(&subject) {
            return Ok(());
        }
        match self.read_version(subject) {
            None => self.versions.push((subject, version)),
            Some(before) if before == version => {}
            Some(_) => return Err(StoreError::Conflict),
        }
        Ok(())
    }

    /// Moves a subject to the write set. Returns the check to send, made from the version that was read, if any; `None`
    /// if the subject was moved before.
    pub(crate) fn change(
        &mut self,
        subject: Subject,
        check: impl FnOnce(Option<i64>) -> VersionCheck,
    ) -> Option<VersionCheck> {
        if self.changed.contains(&subject) {
            return None;
        }
        let read = self.read_version(subject);
        self.versions.retain(|(known, _)| *known != subject);
        self.changed.push(subject);
        Some(check(read))
    }

    /// The checks of all subjects that were read and are not changed.
    pub(crate) fn validations(&self) -> impl Iterator<Item = VersionCheck> {
        self.versions.iter().map(|(subject, version)| subject.validate(*version))
    }

    /// Adds a single-use row that was read as unused.
    pub(crate) fn track_unused(&mut self, unused: Unused) {
        self.unused.push(unused);
    }

    /// Claims a single-use row. Returns whether it was read as unused, and was not claimed before.
    pub(crate) fn claim_unused(&mut self, unused: Unused) -> bool {
        let before = self.unused.len();
        self.unused.retain(|known| *known != unused);
        self.unused.len() < before
    }

    /// Removes a grant, whatever its generation.
    pub(crate) fn forget_grant(&mut self, id: GrantId) {
        self.unused.retain(|known| !matches!(known, Unused::Grant(grant, _) if *grant == id));
    }

    fn read_version(&self, subject: Subject) -> Option<i64> {
        self.versions.iter().find(|(known, _)| *known == subject).map(|(_, version)| *version)
    }
}
