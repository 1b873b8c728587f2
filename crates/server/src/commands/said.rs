//! Apps, policies and times as commands say them: in JSON by the names of the HTTP API.

use serde_json::{Value, json};
use twinlock_application::developer::{AppSummary, redirect_uri_warnings};
use twinlock_application::{AccessCounts, App, ClientKind};
use twinlock_domain::{RedirectUri, Scope, ScopeSet, Timestamp};

pub(crate) fn app(summary: &AppSummary, affected: Option<&AccessCounts>) -> Value {
    let AppSummary { app, secrets } = summary;
    let secrets = secrets.iter().map(|secret| {
        json!({
            "id": secret.id.to_string(),
            "label": secret.label,
            "created_at": secret.created_at.unix_seconds(),
            "last_used_at": seconds(secret.last_used_at),
        })
    });
    let mut said = registration(app);
    if let Some(said) = said.as_object_mut() {
        said.insert("secrets".to_owned(), secrets.collect());
        said.insert("affected".to_owned(), affected.map(census).into());
    }
    said
}

pub(crate) fn registration(app: &App) -> Value {
    json!({
        "client_id": app.id.to_string(),
        "name": app.metadata.name,
        "redirect_uris": app.metadata.redirect_uris.iter().map(RedirectUri::as_str).collect::<Vec<_>>(),
        "scopes": scopes(app.metadata.scope),
        "optional_scopes": scopes(app.metadata.optional_scope),
        "public": app.kind == ClientKind::Public,
        "pkce_required": app.metadata.pkce_required,
        "id_token_signed_response_alg": app.metadata.id_token_algorithm.as_str(),
        "client_credentials": app.metadata.machine_access,
        "id_token_claims": app.metadata.id_token_claims,
        "require_2fa": app.policy.two_factor_required,
        "policy_epoch": app.policy.epoch.get(),
        "enrolment_age": app.policy.enrolment_age.as_secs(),
        "created_at": app.created_at.unix_seconds(),
        "warnings": redirect_uri_warnings(&app.metadata.redirect_uris),
    })
}

pub(crate) fn census(census: &AccessCounts) -> Value {
    json!({
        "consented": census.consented,
        "without_2fa": census.without_2fa,
        "grandfathered_grants": census.grandfathered_grants,
        "last_grandfathered_expiry": seconds(census.last_grandfathered_expiry),
    })
}

pub(crate) fn seconds(at: Option<Timestamp>) -> Option<i64> {
    at.map(Timestamp::unix_seconds)
}

fn scopes(scopes: ScopeSet) -> Vec<&'static str> {
    scopes.iter().map(Scope::as_str).collect()
}

/// One app on a few lines, for people.
pub(crate) fn app_lines(app: &App) -> String {
    let uris: Vec<&str> = app.metadata.redirect_uris.iter().map(RedirectUri::as_str).collect();
    let warnings = redirect_uri_warnings(&app.metadata.redirect_uris);
    let warnings = warnings.iter().flat_map(|warning| ["  warning        ", warning, "\n"]).collect::<String>();
    format!(
        "{}\n  client_id      {}\n  redirect URIs  {}\n  kind           {}, {}, {}\n  require 2FA    {}\n{warnings}",
        app.metadata.name,
        app.id,
        uris.join(" "),
        if app.kind == ClientKind::Public { "public" } else { "confidential" },
        if app.metadata.pkce_required { "PKCE" } else { "no PKCE" },
        app.metadata.id_token_algorithm.as_str(),
        if app.policy.two_factor_required { "on" } else { "off" },
    )
}
