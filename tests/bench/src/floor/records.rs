//! What goes into the database and what comes out. Times are milliseconds since 1970.

use uuid::Uuid;

use crate::secret::Hash;

/// The lifetimes, as long as those that the benchmark gives the product.
pub(crate) const CODE: i64 = 600_000;
pub(crate) const ACCESS: i64 = 7_200_000;
pub(crate) const REFRESH: i64 = 30 * 86_400_000;
pub(crate) const SESSION: i64 = 43_200_000;

/// A code, for the account of a live session that has consented.
#[derive(Debug)]
pub(crate) struct NewCode<'a> {
    pub(crate) hash: Hash,
    pub(crate) session: Hash,
    pub(crate) client_id: &'a str,
    pub(crate) redirect_uri: &'a str,
    pub(crate) challenge: &'a str,
    pub(crate) nonce: Option<&'a str>,
    pub(crate) scope: &'a str,
    pub(crate) now: i64,
}

/// A code for two tokens.
#[derive(Debug)]
pub(crate) struct Redemption<'a> {
    pub(crate) code: Hash,
    pub(crate) redirect_uri: &'a str,
    pub(crate) challenge: String,
    pub(crate) grant: Uuid,
    pub(crate) tokens: NewTokens,
}

/// A refresh token for its successor and another access token.
#[derive(Debug)]
pub(crate) struct Rotation {
    pub(crate) old: Hash,
    pub(crate) tokens: NewTokens,
}

#[derive(Debug)]
pub(crate) struct NewTokens {
    pub(crate) access: Hash,
    pub(crate) refresh: Hash,
    pub(crate) now: i64,
}

/// What an `id_token` is made of.
#[derive(Debug)]
pub(crate) struct Grant {
    pub(crate) account: Uuid,
    pub(crate) authenticated_at: i64,
    pub(crate) nonce: Option<String>,
    pub(crate) scope: String,
}

/// Whom a live access token is about.
#[derive(Debug)]
pub(crate) struct Holder {
    pub(crate) account: Uuid,
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) scope: String,
    pub(crate) expires_at: i64,
}

/// An account and its password.
#[derive(Debug)]
pub(crate) struct Login {
    pub(crate) account: Uuid,
    pub(crate) salt: Vec<u8>,
    pub(crate) password: Vec<u8>,
}

#[derive(Debug)]
pub(crate) struct NewSession {
    pub(crate) hash: Hash,
    pub(crate) account: Uuid,
    pub(crate) now: i64,
}

/// What the database is filled with.
#[derive(Debug)]
pub(crate) struct Contents<'a> {
    pub(crate) emails: &'a [String],
    pub(crate) client_id: &'a str,
    pub(crate) salt: Vec<u8>,
    pub(crate) password: Vec<u8>,
    pub(crate) now: i64,
}
