//! Deletes expired and revoked rows in small batches, so that other writers wait for one batch only.

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use twinlock_domain::{GrantId, Timestamp};

use crate::column::{At, Id};
use crate::rows::tokens::ANSWER_IS_KEPT;
use crate::schema::{
    access_tokens, authorization_requests, form_answers, grants, links, machine_tokens, mail_quotas, refresh_answers,
    refresh_tokens, reset_requests, sessions, trusted_devices,
};

/// Deletes up to `$most` rows of a table that match a condition, by the key `$key`. The keys are read first, since
/// SQLite has no `DELETE … LIMIT`.
macro_rules! sweep {
    ($connection:expr, $most:expr, $table:ident . $key:ident where $ended:expr) => {{
        let ended = $table::table.filter($ended).limit($most).select($table::$key);
        let keys: Vec<Vec<u8>> = ended.load($connection)?;
        let mut swept = 0;
        for key in keys {
            swept += diesel::delete($table::table.find(key)).execute($connection)?;
        }
        swept
    }};
}

pub(crate) fn sweep(connection: &mut SqliteConnection, before: Timestamp, most: u32) -> QueryResult<usize> {
    let (most, end) = (i64::from(most), At(before));
    let answered = At(before - ANSWER_IS_KEPT);
    let mut swept = sweep_tokens(connection, end, most)?;
    swept += sweep!(connection, most, refresh_answers.presented where refresh_answers::rotated_at.lt(answered));
    swept += sweep!(connection, most, machine_tokens.hash where machine_tokens::expires_at.lt(end));
    swept += sweep!(connection, most, authorization_requests.id where authorization_requests::expires_at.lt(end));
    swept += sweep!(connection, most, sessions.id where sessions::expires_at.lt(end));
    swept += sweep!(connection, most, trusted_devices.id where trusted_devices::expires_at.lt(end));
    swept += sweep!(connection, most, form_answers.form where form_answers::expires_at.lt(end));
    swept += sweep!(connection, most, links.token where links::expires_at.lt(end));
    swept += sweep_asked(connection, end, most)?;
    let unredeemed = grants::redeemed_at.is_null().and(grants::code_expires_at.lt(end));
    let ended = grants::absolute_expiry.lt(end).or(unredeemed).or(grants::revoked_at.lt(end).assume_not_null());
    swept += sweep!(connection, most, grants.id where ended);
    Ok(swept)
}

/// Deletes requests for links that were not answered in time, and mail quotas that were last used long ago.
fn sweep_asked(connection: &mut SqliteConnection, end: At, most: i64) -> QueryResult<usize> {
    let asked = reset_requests::table.filter(reset_requests::created_at.lt(end)).limit(most);
    let asked: Vec<String> = asked.select(reset_requests::email).load(connection)?;
    let quotas = mail_quotas::table.filter(mail_quotas::last_at.lt(end)).limit(most);
    let quotas: Vec<(String, String)> = quotas.select((mail_quotas::mailbox, mail_quotas::purpose)).load(connection)?;
    let mut swept = 0;
    for email in asked {
        swept += diesel::delete(reset_requests::table.find(email)).execute(connection)?;
    }
    for key in quotas {
        swept += diesel::delete(mail_quotas::table.find(key)).execute(connection)?;
    }
    Ok(swept)
}

/// Deletes expired tokens, and the grants whose last token this was: nothing can be issued from them any more. Only
/// grants of deleted tokens are checked, since the others are many.
fn sweep_tokens(connection: &mut SqliteConnection, end: At, most: i64) -> QueryResult<usize> {
    let access = access_tokens::table.filter(access_tokens::expires_at.lt(end)).limit(most);
    let access = access.select((access_tokens::hash, access_tokens::grant_id)).load::<(Vec<u8>, _)>(connection)?;
    let refresh = refresh_tokens::table.filter(refresh_tokens::expires_at.lt(end)).limit(most);
    let refresh = refresh.select((refresh_tokens::hash, refresh_tokens::grant_id)).load::<(Vec<u8>, _)>(connection)?;
    let mut swept = 0;
    let mut touched: Vec<Id<GrantId>> = Vec::new();
    for (hash, grant) in access {
        swept += diesel::delete(access_tokens::table.find(hash)).execute(connection)?;
        touched.push(grant);
    }
    for (hash, grant) in refresh {
        swept += diesel::delete(refresh_tokens::table.find(hash)).execute(connection)?;
        touched.push(grant);
    }
    for grant in touched {
        let bare = grants::table
            .find(grant)
            .filter(grants::code_expires_at.lt(end))
            .filter(not(exists(access_tokens::table.filter(access_tokens::grant_id.eq(grant)))))
            .filter(not(exists(refresh_tokens::table.filter(refresh_tokens::grant_id.eq(grant)))));
        swept += diesel::delete(bare).execute(connection)?;
    }
    Ok(swept)
}
