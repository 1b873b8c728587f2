//! The `app` commands.

use anyhow::{Context, ensure};
use serde_json::{Value, json};
use twinlock_application::developer::{
    Actor, AddSecret, DeleteApp, NewApp, RegisterApp, RegisteredApp, RemoveSecret, RequireTwoFactor, RevokeConsents,
    SUMMARY_LIMIT,
};
use twinlock_application::{ClientKind, CountLimit, SignatureAlgorithm, Twinlock, utc};
use twinlock_domain::{AppId, EmailAddress};

use super::said;
use crate::config::Config;
use crate::open::{Purpose, open};
use crate::{Report, cli::app as cli, operator};

/// Registers an app.
pub(crate) async fn create(config: &Config, new: cli::NewApp) -> anyhow::Result<Report> {
    let owner = EmailAddress::parse(&new.owner)?;
    let algorithm = SignatureAlgorithm::parse(&new.id_token_alg).context("--id-token-alg is RS256, ES256 or EdDSA")?;
    let twinlock = open(config, Purpose::Command).await?.twinlock;
    let app = NewApp {
        kind: if new.public { ClientKind::Public } else { ClientKind::Confidential },
        pkce_required: !new.no_pkce,
        id_token_algorithm: algorithm,
        id_token_claims: new.id_token_claims,
        ..NewApp::named(new.name, new.redirect_uris)
    };
    twinlock.account_details(&owner).await.with_context(|| format!("--owner {owner}"))?;
    let command = RegisterApp { by: Actor::Operator, owner: Some(owner), app };
    Ok(registration(&twinlock.register_app(command, &operator::origin("app create")).await?))
}

/// A new app and, this once, its secret.
fn registration(registered: &RegisteredApp) -> Report {
    let mut text = said::app_lines(&registered.app);
    let mut json = said::registration(&registered.app);
    if let Some(secret) = &registered.secret {
        text.push_str("  client_secret  ");
        text.push_str(secret.expose());
        text.push_str("   (it is not shown again)");
        add(&mut json, "client_secret", secret.expose());
    }
    Report::new(text, json)
}

fn add(json: &mut Value, name: &str, value: &str) {
    if let Some(object) = json.as_object_mut() {
        object.insert(name.to_owned(), value.into());
    }
}

/// All apps.
pub(crate) async fn list(config: &Config) -> anyhow::Result<Report> {
    let twinlock = open(config, Purpose::Command).await?.twinlock;
    let pages = twinlock.app_summaries(Actor::Operator).await?;
    let mut said = Vec::with_capacity(pages.len());
    for page in &pages {
        said.push(said::app(page, twinlock.affected(&page.app, SUMMARY_LIMIT).await.as_ref()));
    }
    let text = pages.iter().map(|page| said::app_lines(&page.app)).collect::<Vec<_>>().join("\n");
    let text = if pages.is_empty() { "There are no apps.".to_owned() } else { text };
    Ok(Report::new(text, json!({ "apps": said })))
}

/// One app.
pub(crate) async fn show(config: &Config, client_id: &str) -> anyhow::Result<Report> {
    let (twinlock, id) = opened(config, client_id).await?;
    let page = twinlock.app_summary(Actor::Operator, id).await?;
    let affected = twinlock.affected(&page.app, CountLimit::All).await;
    Ok(Report::new(said::app_lines(&page.app), said::app(&page, affected.as_ref())))
}

/// A new secret beside the one before it. Where there are two, the older goes.
pub(crate) async fn rotate_secret(config: &Config, client_id: &str) -> anyhow::Result<Report> {
    let (twinlock, id) = opened(config, client_id).await?;
    let trace = operator::origin("app rotate-secret");
    let secrets = twinlock.app_summary(Actor::Operator, id).await?.secrets;
    let removed = match secrets.as_slice() {
        [older, _] => {
            let command = RemoveSecret { by: Actor::Operator, app: id, secret: older.id };
            twinlock.remove_secret(command, &trace).await?;
            Some(older.id)
        }
        _ => None,
    };
    let command = AddSecret { by: Actor::Operator, app: id, label: "rotated".to_owned(), password: None, code: None };
    let new = twinlock.add_secret(command, &trace).await?;
    let kept = secrets.last().map(|secret| secret.id);
    Ok(Report::new(
        format!("client_secret  {}   (it is not shown again; the previous secret stays valid)", new.secret.expose()),
        json!({
            "client_id": client_id,
            "client_secret": new.secret.expose(),
            "id": new.row.id.to_string(),
            "kept": kept.map(|id| id.to_string()),
            "removed": removed.map(|id| id.to_string()),
        }),
    ))
}

/// The switch.
pub(crate) async fn require_two_factor(config: &Config, client_id: &str, required: bool) -> anyhow::Result<Report> {
    let (twinlock, app) = opened(config, client_id).await?;
    let command =
        RequireTwoFactor { by: Actor::Operator, app, required, revoke_all: false, password: None, code: None };
    let state = twinlock.require_two_factor(command, &operator::origin("app require-2fa")).await?;
    let affected = state.affected;
    let lasting = affected.filter(|_| required).and_then(|affected| {
        let end = affected.last_grandfathered_expiry?;
        Some(format!(
            " {} of {} people with access have no 2FA. The last of that access ends at {}.",
            affected.without_2fa,
            affected.consented,
            utc(end)
        ))
    });
    let until = lasting.unwrap_or_default();
    Ok(Report::new(
        format!("Require 2FA is {} now.{until}", if required { "on" } else { "off" }),
        json!({
            "required": state.policy.two_factor_required,
            "policy_epoch": state.policy.epoch.get(),
            "since": said::seconds(state.policy.required_since),
            "affected": affected.as_ref().map(said::census),
        }),
    ))
}

/// Ends all access.
pub(crate) async fn revoke_consents(config: &Config, client_id: &str) -> anyhow::Result<Report> {
    let (twinlock, app) = opened(config, client_id).await?;
    let command = RevokeConsents { by: Actor::Operator, app, password: None, code: None };
    let state = twinlock.revoke_consents(command, &operator::origin("app revoke-consents")).await?;
    Ok(Report::new(
        "Every consent, code and token of the app has ended.",
        json!({
            "policy_epoch": state.policy.epoch.get(),
            "revoked_at": said::seconds(state.policy.revoked_at),
        }),
    ))
}

/// Deletes an app, once that was confirmed.
pub(crate) async fn delete(config: &Config, client_id: &str, yes: bool) -> anyhow::Result<Report> {
    ensure!(yes, "this deletes the app {client_id} and ends all access to it; add --yes to confirm");
    let (twinlock, app) = opened(config, client_id).await?;
    let command = DeleteApp { by: Actor::Operator, app, password: None, code: None };
    twinlock.delete_app(command, &operator::origin("app delete")).await?;
    Ok(Report::new(format!("Deleted the app {client_id}."), json!({ "client_id": client_id, "deleted": true })))
}

async fn opened(config: &Config, client_id: &str) -> anyhow::Result<(Twinlock, AppId)> {
    let id = client_id.parse().with_context(|| format!("\"{client_id}\" is not a client_id"))?;
    Ok((open(config, Purpose::Command).await?.twinlock, id))
}
