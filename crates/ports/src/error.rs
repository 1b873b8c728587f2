//! The errors of a store.

/// A store failed. A missing row is no failure: lookups return `Option`.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another transaction committed first; [`crate::transaction`] runs the work again.
    #[error("the transaction conflicts with another")]
    Conflict,
    /// The database cannot be reached, is full, is too slow, or refuses writes.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// A row has an invalid value. The request fails (R26).
    #[error("the database holds a malformed {what}")]
    Corrupt {
        /// The kind of row.
        what: &'static str,
    },
}

/// Shorthand for what a store's methods return.
pub(crate) type Stored<T> = Result<T, StoreError>;
