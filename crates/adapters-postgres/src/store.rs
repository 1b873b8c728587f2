//! The store itself: a pool of connections to one database, and its schema.

use async_trait::async_trait;
use diesel_async::AsyncPgConnection;
use diesel_async::pooled_connection::deadpool::Pool;
use twinlock_ports::{Mode, Store, StoreError, Transaction};

use crate::error::OpenError;
use crate::migrate::{self, Gap};
use crate::pool::{connect, pool};
use crate::transaction::PgTransaction;
use crate::url::Target;

/// What happens to a database's schema when it is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnOpen {
    /// It is brought up to date. Of several programs that start together, one does it.
    Migrate,
    /// It is left as it is: [`PostgresStore::pending`] or [`Store::check_schema`] tells.
    Leave,
}

/// A store on PostgreSQL 14 or newer, shared by any number of programs.
pub struct PostgresStore {
    target: Target,
    pool: Pool<AsyncPgConnection>,
}

impl std::fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PostgresStore").finish_non_exhaustive()
    }
}

impl PostgresStore {
    /// How many connections a program makes at most, unless it is told otherwise.
    pub const CONNECTIONS: usize = 20;

    /// Opens a database by its URL, with up to [`Self::CONNECTIONS`] connections.
    ///
    /// # Errors
    /// When it cannot be reached, or comes from a newer version.
    pub async fn open(url: &str, on_open: OnOpen) -> Result<Self, OpenError> {
        Self::open_with(url, on_open, Self::CONNECTIONS).await
    }

    /// Opens a database by its URL, with up to so many connections.
    ///
    /// # Errors
    /// When it cannot be reached, or comes from a newer version.
    pub async fn open_with(url: &str, on_open: OnOpen, connections: usize) -> Result<Self, OpenError> {
        let target = Target::parse(url)?;
        let store = Self { pool: pool(target.clone(), connections)?, target };
        match on_open {
            OnOpen::Migrate => store.migrate().await.map(|_| ())?,
            OnOpen::Leave => store.gap().await.map(|_| ())?,
        }
        Ok(store)
    }

    /// Whether the database has never had a schema.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn is_new(&self) -> Result<bool, OpenError> {
        Ok(self.gap().await?.is_new())
    }

    /// The migrations that this database lacks, oldest first.
    ///
    /// # Errors
    /// When it cannot be read, or comes from a newer version that this one cannot work beside.
    pub async fn pending(&self) -> Result<Vec<String>, OpenError> {
        self.gap().await?.pending()
    }

    /// Runs the migrations that it lacks, and says which they were.
    ///
    /// # Errors
    /// When one fails, or the database comes from a newer version that this one cannot work beside.
    pub async fn migrate(&self) -> Result<Vec<String>, OpenError> {
        migrate::run(connect(&self.target).await?).await
    }

    async fn gap(&self) -> Result<Gap, OpenError> {
        let mut connection = self.pool.get().await.map_err(|error| OpenError::Postgres(error.to_string()))?;
        Gap::of(&mut connection).await
    }
}

#[async_trait]
impl Store for PostgresStore {
    async fn begin(&self, mode: Mode) -> Result<Box<dyn Transaction>, StoreError> {
        let connection = self.pool.get().await;
        let connection = connection.map_err(|error| StoreError::Unavailable(format!("no connection: {error}")))?;
        Ok(Box::new(PgTransaction::begin(connection, mode).await?))
    }

    async fn check_schema(&self) -> Result<(), StoreError> {
        self.gap().await.and_then(Gap::check).map_err(|error| StoreError::Unavailable(error.to_string()))
    }
}
