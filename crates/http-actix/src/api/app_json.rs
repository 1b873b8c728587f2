//! An app as JSON, in RFC 7591's names where it has them.

use serde::Deserialize;
use serde_json::{Value, json};
use twinlock_application::developer::{AppPatch, AppSummary, PolicyState, redirect_uri_warnings};
use twinlock_application::domain::{RedirectUri, Scope, ScopeSet};
use twinlock_application::{AccessCounts, ClientKind, SignatureAlgorithm};

use crate::http_error::HttpError;

/// What a caller says of an app. Policy is not among it: an unknown member is an error, not ignored.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AppBody {
    name: Option<String>,
    redirect_uris: Option<Vec<String>>,
    scopes: Option<Vec<String>>,
    optional_scopes: Option<Vec<String>>,
    public: Option<bool>,
    pkce_required: Option<bool>,
    id_token_signed_response_alg: Option<String>,
    client_credentials: Option<bool>,
    id_token_claims: Option<bool>,
}

impl AppBody {
    /// The kind of client that it says, where it says one.
    pub(super) fn kind(&self) -> Option<ClientKind> {
        self.public.map(|public| if public { ClientKind::Public } else { ClientKind::Confidential })
    }

    /// What it says besides; members left out say nothing.
    pub(super) fn patch(self) -> Result<AppPatch, HttpError> {
        let algorithm = self.id_token_signed_response_alg.map(|name| {
            SignatureAlgorithm::parse(&name)
                .ok_or_else(|| HttpError::invalid("id_token_signed_response_alg is RS256, ES256 or EdDSA"))
        });
        Ok(AppPatch {
            name: self.name,
            redirect_uris: self.redirect_uris,
            scope: self.scopes.map(|scopes| known(&scopes)).transpose()?,
            optional_scope: self.optional_scopes.map(|scopes| known(&scopes)).transpose()?,
            pkce_required: self.pkce_required,
            id_token_algorithm: algorithm.transpose()?,
            machine_access: self.client_credentials,
            id_token_claims: self.id_token_claims,
        })
    }
}

/// A change of an app, and the proof that some changes ask for (R24).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AppChangeBody {
    name: Option<String>,
    redirect_uris: Option<Vec<String>>,
    scopes: Option<Vec<String>>,
    optional_scopes: Option<Vec<String>>,
    public: Option<bool>,
    pkce_required: Option<bool>,
    id_token_signed_response_alg: Option<String>,
    client_credentials: Option<bool>,
    id_token_claims: Option<bool>,
    pub(super) password: Option<String>,
    pub(super) code: Option<String>,
}

impl AppChangeBody {
    /// What it says of the app, and the proof.
    pub(super) fn split(self) -> (AppBody, ProofBody) {
        let body = AppBody {
            name: self.name,
            redirect_uris: self.redirect_uris,
            scopes: self.scopes,
            optional_scopes: self.optional_scopes,
            public: self.public,
            pkce_required: self.pkce_required,
            id_token_signed_response_alg: self.id_token_signed_response_alg,
            client_credentials: self.client_credentials,
            id_token_claims: self.id_token_claims,
        };
        (body, ProofBody { password: self.password, code: self.code })
    }
}

/// What a change that weakens or breaks something asks for (R24).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProofBody {
    pub(super) password: Option<String>,
    pub(super) code: Option<String>,
}

/// Scopes that exist; a word that is none is an error here, where an owner types it.
fn known(scopes: &[String]) -> Result<ScopeSet, HttpError> {
    let set = ScopeSet::parse(&scopes.join(" "));
    if set.iter().count() == scopes.len() {
        Ok(set)
    } else {
        Err(HttpError::invalid("a scope is unknown, or came twice"))
    }
}

pub(super) fn said(summary: &AppSummary) -> Value {
    let AppSummary { app, secrets } = summary;
    let secret = |secret: &twinlock_application::AppSecret| {
        json!({
            "id": secret.id.to_string(),
            "label": secret.label,
            "created_at": secret.created_at.unix_seconds(),
            "last_used_at": secret.last_used_at.map(twinlock_application::domain::Timestamp::unix_seconds),
        })
    };
    json!({
        "client_id": app.id.to_string(),
        "name": app.metadata.name,
        "redirect_uris": app.metadata.redirect_uris.iter().map(RedirectUri::as_str).collect::<Vec<_>>(),
        "scopes": app.metadata.scope.iter().map(Scope::as_str).collect::<Vec<_>>(),
        "optional_scopes": app.metadata.optional_scope.iter().map(Scope::as_str).collect::<Vec<_>>(),
        "public": app.kind == ClientKind::Public,
        "pkce_required": app.metadata.pkce_required,
        "id_token_signed_response_alg": app.metadata.id_token_algorithm.as_str(),
        "client_credentials": app.metadata.machine_access,
        "id_token_claims": app.metadata.id_token_claims,
        "require_2fa": app.policy.two_factor_required,
        "policy_epoch": app.policy.epoch.get(),
        "enrolment_age": app.policy.enrolment_age.as_secs(),
        "created_at": app.created_at.unix_seconds(),
        "secrets": secrets.iter().map(secret).collect::<Vec<_>>(),
        "warnings": redirect_uri_warnings(&app.metadata.redirect_uris),
    })
}

/// `null` where there are too many to be counted.
pub(super) fn affected(census: Option<&AccessCounts>) -> Value {
    let Some(census) = census else { return Value::Null };
    json!({
        "consented": census.consented,
        "without_2fa": census.without_2fa,
        "grandfathered_grants": census.grandfathered_grants,
        "last_grandfathered_expiry":
            census.last_grandfathered_expiry.map(twinlock_application::domain::Timestamp::unix_seconds),
    })
}

pub(super) fn policy(state: &PolicyState) -> Value {
    json!({
        "required": state.policy.two_factor_required,
        "policy_epoch": state.policy.epoch.get(),
        "since": state.policy.required_since.map(twinlock_application::domain::Timestamp::unix_seconds),
        "affected": affected(state.affected.as_ref()),
    })
}
