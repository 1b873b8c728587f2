//! Rows of `apps`, `app_origins` and `app_secrets`.

use std::collections::BTreeMap;
use std::time::Duration;

use diesel::{AsChangeset, Insertable, Queryable, Selectable};
use twinlock_domain::{
    AccountId, AppId, AppPolicy, AppSecretId, HttpsUrl, PolicyEpoch, ScopeSet, ScopeToken, Sector, WebOrigin,
};
use twinlock_ports::{App, AppSecret, ClientKind, ClientMetadata, SignatureAlgorithm, StoreError};

use crate::column::{At, Hash, Id, Int, RedirectUris, Text};
use crate::schema::{app_origins, app_secrets, apps};

pub(crate) const WHAT: &str = "app";
pub(crate) const SECRET: &str = "client secret";

/// What an owner registers of an app.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = apps, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct MetadataChange {
    kind: Text<ClientKind>,
    name: String,
    client_uri: Option<Text<HttpsUrl>>,
    redirect_uris: RedirectUris,
    scope: Text<ScopeSet>,
    optional_scope: Text<ScopeSet>,
    scope_descriptions: Text<BTreeMap<ScopeToken, String>>,
    pkce_required: bool,
    id_token_algorithm: Text<SignatureAlgorithm>,
    machine_access: bool,
    id_token_claims: bool,
}

/// The policy of an app.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = apps, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct PolicyChange {
    two_factor_required: bool,
    epoch: Int<PolicyEpoch>,
    required_epoch: Int<PolicyEpoch>,
    required_since: Option<At>,
    revoked_epoch: Int<PolicyEpoch>,
    revoked_at: Option<At>,
    enrolment_age: Int<Duration>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = apps, treat_none_as_default_value = false)]
pub(crate) struct AppRow {
    id: Id<AppId>,
    owner_id: Id<AccountId>,
    #[diesel(embed)]
    metadata: MetadataChange,
    sector: Text<Sector>,
    #[diesel(embed)]
    policy: PolicyChange,
    created_at: At,
}

/// An origin of an app's pages.
#[derive(Insertable)]
#[diesel(table_name = app_origins)]
pub(crate) struct OriginRow {
    origin: String,
    app_id: Id<AppId>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = app_secrets, treat_none_as_default_value = false)]
pub(crate) struct SecretRow {
    id: Id<AppSecretId>,
    app_id: Id<AppId>,
    hash: Hash,
    label: String,
    created_at: At,
    last_used_at: Option<At>,
}

impl OriginRow {
    pub(crate) fn of(origin: &WebOrigin, app: AppId) -> Self {
        Self { origin: origin.as_str().to_owned(), app_id: Id(app) }
    }
}

impl From<&ClientMetadata> for MetadataChange {
    fn from(metadata: &ClientMetadata) -> Self {
        Self {
            kind: Text(metadata.kind),
            name: metadata.client_name.clone(),
            client_uri: metadata.client_uri.clone().map(Text),
            redirect_uris: RedirectUris(metadata.redirect_uris.clone()),
            scope: Text(metadata.scope.clone()),
            optional_scope: Text(metadata.optional_scope.clone()),
            scope_descriptions: Text(metadata.scope_descriptions.clone()),
            pkce_required: metadata.pkce_required,
            id_token_algorithm: Text(metadata.id_token_signed_response_alg),
            machine_access: metadata.machine_access,
            id_token_claims: metadata.id_token_claims,
        }
    }
}

impl From<MetadataChange> for ClientMetadata {
    fn from(row: MetadataChange) -> Self {
        Self {
            kind: row.kind.0,
            client_name: row.name,
            client_uri: row.client_uri.map(|url| url.0),
            redirect_uris: row.redirect_uris.0,
            scope: row.scope.0,
            optional_scope: row.optional_scope.0,
            scope_descriptions: row.scope_descriptions.0,
            pkce_required: row.pkce_required,
            id_token_signed_response_alg: row.id_token_algorithm.0,
            machine_access: row.machine_access,
            id_token_claims: row.id_token_claims,
        }
    }
}

impl From<&AppPolicy> for PolicyChange {
    fn from(policy: &AppPolicy) -> Self {
        Self {
            two_factor_required: policy.two_factor_required,
            epoch: Int(policy.epoch),
            required_epoch: Int(policy.required_epoch),
            required_since: policy.required_since.map(At),
            revoked_epoch: Int(policy.revoked_epoch),
            revoked_at: policy.revoked_at.map(At),
            enrolment_age: Int(policy.enrolment_age),
        }
    }
}

impl TryFrom<PolicyChange> for AppPolicy {
    type Error = StoreError;

    /// An inconsistent policy is a corrupt row, and no value is assumed instead (R26).
    fn try_from(row: PolicyChange) -> Result<Self, StoreError> {
        let policy = Self {
            two_factor_required: row.two_factor_required,
            epoch: row.epoch.0,
            required_epoch: row.required_epoch.0,
            required_since: row.required_since.map(|at| at.0),
            revoked_epoch: row.revoked_epoch.0,
            revoked_at: row.revoked_at.map(|at| at.0),
            enrolment_age: row.enrolment_age.0,
        };
        if policy.makes_sense() { Ok(policy) } else { Err(StoreError::Corrupt { what: "policy" }) }
    }
}

impl From<&App> for AppRow {
    fn from(app: &App) -> Self {
        Self {
            id: Id(app.id),
            owner_id: Id(app.owner),
            metadata: (&app.metadata).into(),
            sector: Text(app.sector.clone()),
            policy: (&app.policy).into(),
            created_at: At(app.created_at),
        }
    }
}

impl TryFrom<AppRow> for App {
    type Error = StoreError;

    fn try_from(row: AppRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id.0,
            owner: row.owner_id.0,
            metadata: row.metadata.into(),
            sector: row.sector.0,
            policy: row.policy.try_into()?,
            created_at: row.created_at.0,
        })
    }
}

impl From<&AppSecret> for SecretRow {
    fn from(secret: &AppSecret) -> Self {
        Self {
            id: Id(secret.id),
            app_id: Id(secret.app),
            hash: Hash(secret.hash),
            label: secret.label.clone(),
            created_at: At(secret.created_at),
            last_used_at: secret.last_used_at.map(At),
        }
    }
}

impl From<SecretRow> for AppSecret {
    fn from(row: SecretRow) -> Self {
        Self {
            id: row.id.0,
            app: row.app_id.0,
            hash: row.hash.0,
            label: row.label,
            created_at: row.created_at.0,
            last_used_at: row.last_used_at.map(|at| at.0),
        }
    }
}
