//! Rows of `grants`.

use diesel::{Insertable, Queryable, Selectable};
use twinlock_domain::{
    AccountId, AppId, CodeChallenge, CodeTerms, Grant, GrantId, GrantState, IssuedCode, PolicyEpoch, RedirectUri,
    ScopeSet, SecondFactorMethod, SessionId,
};
use twinlock_ports::{Held, StoreError};

use super::authentication;
use crate::column::{At, Hash, Id, Int, Text};
use crate::schema::grants;

pub(crate) const WHAT: &str = "grant";

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
    redirect_uri: Text<RedirectUri>,
    challenge: Option<Text<CodeChallenge>>,
    nonce: Option<String>,
    id_token_scope: Text<ScopeSet>,
    code_expires_at: At,
    created_at: At,
    absolute_expiry: At,
    redeemed_at: Option<At>,
    revoked_at: Option<At>,
}

/// A grant with the hash of its code, which is inserted and used for lookups, but never selected.
#[derive(Insertable)]
#[diesel(table_name = grants, treat_none_as_default_value = false)]
pub(crate) struct NewGrantRow {
    #[diesel(embed)]
    grant: GrantRow,
    code: Hash,
}

impl From<&IssuedCode> for NewGrantRow {
    fn from(code: &IssuedCode) -> Self {
        Self { grant: code.grant().into(), code: Hash(code.code()) }
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
            redirect_uri: Text(grant.code.redirect_uri.clone()),
            challenge: grant.code.challenge.clone().map(Text),
            nonce: grant.code.nonce.clone(),
            id_token_scope: Text(grant.code.id_token_scopes.clone()),
            code_expires_at: At(grant.code.expires_at),
            created_at: At(grant.created_at),
            absolute_expiry: At(grant.absolute_expiry),
            redeemed_at: grant.state.redeemed_at.map(At),
            revoked_at: grant.state.revoked_at.map(At),
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
            code: CodeTerms {
                redirect_uri: row.redirect_uri.0,
                challenge: row.challenge.map(|challenge| challenge.0),
                nonce: row.nonce,
                id_token_scopes: row.id_token_scope.0,
                expires_at: row.code_expires_at.0,
            },
            created_at: row.created_at.0,
            absolute_expiry: row.absolute_expiry.0,
            state: GrantState {
                redeemed_at: row.redeemed_at.map(|at| at.0),
                revoked_at: row.revoked_at.map(|at| at.0),
            },
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
