//! The statement that ends a transaction: all deferred writes, and the validation of the versions that were read.
//!
//! ```sql
//! WITH w0 AS (UPDATE … RETURNING 1), w1 AS (INSERT … RETURNING 1)
//! SELECT hold_app($1, $2), hold_account($3, $4), hit_once((SELECT count(*) FROM w0))
//! ```
//!
//! Unless a transaction is open already, it is sent without `BEGIN` and `COMMIT`, so that a server which stops in the
//! middle of a request holds no lock.

use crate::column::Id;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{BigInt, Nullable, Uuid};

/// A write that can be deferred to the commit of its transaction.
pub(crate) struct Write {
    statement: Box<dyn QueryFragment<Pg> + Send>,
    table: &'static str,
    kind: Kind,
    lasting: bool,
}

/// What a write does to its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Inserts rows.
    Insert,
    /// Updates or upserts rows; none has to match.
    Change,
    /// Updates exactly one row, which was read as unused. If none matches, another transaction used it first: a
    /// conflict.
    ExactlyOne,
}

impl Write {
    pub(crate) fn insert(table: &'static str, statement: impl QueryFragment<Pg> + Send + 'static) -> Self {
        Self { statement: Box::new(statement), table, kind: Kind::Insert, lasting: true }
    }

    pub(crate) fn change(table: &'static str, statement: impl QueryFragment<Pg> + Send + 'static) -> Self {
        Self { statement: Box::new(statement), table, kind: Kind::Change, lasting: true }
    }

    pub(crate) fn exactly_one(table: &'static str, statement: impl QueryFragment<Pg> + Send + 'static) -> Self {
        Self { statement: Box::new(statement), table, kind: Kind::ExactlyOne, lasting: true }
    }

    /// Marks a write whose loss in a crash is acceptable. A commit of such writes alone does not wait for the disk.
    #[must_use]
    pub(crate) fn may_be_lost(mut self) -> Self {
        self.lasting = false;
        self
    }

    pub(crate) fn is_lasting(&self) -> bool {
        self.lasting
    }

    /// Whether both writes can be in one statement. PostgreSQL applies only one of two changes of a row in one
    /// statement.
    pub(crate) fn fits(&self, other: &Self) -> bool {
        self.table != other.table || (self.kind, other.kind) == (Kind::Insert, Kind::Insert) || self.is_step(other)
    }

    /// Whether one write marks a row as used and the other inserts its successor, which is another row.
    fn is_step(&self, other: &Self) -> bool {
        matches!((self.kind, other.kind), (Kind::ExactlyOne, Kind::Insert) | (Kind::Insert, Kind::ExactlyOne))
    }
}

/// A function call that checks or raises a version: `hold_app`, `change_account` and so on.
pub(crate) struct VersionCheck {
    function: &'static str,
    id: Id<[u8; 16]>,
    read: Option<i64>,
}

impl VersionCheck {
    /// `read`: the version that was read, if any was.
    pub(crate) fn new(function: &'static str, id: [u8; 16], read: Option<i64>) -> Self {
        Self { function, id: Id(id), read }
    }
}

/// All deferred writes and version checks as one statement.
pub(crate) struct CommitStatement {
    terms: Vec<VersionCheck>,
    writes: Vec<Write>,
    may_be_lost: bool,
}

impl CommitStatement {
    /// `may_be_lost`: the commit does not wait for the disk (`synchronous_commit`).
    pub(crate) fn new(terms: Vec<VersionCheck>, writes: Vec<Write>, may_be_lost: bool) -> Self {
        Self { terms, writes, may_be_lost }
    }
}

impl QueryId for CommitStatement {
    type QueryId = ();
    /// Prepared statements are cached by their SQL text, of which there are a few dozen.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl QueryFragment<Pg> for CommitStatement {
    /// Safe, since the cache's key is the SQL text, which determines the statement. diesel marks every `UPDATE` as
    /// unsafe, as its key may be the statement's type.
    fn is_safe_to_cache_prepared(&self, _backend: &Pg) -> QueryResult<bool> {
        Ok(true)
    }

    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        for (number, write) in self.writes.iter().enumerate() {
            out.push_sql(if number == 0 { "WITH w" } else { ", w" });
            out.push_sql(&number.to_string());
            out.push_sql(" AS (");
            write.statement.walk_ast(out.reborrow())?;
            out.push_sql(" RETURNING 1)");
        }
        out.push_sql(" SELECT 1");
        for term in &self.terms {
            out.push_sql(", ");
            out.push_sql(term.function);
            out.push_sql("(");
            out.push_bind_param::<Uuid, _>(&term.id)?;
            out.push_sql(", ");
            out.push_bind_param::<Nullable<BigInt>, _>(&term.read)?;
            out.push_sql(")");
        }
        for (number, _) in self.writes.iter().enumerate().filter(|(_, write)| write.kind == Kind::ExactlyOne) {
            out.push_sql(", hit_once((SELECT count(*) FROM w");
            out.push_sql(&number.to_string());
            out.push_sql("))");
        }
        if self.may_be_lost {
            out.push_sql(", set_config('synchronous_commit', 'off', true)");
        }
        Ok(())
    }
}
