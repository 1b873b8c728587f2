//! Rows of `access_tokens`, `refresh_tokens`, `refresh_answers` and `machine_tokens`.

use std::time::Duration;

use diesel::{Insertable, Queryable, Selectable};
use twinlock_domain::{AppId, Grant, GrantId, MintedTokens, PolicyEpoch, RefreshToken, ScopeSet};
use twinlock_ports::{AccessToken, MachineToken, Rotation};

use crate::column::{At, Hash, Id, Int, Text};
use crate::schema::{access_tokens, machine_tokens, refresh_answers, refresh_tokens};

pub(crate) const ACCESS: &str = "access token";
pub(crate) const REFRESH: &str = "refresh token";
pub(crate) const ANSWER: &str = "refresh answer";
pub(crate) const MACHINE: &str = "machine token";

#[derive(Insertable)]
#[diesel(table_name = access_tokens, treat_none_as_default_value = false)]
pub(crate) struct NewAccessRow {
    hash: Hash,
    grant_id: Id<GrantId>,
    scope: Text<ScopeSet>,
    issued_at: At,
    expires_at: At,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = access_tokens)]
pub(crate) struct AccessRow {
    scope: Text<ScopeSet>,
    issued_at: At,
    expires_at: At,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = refresh_tokens, treat_none_as_default_value = false)]
pub(crate) struct RefreshRow {
    hash: Hash,
    grant_id: Id<GrantId>,
    expires_at: At,
    rotated_at: Option<At>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = refresh_answers, treat_none_as_default_value = false)]
pub(crate) struct AnswerRow {
    presented: Hash,
    rotated_at: At,
    sealed_answer: Vec<u8>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = machine_tokens, treat_none_as_default_value = false)]
pub(crate) struct MachineRow {
    hash: Hash,
    app_id: Id<AppId>,
    epoch: Int<PolicyEpoch>,
    issued_at: At,
    expires_at: At,
}

/// How long a sealed response is kept. A client retries within seconds (R17); the token itself is kept until it
/// expires.
pub(crate) const ANSWER_IS_KEPT: Duration = Duration::from_mins(1);

impl From<&MintedTokens> for NewAccessRow {
    fn from(tokens: &MintedTokens) -> Self {
        let terms = tokens.terms();
        Self {
            hash: Hash(terms.access),
            grant_id: Id(tokens.grant()),
            scope: Text(terms.scope.clone()),
            issued_at: At(terms.issued_at),
            expires_at: At(terms.access_expires_at),
        }
    }
}

impl AccessRow {
    pub(crate) fn of(self, grant: Grant) -> AccessToken {
        AccessToken { grant, scope: self.scope.0, issued_at: self.issued_at.0, expires_at: self.expires_at.0 }
    }
}

impl RefreshRow {
    /// The refresh token among these tokens, where there is one.
    pub(crate) fn among(tokens: &MintedTokens) -> Option<Self> {
        let new = tokens.terms().refresh?;
        Some(Self {
            hash: Hash(new.hash),
            grant_id: Id(tokens.grant()),
            expires_at: At(new.expires_at),
            rotated_at: None,
        })
    }
}

impl From<RefreshRow> for RefreshToken {
    fn from(row: RefreshRow) -> Self {
        Self {
            hash: row.hash.0,
            grant: row.grant_id.0,
            expires_at: row.expires_at.0,
            rotated_at: row.rotated_at.map(|at| at.0),
        }
    }
}

impl From<&Rotation> for AnswerRow {
    fn from(rotation: &Rotation) -> Self {
        Self {
            presented: Hash(rotation.presented),
            rotated_at: At(rotation.at),
            sealed_answer: rotation.sealed_answer.clone(),
        }
    }
}

impl From<AnswerRow> for Rotation {
    fn from(row: AnswerRow) -> Self {
        Self { presented: row.presented.0, at: row.rotated_at.0, sealed_answer: row.sealed_answer }
    }
}

impl From<&MachineToken> for MachineRow {
    fn from(token: &MachineToken) -> Self {
        Self {
            hash: Hash(token.hash),
            app_id: Id(token.app),
            epoch: Int(token.epoch),
            issued_at: At(token.issued_at),
            expires_at: At(token.expires_at),
        }
    }
}

impl From<MachineRow> for MachineToken {
    fn from(row: MachineRow) -> Self {
        Self {
            hash: row.hash.0,
            app: row.app_id.0,
            epoch: row.epoch.0,
            issued_at: row.issued_at.0,
            expires_at: row.expires_at.0,
        }
    }
}
