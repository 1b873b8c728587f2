//! A row of `grants`.

use diesel::prelude::*;
use twinlock_domain::{
    AccountId, AppId, CodeChallenge, CodeTerms, Grant, GrantId, GrantState, IssuedCode, PolicyEpoch, RedirectUri,
    ScopeSet, SecondFactorMethod, SecretHash, SessionId, Timestamp,
};
use twinlock_ports::StoreError;

use crate::authentication;
use crate::column::{BlobOf, IntOf, TextOf};
use crate::schema::grants;

pub(super) const WHAT: &str = "grant";

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = grants, treat_none_as_default_value = false)]
pub(crate) struct GrantRow {
    id: BlobOf<GrantId>,
    app_id: BlobOf<AppId>,
    account_id: BlobOf<AccountId>,
    session_id: BlobOf<SessionId>,
    epoch: IntOf<PolicyEpoch>,
    password_at: IntOf<Timestamp>,
    second_factor_method: Option<TextOf<SecondFactorMethod>>,
    second_factor_at: Option<IntOf<Timestamp>>,
    scope: TextOf<ScopeSet>,
    redirect_uri: TextOf<RedirectUri>,
    challenge: Option<TextOf<CodeChallenge>>,
    nonce: Option<String>,
    id_token_scope: TextOf<ScopeSet>,
    code_expires_at: IntOf<Timestamp>,
    created_at: IntOf<Timestamp>,
    absolute_expiry: IntOf<Timestamp>,
    redeemed_at: Option<IntOf<Timestamp>>,
    revoked_at: Option<IntOf<Timestamp>>,
}

/// A grant with the hash of its code, which is written and looked up by, and never read.
#[derive(Insertable)]
#[diesel(table_name = grants, treat_none_as_default_value = false)]
pub(super) struct NewGrantRow {
    #[diesel(embed)]
    grant: GrantRow,
    code: BlobOf<SecretHash>,
}

impl From<&IssuedCode> for NewGrantRow {
    fn from(code: &IssuedCode) -> Self {
        Self { grant: code.grant().into(), code: BlobOf(code.code()) }
    }
}

impl From<&Grant> for GrantRow {
    fn from(grant: &Grant) -> Self {
        let (second_factor_method, second_factor_at) = authentication::to_columns(&grant.authentication);
        Self {
            id: BlobOf(grant.id),
            app_id: BlobOf(grant.app),
            account_id: BlobOf(grant.account),
            session_id: BlobOf(grant.session),
            epoch: IntOf(grant.epoch),
            password_at: IntOf(grant.authentication.password_at),
            second_factor_method,
            second_factor_at,
            scope: TextOf(grant.scope.clone()),
            redirect_uri: TextOf(grant.code.redirect_uri.clone()),
            challenge: grant.code.challenge.clone().map(TextOf),
            nonce: grant.code.nonce.clone(),
            id_token_scope: TextOf(grant.code.id_token_scopes.clone()),
            code_expires_at: IntOf(grant.code.expires_at),
            created_at: IntOf(grant.created_at),
            absolute_expiry: IntOf(grant.absolute_expiry),
            redeemed_at: grant.state.redeemed_at.map(IntOf),
            revoked_at: grant.state.revoked_at.map(IntOf),
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
