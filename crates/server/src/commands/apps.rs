//! The `app` commands.

use anyhow::{Context, anyhow, ensure};
use clap::Args;
use serde_json::{Value, json};
use twinlock_application::Actor;
use twinlock_application::developer::{
    AppSummary, DeleteApp, RegisterApp, RegisteredApp, RequireTwoFactor, RevokeConsents, RotateSecret, RotatedSecret,
    SUMMARY_LIMIT, redirect_uri_warnings,
};
use twinlock_application::{
    AccessCounts, App, ClientKind, ClientMetadata, CountLimit, Member, MemberValue, MetadataPatch, Twinlock,
};
use twinlock_domain::{AppId, EmailAddress, RedirectUri, Timestamp};
use twinlock_http_actix::app_json;

use crate::config::Config;
use crate::open::{Purpose, open};
use crate::utc::utc;
use crate::{Report, operator};

/// The options of `app create`.
#[derive(Clone, Debug, Args)]
pub(crate) struct NewApp {
    /// The app's name.
    #[arg(long)]
    name: String,
    /// Where people are sent back to. Can be given more than once.
    #[arg(long = "redirect-uri", required = true, value_name = "URL")]
    redirect_uris: Vec<String>,
    /// The account that owns the app.
    #[arg(long, value_name = "EMAIL")]
    owner: String,
    /// A public client: the app has no secret, because it is a web page or a program on a user's device.
    #[arg(long)]
    public: bool,
    /// Do not require PKCE. For an app whose library does not support it.
    #[arg(long, conflicts_with = "public")]
    no_pkce: bool,
    /// The algorithm that signs the app's ID tokens.
    #[arg(long, default_value = "RS256", value_name = "RS256|ES256|EdDSA")]
    id_token_alg: String,
    /// Set any other member of the app's metadata, such as `optional_scope="profile email"`. Can be given more than once.
    #[arg(long = "metadata", value_name = "MEMBER=VALUE")]
    members: Vec<String>,
    /// Put name and e-mail claims into the ID token too, for an app that never calls userinfo.
    #[arg(long)]
    id_token_claims: bool,
}

/// Registers an app.
pub(crate) async fn create(config: &Config, new: NewApp) -> anyhow::Result<Report> {
    let owner = EmailAddress::parse(&new.owner)?;
    let twinlock = open(config, Purpose::Command).await?.twinlock;
    let metadata = metadata(&new)?;
    twinlock.account_details(Actor::Operator, &owner).await.with_context(|| format!("--owner {owner}"))?;
    let command = RegisterApp { by: Actor::Operator, owner: Some(owner), metadata };
    Ok(registration(&twinlock.register_app(command, &operator::origin("app create")).await?))
}

