//! Registering and changing apps, and their secrets.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use twinlock_application::developer::{
    AddSecret, AppPatch, ChangeApp, NewApp, RegisterApp, RegisteredApp, RemoveSecret,
};
use twinlock_application::domain::{AppId, Scope, ScopeSet};
use twinlock_application::{ClientKind, SignatureAlgorithm};

use super::refusal::{Sent, Trouble, again};
use super::switch::given;
use super::{app_id, back_to, by};
use crate::forms::SafeForm;
use crate::here::Here;
use crate::parameters::Parameters;
use crate::refused::Refused;
use crate::respond::html;
use crate::views::{AppDraft, NewSecretPage, Section, Typed};

/// `POST …/apps`
pub(crate) async fn register(here: Here, SafeForm(form): SafeForm) -> Result<HttpResponse, Refused> {
    let draft = draft(&form)?;
    match registered(&here, &draft).await {
        Ok(registered) => match registered.secret {
            Some(secret) => {
                let told = Told {
                    app: registered.app.id,
                    name: registered.app.metadata.name,
                    secret: secret.expose().to_owned(),
                    app_is_new: true,
                };
                told_once(&here, told).await
            }
            None => Ok(back_to(registered.app.id)),
        },
        Err(trouble) => again(&here, trouble, Sent::new_app(draft)).await,
    }
}

async fn registered(here: &Here, draft: &AppDraft) -> Result<RegisteredApp, Trouble> {
    if let Some(who) = here.visit().await?.signed_in() {
        here.web.rates.app(who.account.id)?;
    }
    let kind = if draft.public { ClientKind::Public } else { ClientKind::Confidential };
    let app = NewApp { kind, ..NewApp::named("", Vec::new()) }.with(said(draft)?);
    Ok(here.web.twinlock.register_app(RegisterApp { by: by(here), owner: None, app }, &here.trace).await?)
}

/// `POST …/apps/{id}`
pub(crate) async fn change(
    here: Here,
    id: web::Path<String>,
    SafeForm(form): SafeForm,
) -> Result<HttpResponse, Refused> {
    let id = app_id(&id)?;
    let draft = draft(&form)?;
    match changed(&here, id, &draft, &form).await {
        Ok(()) => Ok(back_to(id)),
        Err(trouble) => {
            let typed = Typed { edit: Some(draft), ..Typed::default() };
            again(&here, trouble, Sent::in_row("edit", id).typed(typed)).await
        }
    }
}

async fn changed(here: &Here, app: AppId, draft: &AppDraft, form: &Parameters) -> Result<(), Trouble> {
    let patch = said(draft)?;
    let given = given(here, form)?;
    let command = ChangeApp { by: by(here), app, patch, password: given.password, code: given.code };
    here.web.twinlock.change_app(command, &here.trace).await?;
    Ok(())
}

/// `POST …/apps/{id}/secrets`
pub(crate) async fn add_secret(
    here: Here,
    id: web::Path<String>,
    SafeForm(form): SafeForm,
) -> Result<HttpResponse, Refused> {
    let id = app_id(&id)?;
    let label = form.required("label")?;
    match added(&here, id, label, &form).await {
        Ok(told) => told_once(&here, told).await,
        Err(trouble) => {
            let typed = Typed { label: Some(label.to_owned()), ..Typed::default() };
            again(&here, trouble, Sent::in_row("secret", id).typed(typed)).await
        }
    }
}

async fn added(here: &Here, app: AppId, label: &str, form: &Parameters) -> Result<Told, Trouble> {
    let given = given(here, form)?;
    let (label, password, code) = (label.to_owned(), given.password, given.code);
    let command = AddSecret { by: by(here), app, label, password, code };
    let new = here.web.twinlock.add_secret(command, &here.trace).await?;
    let name = here.web.twinlock.app_of(by(here), app).await?.metadata.name;
    Ok(Told { app, name, secret: new.secret.expose().to_owned(), app_is_new: false })
}

/// `POST …/apps/{id}/secrets/{secret}/remove`
pub(crate) async fn remove_secret(
    here: Here,
    ids: web::Path<(String, String)>,
    _: SafeForm,
) -> Result<HttpResponse, Refused> {
    let (app, secret) = ids.into_inner();
    let app = app_id(&app)?;
    let secret = secret.parse().map_err(|_| Refused::not_found())?;
    match here.web.twinlock.remove_secret(RemoveSecret { by: by(&here), app, secret }, &here.trace).await {
        Ok(()) => Ok(back_to(app)),
        Err(error) => again(&here, error.into(), Sent::in_row("secret", app)).await,
    }
}

/// A new secret, to be shown this once.
struct Told {
    app: AppId,
    name: String,
    secret: String,
    app_is_new: bool,
}

async fn told_once(here: &Here, told: Told) -> Result<HttpResponse, Refused> {
    let Some(who) = here.visit().await?.signed_in() else { return Err(Refused::sign_in_first()) };
    let Told { app, name, secret, app_is_new } = told;
    let page = NewSecretPage { app, app_name: name, secret, app_is_new };
    Ok(html(StatusCode::CREATED, page.render(&here.chrome_of(&who, Some(Section::Developer)))))
}

/// The form as typed.
fn draft(form: &Parameters) -> Result<AppDraft, Refused> {
    let scopes = |name: &str| form.all(name).filter_map(Scope::parse).collect::<ScopeSet>();
    let public = form.one("kind")?.is_some_and(|kind| kind == "public");
    Ok(AppDraft {
        name: form.required("name")?.to_owned(),
        redirect_uris: form.required("redirect_uris")?.to_owned(),
        public,
        pkce_required: public || form.ticked("pkce_required"),
        machine_access: form.ticked("machine_access"),
        id_token_claims: form.ticked("id_token_claims"),
        id_token_alg: form.one("id_token_alg")?.unwrap_or("RS256").to_owned(),
        scope: scopes("scope").union([Scope::OpenId].into_iter().collect()),
        optional_scope: scopes("optional_scope"),
    })
}

/// What the form says of an app: everything but its kind.
fn said(draft: &AppDraft) -> Result<AppPatch, Trouble> {
    let algorithm = SignatureAlgorithm::parse(&draft.id_token_alg);
    let algorithm = algorithm.ok_or_else(|| Trouble::Input("alg", "Choose RS256, ES256 or EdDSA.".into()))?;
    Ok(AppPatch {
        name: Some(draft.name.clone()),
        redirect_uris: Some(draft.redirect_uris.split_whitespace().map(str::to_owned).collect()),
        scope: Some(draft.scope),
        optional_scope: Some(draft.optional_scope),
        pkce_required: Some(draft.pkce_required),
        id_token_algorithm: Some(algorithm),
        machine_access: Some(draft.machine_access),
        id_token_claims: Some(draft.id_token_claims),
    })
}
