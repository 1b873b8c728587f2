//! What goes wrong in a store.

/// A store failed. A row that is not there is no failure: lookups return `Option`.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another transaction came first; [`crate::transaction`] runs the work again.
    #[error("the transaction conflicts with another")]
    Conflict,
    /// The database cannot be reached, is full, or is too slow.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// A row has a value that it cannot have. The request is refused (R26).
    #[error("the database holds a malformed {what}")]
    Corrupt {
        /// What kind of row.
        what: &'static str,
    },
}

/// Shorthand for what a store's methods return.
pub(crate) type Stored<T> = Result<T, StoreError>;