/// The metadata that the options of `app create` make.
fn metadata(new: &NewApp) -> anyhow::Result<ClientMetadata> {
    use MemberValue::{Flag, Text, Texts};
    let kind = if new.public { ClientKind::Public } else { ClientKind::Confidential };
    let mut patch = MetadataPatch::default()
        .with(Member::ClientName, Text(new.name.clone()))
        .with(Member::RedirectUris, Texts(new.redirect_uris.clone()))
        .with(Member::TokenEndpointAuthMethod, MemberValue::auth_method(kind))
        .with(Member::PkceRequired, Flag(!new.no_pkce))
        .with(Member::IdTokenSignedResponseAlg, Text(new.id_token_alg.clone()))
        .with(Member::IdTokenClaims, Flag(new.id_token_claims));
    for set in &new.members {
        let (name, value) = set.split_once('=').with_context(|| format!("--metadata {set}: write MEMBER=VALUE"))?;
        let member =
            Member::parse(name).with_context(|| format!("--metadata {set}: unknown metadata member \"{name}\""))?;
        patch = patch.with(member, member.parse_text(value).with_context(|| format!("--metadata {set}"))?);
    }
    ClientMetadata::named("", Vec::new())
        .patched(patch)
        .map_err(|invalid| anyhow!(invalid.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")))
}

/// Reports a new app with its client secret, which is shown only this once.
fn registration(registered: &RegisteredApp) -> Report {
    let mut text = app_lines(&registered.app);
    let mut json = app_json::app(&registered.app);
    if let Some(secret) = &registered.secret {
        text.push_str("  client_secret  ");
        text.push_str(secret.expose());
        text.push_str("   (it is not shown again)");
        json.insert("client_secret".to_owned(), secret.expose().into());
    }
    Report::new(text, json.into())
}

/// Lists all apps.
pub(crate) async fn list(config: &Config) -> anyhow::Result<Report> {
    let twinlock = open(config, Purpose::Command).await?.twinlock;
    let pages = twinlock.app_summaries(Actor::Operator).await?;
    let mut said = Vec::with_capacity(pages.len());
    for page in &pages {
        said.push(with_counts(page, twinlock.affected(&page.app, SUMMARY_LIMIT).await.as_ref()));
    }
    let text = pages.iter().map(|page| app_lines(&page.app)).collect::<Vec<_>>().join("\n");
    let text = if pages.is_empty() { "There are no apps.".to_owned() } else { text };
    Ok(Report::new(text, json!({ "apps": said })))
}

/// Shows one app.
pub(crate) async fn show(config: &Config, client_id: &str) -> anyhow::Result<Report> {
    let (twinlock, id) = opened(config, client_id).await?;
    let page = twinlock.app_summary(Actor::Operator, id).await?;
    let affected = twinlock.affected(&page.app, CountLimit::All).await;
    Ok(Report::new(app_lines(&page.app), with_counts(&page, affected.as_ref())))
}

/// Adds a secret beside the newest one. If there are two, the older one is removed.
pub(crate) async fn rotate_secret(config: &Config, client_id: &str) -> anyhow::Result<Report> {
    let (twinlock, id) = opened(config, client_id).await?;
    let command = RotateSecret { by: Actor::Operator, app: id, label: "rotated".to_owned() };
    let RotatedSecret { new, kept, removed } =
        twinlock.rotate_secret(command, &operator::origin("app rotate-secret")).await?;
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

/// Turns the requirement on or off.
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
        app_json::policy(&state),
    ))
}

/// Ends every consent, grant and token of the app.
pub(crate) async fn revoke_consents(config: &Config, client_id: &str) -> anyhow::Result<Report> {
    let (twinlock, app) = opened(config, client_id).await?;
    let command = RevokeConsents { by: Actor::Operator, app, password: None, code: None };
    let state = twinlock.revoke_consents(command, &operator::origin("app revoke-consents")).await?;
    Ok(Report::new(
        "Every consent, code and token of the app has ended.",
        json!({
            "policy_epoch": state.policy.epoch.get(),
            "revoked_at": state.policy.revoked_at.map(Timestamp::unix_seconds),
        }),
    ))
}

/// Deletes an app, if the deletion was confirmed.
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

/// An app with its secrets and the numbers of accounts that its policy affects.
fn with_counts(summary: &AppSummary, affected: Option<&AccessCounts>) -> Value {
    let mut body = app_json::app_with_secrets(summary);
    body.insert("affected".to_owned(), app_json::affected(affected));
    body.into()
}

/// One app as lines of text.
fn app_lines(app: &App) -> String {
    let metadata = &app.metadata;
    let uris: Vec<&str> = metadata.redirect_uris.iter().map(RedirectUri::as_str).collect();
    let warnings = redirect_uri_warnings(&metadata.redirect_uris);
    let warnings = warnings.iter().flat_map(|warning| ["  warning        ", warning, "\n"]).collect::<String>();
    format!(
        "{}\n  client_id      {}\n  redirect URIs  {}\n  kind           {}, {}, {}\n  require 2FA    {}\n{warnings}",
        metadata.client_name,
        app.id,
        uris.join(" "),
        if metadata.kind == ClientKind::Public { "public" } else { "confidential" },
        if metadata.pkce_required { "PKCE" } else { "no PKCE" },
        metadata.id_token_signed_response_alg.as_str(),
        if app.policy.two_factor_required { "on" } else { "off" },
    )
}
