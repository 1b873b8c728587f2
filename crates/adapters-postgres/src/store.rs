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
    /// Pending migrations run. If several programs start at the same time, one of them runs the migrations.
    Migrate,
    /// The schema is left as it is: [`PostgresStore::pending`] and [`Store::check_schema`] report what is missing.
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
    /// The default size of the connection pool.
    pub const CONNECTIONS: usize = 20;

    /// Opens a database by its URL, with up to [`Self::CONNECTIONS`] connections.
    ///
    /// # Errors
    /// [`OpenError::Url`] if the URL is invalid, [`OpenError::Postgres`] if the server cannot be reached; with
    /// [`OnOpen::Migrate`] also those of [`Self::migrate`].
    pub async fn open(url: &str, on_open: OnOpen) -> Result<Self, OpenError> {
        Self::open_with(url, on_open, Self::CONNECTIONS).await
    }

    /// Opens a database by its URL, with up to `connections` connections.
    ///
    /// # Errors
    /// [`OpenError::Url`] if the URL is invalid, [`OpenError::Postgres`] if the server cannot be reached; with
    /// [`OnOpen::Migrate`] also those of [`Self::migrate`].
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
    /// [`OpenError::Postgres`] if the database cannot be read.
    pub async fn is_new(&self) -> Result<bool, OpenError> {
        Ok(self.gap().await?.is_new())
    }

    /// The migrations that this database lacks, oldest first.
    ///
    /// # Errors
    /// [`OpenError::Postgres`] if the database cannot be read, [`OpenError::Newer`] if it comes from a newer version
    /// that this one cannot work beside.
    pub async fn pending(&self) -> Result<Vec<String>, OpenError> {
        self.gap().await?.pending()
    }

    /// Runs the migrations that the database lacks, and returns them.
    ///
    /// # Errors
    /// [`OpenError::Migration`] if a migration fails, [`OpenError::Postgres`] if the server cannot be reached,
    /// [`OpenError::Newer`] if the database comes from a newer version that this one cannot work beside.
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
