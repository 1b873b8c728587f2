//! Rows of `apps` and `app_secrets`, and what of an app may change.

use std::collections::BTreeMap;
use std::time::Duration;

use diesel::prelude::*;
use twinlock_domain::{
    AccountId, AppId, AppPolicy, AppSecretId, HttpsUrl, PolicyEpoch, ScopeSet, ScopeToken, SecretHash, Sector,
    Timestamp,
};
use twinlock_ports::{App, AppSecret, ClientKind, ClientMetadata, SignatureAlgorithm, StoreError};

use crate::column::{BlobOf, IntOf, TextOf};
use crate::schema::{app_origins, app_secrets, apps};
use crate::words::Lines;

/// What an owner registers of an app.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = apps, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct MetadataChange {
    kind: TextOf<ClientKind>,
    name: String,
    client_uri: Option<TextOf<HttpsUrl>>,
    redirect_uris: TextOf<Lines>,
    scope: TextOf<ScopeSet>,
    optional_scope: TextOf<ScopeSet>,
    scope_descriptions: TextOf<BTreeMap<ScopeToken, String>>,
    pkce_required: bool,
    id_token_algorithm: TextOf<SignatureAlgorithm>,
    machine_access: bool,
    id_token_claims: bool,
}

/// What an owner demands.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = apps, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct PolicyChange {
    two_factor_required: bool,
    epoch: IntOf<PolicyEpoch>,
    required_epoch: IntOf<PolicyEpoch>,
    required_since: Option<IntOf<Timestamp>>,
    revoked_epoch: IntOf<PolicyEpoch>,
    revoked_at: Option<IntOf<Timestamp>>,
    enrolment_age: IntOf<Duration>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = apps, treat_none_as_default_value = false)]
pub(crate) struct AppRow {
    id: BlobOf<AppId>,
    owner_id: BlobOf<AccountId>,
    #[diesel(embed)]
    metadata: MetadataChange,
    sector: TextOf<Sector>,
    #[diesel(embed)]
    policy: PolicyChange,
    created_at: IntOf<Timestamp>,
}

/// An origin of an app's pages.
#[derive(Insertable)]
#[diesel(table_name = app_origins)]
pub(super) struct OriginRow {
    pub(super) origin: String,
    pub(super) app_id: BlobOf<AppId>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = app_secrets, treat_none_as_default_value = false)]
pub(super) struct SecretRow {
    id: BlobOf<AppSecretId>,
    app_id: BlobOf<AppId>,
    hash: BlobOf<SecretHash>,
    label: String,
    created_at: IntOf<Timestamp>,
    last_used_at: Option<IntOf<Timestamp>>,
}

impl From<&ClientMetadata> for MetadataChange {
    fn from(metadata: &ClientMetadata) -> Self {
        Self {
            kind: TextOf(metadata.kind),
            name: metadata.client_name.clone(),
            client_uri: metadata.client_uri.clone().map(TextOf),
            redirect_uris: TextOf(Lines(metadata.redirect_uris.clone())),
            scope: TextOf(metadata.scope.clone()),
            optional_scope: TextOf(metadata.optional_scope.clone()),
            scope_descriptions: TextOf(metadata.scope_descriptions.clone()),
            pkce_required: metadata.pkce_required,
            id_token_algorithm: TextOf(metadata.id_token_signed_response_alg),
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
            redirect_uris: row.redirect_uris.0.0,
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
            epoch: IntOf(policy.epoch),
            required_epoch: IntOf(policy.required_epoch),
            required_since: policy.required_since.map(IntOf),
            revoked_epoch: IntOf(policy.revoked_epoch),
            revoked_at: policy.revoked_at.map(IntOf),
            enrolment_age: IntOf(policy.enrolment_age),
        }
    }
}

impl TryFrom<PolicyChange> for AppPolicy {
    type Error = StoreError;

    /// A policy that makes no sense is never guessed at (R26).
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
            id: BlobOf(app.id),
            owner_id: BlobOf(app.owner),
            metadata: (&app.metadata).into(),
            sector: TextOf(app.sector.clone()),
            policy: (&app.policy).into(),
            created_at: IntOf(app.created_at),
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
            id: BlobOf(secret.id),
            app_id: BlobOf(secret.app),
            hash: BlobOf(secret.hash),
            label: secret.label.clone(),
            created_at: IntOf(secret.created_at),
            last_used_at: secret.last_used_at.map(IntOf),
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
