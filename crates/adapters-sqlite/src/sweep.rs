//! Deletes expired and revoked rows in small batches, so that other writers wait for one batch only.

use diesel::prelude::*;
use twinlock_domain::Timestamp;

use crate::column::At;
use crate::schema::{
    authorization_requests, form_answers, grants, links, machine_tokens, mail_quotas, reset_requests, sessions,
    trusted_devices,
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
    let mut swept = sweep!(connection, most, grants.id where grants::ends_at.lt(end));
    swept += sweep!(connection, most, machine_tokens.hash where machine_tokens::expires_at.lt(end));
    swept += sweep!(connection, most, authorization_requests.id where authorization_requests::expires_at.lt(end));
    swept += sweep!(connection, most, sessions.id where sessions::expires_at.lt(end));
    swept += sweep!(connection, most, trusted_devices.id where trusted_devices::expires_at.lt(end));
    swept += sweep!(connection, most, form_answers.form where form_answers::expires_at.lt(end));
    swept += sweep!(connection, most, links.token where links::expires_at.lt(end));
    swept += sweep_asked(connection, end, most)?;
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
