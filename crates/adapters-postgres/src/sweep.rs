//! Deletes expired and revoked rows in small batches. Locked rows are skipped until a later sweep, so that a sweep
//! blocks no request, and several programs can sweep at the same time. In SQL, since diesel has no `DELETE` with a
//! locking subquery on the same table.

use diesel::sql_types::{BigInt, Timestamptz, Uuid};
use diesel::{QueryableByName, sql_query};
use diesel_async::AsyncPgConnection;
use twinlock_domain::{GrantId, Timestamp};

use crate::column::{At, Id};
use crate::pool::timely;
use crate::prelude::*;
use crate::rows::tokens::ANSWER_IS_KEPT;
use crate::schema::{access_tokens, grants, refresh_tokens};

/// Deletes up to `$2` rows of a table whose `$end` is before `$1`, by the key, oldest first. The order is that of an
/// index; without it, PostgreSQL may scan the table.
macro_rules! sweep {
    ($table:literal, $key:literal, $end:literal $(, $which:literal)?) => {
        concat!(
            "DELETE FROM ", $table, " WHERE ", $key, " IN (SELECT ", $key, " FROM ", $table, " WHERE ", $end, " < $1",
            $(" AND ", $which,)? " ORDER BY ", $end, " LIMIT $2 FOR UPDATE SKIP LOCKED)"
        )
    };
}

const ACCESS_TOKENS: &str = concat!(sweep!("access_tokens", "hash", "expires_at"), " RETURNING grant_id");
const REFRESH_TOKENS: &str = concat!(sweep!("refresh_tokens", "hash", "expires_at"), " RETURNING grant_id");
const REFRESH_ANSWERS: &str = sweep!("refresh_answers", "presented", "rotated_at");

/// All other tables. `grants` has a statement for each condition, which uses an index of its own; an `OR` would have to
/// combine the indexes.
const OTHERS: [&str; 11] = [
    sweep!("machine_tokens", "hash", "expires_at"),
    sweep!("authorization_requests", "id", "expires_at"),
    sweep!("sessions", "id", "expires_at"),
    sweep!("trusted_devices", "id", "expires_at"),
    sweep!("form_answers", "form", "expires_at"),
    sweep!("links", "token", "expires_at"),
    sweep!("reset_requests", "email", "created_at"),
    "DELETE FROM mail_quotas WHERE (mailbox, purpose) IN (SELECT mailbox, purpose FROM mail_quotas WHERE last_at < $1 \
     ORDER BY last_at LIMIT $2 FOR UPDATE SKIP LOCKED)",
    sweep!("grants", "id", "code_expires_at", "redeemed_at IS NULL"),
    sweep!("grants", "id", "revoked_at"),
    sweep!("grants", "id", "absolute_expiry"),
];

#[derive(QueryableByName)]
struct OfGrant {
    #[diesel(sql_type = Uuid)]
    grant_id: Id<GrantId>,
}

#[expect(clippy::disallowed_methods, reason = "a sweep comes every five minutes: what it costs to prepare is nothing")]
pub(crate) async fn sweep(c: &mut AsyncPgConnection, before: Timestamp, most: u32) -> QueryResult<usize> {
    let (most, end, answered) = (i64::from(most), At(before), At(before - ANSWER_IS_KEPT));
    let mut swept = sweep_tokens(c, end, most).await?;
    let answers = sql_query(REFRESH_ANSWERS).bind::<Timestamptz, _>(answered).bind::<BigInt, _>(most);
    swept += timely(answers.execute(c)).await?;
    for statement in OTHERS {
        let ended = sql_query(statement).bind::<Timestamptz, _>(end).bind::<BigInt, _>(most);
        swept += timely(ended.execute(c)).await?;
    }
    Ok(swept)
}

/// Deletes expired tokens, and the grants whose last token this was: nothing can be issued from them any more. Only
/// grants of deleted tokens are checked, since the others are many.
#[expect(clippy::disallowed_methods, reason = "as above")]
async fn sweep_tokens(c: &mut AsyncPgConnection, end: At, most: i64) -> QueryResult<usize> {
    let mut touched = Vec::new();
    for statement in [ACCESS_TOKENS, REFRESH_TOKENS] {
        let ended = sql_query(statement).bind::<Timestamptz, _>(end).bind::<BigInt, _>(most);
        touched.extend(timely(ended.load::<OfGrant>(c)).await?.into_iter().map(|row| row.grant_id));
    }
    let swept = touched.len();
    let bare = grants::table
        .filter(grants::id.eq_any(touched))
        .filter(grants::code_expires_at.lt(end))
        .filter(not(exists(access_tokens::table.filter(access_tokens::grant_id.eq(grants::id)))))
        .filter(not(exists(refresh_tokens::table.filter(refresh_tokens::grant_id.eq(grants::id)))));
    Ok(swept + timely(diesel::delete(bare).execute(c)).await?)
}
