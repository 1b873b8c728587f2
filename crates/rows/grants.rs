//! Rows of `grants`.

use std::time::Duration;

use diesel::{AsChangeset, Insertable, Queryable, Selectable};
use twinlock_domain::{
    AccountId, AppId, CodeChallenge, CodeTerms, CurrentTokens, Generation, Grant, GrantId, GrantStage, IssuedCode,
    MintedTokens, PolicyEpoch, RedirectUri, ScopeSet, ScopeSubset, SecondFactorMethod, SessionId, Timestamp,
};
use twinlock_ports::{Held, StoreError};

use super::authentication;
use crate::column::{At, Id, Int, Text};
use crate::schema::grants;

pub(crate) const WHAT: &str = "grant";

/// `ends_at` of tokens is rounded up to a multiple of this, so that a refresh rarely changes the column, and with it the
/// index.
const ENDS_ROUNDED_TO: Duration = Duration::from_hours(24);

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = grants, treat_none_as_default_value = false)]
pub(crate) struct GrantRow {
    id: Id<GrantId>,
    app_id: Id<AppId>,
    account_id: Id<AccountId>,
    session_id: Id<SessionId>,
    epoch: Int<PolicyEpoch>,
    password_at: At,
    second_factor_method: Option<Text<SecondFactorMethod>>,
    second_factor_at: Option<At>,
    scope: Text<ScopeSet>,
    id_token_scope: Text<ScopeSet>,
    #[diesel(embed)]
    stage: StageRow,
    created_at: At,
    absolute_expiry: At,
    revoked_at: Option<At>,
}

/// The columns of a grant's code, and those of its tokens. Recording tokens writes all of them, and so forgets the code.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = grants, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct StageRow {
    redirect_uri: Option<Text<RedirectUri>>,
    challenge: Option<Text<CodeChallenge>>,
    nonce: Option<String>,
    code_expires_at: Option<At>,
    generation: Int<Generation>,
    token_scope: Option<Int<ScopeSubset>>,
    issued_at: Option<At>,
    access_expires_at: Option<At>,
    refresh_expires_at: Option<At>,
}

/// A new grant. `ends_at` is written and searched for, but never read.
#[derive(Insertable)]
#[diesel(table_name = grants, treat_none_as_default_value = false)]
pub(crate) struct NewGrantRow {
    #[diesel(embed)]
    grant: GrantRow,
    ends_at: At,
}

/// What recording tokens changes of a grant.
#[derive(AsChangeset)]
#[diesel(table_name = grants)]
pub(crate) struct TokensChange {
    #[diesel(embed)]
    stage: StageRow,
    ends_at: At,
}

/// What revoking changes of a grant. Nothing of it works any more.
#[derive(AsChangeset)]
#[diesel(table_name = grants)]
pub(crate) struct RevokedChange {
    revoked_at: At,
    ends_at: At,
}

impl RevokedChange {
    pub(crate) const fn at(at: Timestamp) -> Self {
        Self { revoked_at: At(at), ends_at: At(at) }
    }
}

impl From<&IssuedCode> for NewGrantRow {
    fn from(code: &IssuedCode) -> Self {
        let grant = code.grant();
        let ends_at = match &grant.stage {
            GrantStage::Code(code) => code.expires_at,
            GrantStage::Tokens(tokens) => rounded_up(tokens.expire_at()),
        };
        Self { grant: grant.into(), ends_at: At(ends_at) }
    }
}

impl From<&MintedTokens> for TokensChange {
    fn from(minted: &MintedTokens) -> Self {
        let tokens = minted.tokens();
        Self { stage: StageRow::from(tokens), ends_at: At(rounded_up(tokens.expire_at())) }
    }
}

/// The next time that is a multiple of [`ENDS_ROUNDED_TO`].
fn rounded_up(end: Timestamp) -> Timestamp {
    let unit = i64::try_from(ENDS_ROUNDED_TO.as_millis()).unwrap_or(i64::MAX);
    let units = end.unix_millis().div_euclid(unit).saturating_add(1);
    Timestamp::from_unix_millis(units.saturating_mul(unit))
}

