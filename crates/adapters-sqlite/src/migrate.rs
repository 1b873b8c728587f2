//! The migrations, compiled in, and the check that a database has had all of them, and no other.

use diesel::SqliteConnection;
use diesel::migration::MigrationSource;
use diesel::sqlite::Sqlite;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::error::OpenError;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");

/// The difference between the migrations of a database and those of this program.
#[derive(Debug, Default)]
pub(crate) struct Gap {
    /// Migrations that the database lacks.
    pub(crate) pending: Vec<String>,
    /// Migrations that the database had, and that this program does not know.
    pub(crate) unknown: Vec<String>,
}

impl Gap {
    /// Compares the database's migrations with this program's.
    pub(crate) fn of(connection: &mut SqliteConnection) -> Result<Self, OpenError> {
        let refused = |error: &dyn std::fmt::Display| OpenError::Sqlite(error.to_string());
        let known: Vec<String> = MigrationSource::<Sqlite>::migrations(&MIGRATIONS)
            .map_err(|error| refused(&error))?
            .iter()
            .map(|migration| migration.name().version().to_string())
            .collect();
        let applied = connection.applied_migrations().map_err(|error| refused(&error))?;
        let applied: Vec<String> = applied.iter().map(ToString::to_string).collect();
        let missing = |from: &[String], of: &[String]| {
            let mut versions: Vec<_> = of.iter().filter(|version| !from.contains(version)).cloned().collect();
            versions.sort();
            versions
        };
        Ok(Self { pending: missing(&applied, &known), unknown: missing(&known, &applied) })
    }

    /// Fails if the database lacks a migration or has had an unknown one.
    pub(crate) fn check(self) -> Result<(), OpenError> {
        if !self.unknown.is_empty() {
            return Err(OpenError::Newer(self.unknown));
        }
        if self.pending.is_empty() { Ok(()) } else { Err(OpenError::Older(self.pending)) }
    }
}

/// Runs the pending migrations, and returns them. Fails on a newer database, and changes nothing in it.
pub(crate) fn run(connection: &mut SqliteConnection) -> Result<Vec<String>, OpenError> {
    let Gap { pending, unknown } = Gap::of(connection)?;
    if !unknown.is_empty() {
        return Err(OpenError::Newer(unknown));
    }
    connection.run_pending_migrations(MIGRATIONS).map_err(|error| OpenError::Migration(error.to_string()))?;
    Ok(pending)
}

#[cfg(test)]
mod tests;
