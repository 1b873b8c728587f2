//! Deletes expired and revoked rows in small batches. Locked rows are skipped until a later sweep, so that a sweep
//! blocks no request, and several programs can sweep at the same time. In SQL, since diesel has no `DELETE` with a
//! locking subquery on the same table.

use diesel::sql_query;
use diesel::sql_types::{BigInt, Timestamptz};
use diesel_async::AsyncPgConnection;
use twinlock_domain::Timestamp;

use crate::column::At;
use crate::pool::timely;
use crate::prelude::*;

/// Deletes up to `$2` rows of a table whose `$end` is before `$1`, by the key, oldest first. The order is that of an
/// index; without it, PostgreSQL may scan the table.
macro_rules! sweep {
    ($table:literal, $key:literal, $end:literal) => {
        concat!(
            "DELETE FROM ",
            $table,
            " WHERE ",
            $key,
            " IN (SELECT ",
            $key,
            " FROM ",
            $table,
            " WHERE ",
            $end,
            " < $1 ORDER BY ",
            $end,
            " LIMIT $2 FOR UPDATE SKIP LOCKED)"
        )
    };
}

/// A statement for each table.
const STATEMENTS: [&str; 9] = [
    sweep!("grants", "id", "ends_at"),
    sweep!("machine_tokens", "hash", "expires_at"),
    sweep!("authorization_requests", "id", "expires_at"),
    sweep!("sessions", "id", "expires_at"),
    sweep!("trusted_devices", "id", "expires_at"),
    sweep!("form_answers", "form", "expires_at"),
    sweep!("links", "token", "expires_at"),
    sweep!("reset_requests", "email", "created_at"),
    "DELETE FROM mail_quotas WHERE (mailbox, purpose) IN (SELECT mailbox, purpose FROM mail_quotas WHERE last_at < $1 \
     ORDER BY last_at LIMIT $2 FOR UPDATE SKIP LOCKED)",
];

#[expect(clippy::disallowed_methods, reason = "a sweep comes every five minutes: what it costs to prepare is nothing")]
pub(crate) async fn sweep(c: &mut AsyncPgConnection, before: Timestamp, most: u32) -> QueryResult<usize> {
    let mut swept = 0;
    for statement in STATEMENTS {
        let ended = sql_query(statement).bind::<Timestamptz, _>(At(before)).bind::<BigInt, _>(i64::from(most));
        swept += timely(ended.execute(c)).await?;
    }
    Ok(swept)
}