impl From<&CodeTerms> for StageRow {
    fn from(code: &CodeTerms) -> Self {
        Self {
            redirect_uri: Some(Text(code.redirect_uri.clone())),
            challenge: code.challenge.clone().map(Text),
            nonce: code.nonce.clone(),
            code_expires_at: Some(At(code.expires_at)),
            generation: Int(Generation::NONE),
            token_scope: None,
            issued_at: None,
            access_expires_at: None,
            refresh_expires_at: None,
        }
    }
}

impl From<&CurrentTokens> for StageRow {
    fn from(tokens: &CurrentTokens) -> Self {
        Self {
            redirect_uri: None,
            challenge: None,
            nonce: None,
            code_expires_at: None,
            generation: Int(tokens.generation),
            token_scope: Some(Int(tokens.scope)),
            issued_at: Some(At(tokens.issued_at)),
            access_expires_at: Some(At(tokens.access_expires_at)),
            refresh_expires_at: tokens.refresh_expires_at.map(At),
        }
    }
}

impl TryFrom<StageRow> for GrantStage {
    type Error = StoreError;

    /// A row that is neither a code nor tokens is corrupt (R26).
    fn try_from(row: StageRow) -> Result<Self, StoreError> {
        let corrupt = StoreError::Corrupt { what: WHAT };
        if row.generation.0 == Generation::NONE {
            return Ok(Self::Code(CodeTerms {
                redirect_uri: row.redirect_uri.ok_or(corrupt)?.0,
                challenge: row.challenge.map(|challenge| challenge.0),
                nonce: row.nonce,
                expires_at: row.code_expires_at.ok_or(StoreError::Corrupt { what: WHAT })?.0,
            }));
        }
        match (row.token_scope, row.issued_at, row.access_expires_at) {
            (Some(Int(scope)), Some(At(issued_at)), Some(At(access_expires_at))) => Ok(Self::Tokens(CurrentTokens {
                generation: row.generation.0,
                scope,
                issued_at,
                access_expires_at,
                refresh_expires_at: row.refresh_expires_at.map(|at| at.0),
            })),
            _ => Err(corrupt),
        }
    }
}

impl From<&Grant> for GrantRow {
    fn from(grant: &Grant) -> Self {
        let (second_factor_method, second_factor_at) = authentication::to_columns(&grant.authentication);
        Self {
            id: Id(grant.id),
            app_id: Id(grant.app),
            account_id: Id(grant.account),
            session_id: Id(grant.session),
            epoch: Int(grant.epoch),
            password_at: At(grant.authentication.password_at),
            second_factor_method,
            second_factor_at,
            scope: Text(grant.scope.clone()),
            id_token_scope: Text(grant.id_token_scopes.clone()),
            stage: match &grant.stage {
                GrantStage::Code(code) => code.into(),
                GrantStage::Tokens(tokens) => tokens.into(),
            },
            created_at: At(grant.created_at),
            absolute_expiry: At(grant.absolute_expiry),
            revoked_at: grant.revoked_at.map(At),
        }
    }
}

impl TryFrom<GrantRow> for Grant {
    type Error = StoreError;

    fn try_from(row: GrantRow) -> Result<Self, StoreError> {
        let second_factor = (row.second_factor_method, row.second_factor_at);
        Ok(Self {
            id: row.id.0,
            app: row.app_id.0,
            account: row.account_id.0,
            session: row.session_id.0,
            epoch: row.epoch.0,
            authentication: authentication::from_columns(WHAT, row.password_at, second_factor)?,
            scope: row.scope.0,
            id_token_scopes: row.id_token_scope.0,
            created_at: row.created_at.0,
            absolute_expiry: row.absolute_expiry.0,
            stage: row.stage.try_into()?,
            revoked_at: row.revoked_at.map(|at| at.0),
        })
    }
}

/// Grants of one app, epoch and kind, and when the last of their tokens expires.
#[derive(Queryable)]
pub(crate) struct HeldRow {
    app_id: Id<AppId>,
    epoch: Int<PolicyEpoch>,
    method: Option<Text<SecondFactorMethod>>,
    until: Option<At>,
}

impl HeldRow {
    pub(crate) fn held(self, refreshable: bool) -> Option<Held> {
        let (app, epoch, two_factor) = (self.app_id.0, self.epoch.0, self.method.is_some());
        Some(Held { app, epoch, two_factor, refreshable, until: self.until?.0 })
    }
}
