//! The two stores behind one face: what a database is filled with, and the statements of each operation.

use std::sync::{Arc, Mutex};

use anyhow::Result;

use crate::{
    Options, clock, password,
    postgres::{self, Postgres},
    records::{Contents, Grant, Holder, Login, NewCode, NewSession, Redemption, Rotation},
    secret::{self, Hash},
    sqlite::{self, Sqlite},
};

/// The connections that the product makes to PostgreSQL by default (`database_connections`).
const CONNECTIONS: usize = 20;

/// A filled database.
#[derive(Clone, Debug)]
pub(crate) enum Database {
    Postgres {
        url: String,
        /// The connections of each worker.
        connections: usize,
    },
    Sqlite {
        path: String,
        /// The one connection that writes, for all workers.
        writer: Arc<Mutex<rusqlite::Connection>>,
    },
}

impl Database {
    /// Makes the tables, and the accounts with their consents.
    pub(crate) async fn fill(options: &Options, workers: usize) -> Result<Self> {
        let salt = secret::random::<16>()?.to_vec();
        let contents = Contents {
            emails: &options.email,
            client_id: &options.client_id,
            password: password::hash(options.password.as_bytes(), &salt)?,
            salt,
            now: clock::now()?,
        };
        if let Some(path) = options.database.strip_prefix("sqlite://") {
            let writer = sqlite::fill(path, &contents)?;
            return Ok(Self::Sqlite { path: path.to_owned(), writer: Arc::new(Mutex::new(writer)) });
        }
        postgres::fill(&options.database, &contents).await?;
        Ok(Self::Postgres { url: options.database.clone(), connections: CONNECTIONS.div_ceil(workers) })
    }

    /// The connections of one worker.
    pub(crate) async fn open(&self) -> Result<Store> {
        Ok(match self {
            Self::Postgres { url, connections } => Store::Postgres(Postgres::open(url, *connections).await?),
            Self::Sqlite { path, writer } => Store::Sqlite(Sqlite::open(path, Arc::clone(writer))?),
        })
    }
}

/// The connections of one worker. Statements on SQLite run on the calling thread, commits included: that blocks the
/// worker while the disk works, and takes the least CPU time.
#[derive(Debug)]
pub(crate) enum Store {
    Postgres(Postgres),
    Sqlite(Sqlite),
}

impl Store {
    pub(crate) async fn login(&self, email: &str) -> Result<Option<Login>> {
        match self {
            Self::Postgres(postgres) => postgres.login(email).await,
            Self::Sqlite(sqlite) => sqlite.login(email),
        }
    }

    pub(crate) async fn open_session(&self, session: &NewSession) -> Result<()> {
        match self {
            Self::Postgres(postgres) => postgres.open_session(session).await,
            Self::Sqlite(sqlite) => sqlite.open_session(session),
        }
    }

    /// `false` if the session is not live, or its account has not consented.
    pub(crate) async fn add_code(&self, code: &NewCode<'_>) -> Result<bool> {
        match self {
            Self::Postgres(postgres) => postgres.add_code(code).await,
            Self::Sqlite(sqlite) => sqlite.add_code(code),
        }
    }

    pub(crate) async fn redeem(&self, redemption: &Redemption<'_>) -> Result<Option<Grant>> {
        match self {
            Self::Postgres(postgres) => postgres.redeem(redemption).await,
            Self::Sqlite(sqlite) => sqlite.redeem(redemption),
        }
    }

    pub(crate) async fn rotate(&self, rotation: &Rotation) -> Result<Option<Grant>> {
        match self {
            Self::Postgres(postgres) => postgres.rotate(rotation).await,
            Self::Sqlite(sqlite) => sqlite.rotate(rotation),
        }
    }

    pub(crate) async fn holder(&self, access_token: &Hash, now: i64) -> Result<Option<Holder>> {
        match self {
            Self::Postgres(postgres) => postgres.holder(access_token, now).await,
            Self::Sqlite(sqlite) => sqlite.holder(access_token, now),
        }
    }
}
