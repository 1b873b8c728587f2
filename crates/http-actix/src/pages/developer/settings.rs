//! Registering and changing apps, and their secrets.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use twinlock_application::developer::{AddSecret, AppError, ChangeApp, RegisterApp, RegisteredApp, RemoveSecret};
use twinlock_application::domain::{AppId, Scope, ScopeSet};
use twinlock_application::{ClientKind, ClientMetadata, Member, MemberValue, MetadataPatch};

use super::refusal::{Sent, Trouble, again};
use super::switch::given;
use super::{app_id, back_to, by};
use crate::http_error::HttpError;
use crate::request::caller::SignedIn;
use crate::request::context::RequestContext;
use crate::request::forms::SafeForm;
use crate::request::parameters::Parameters;
use crate::response::html;
use crate::views::{AppDraft, NewSecretPage, Section, Typed};

/// `POST …/apps`
pub(crate) async fn register(context: SignedIn, SafeForm(form): SafeForm) -> Result<HttpResponse, HttpError> {
    let draft = draft(&form)?;
    match registered(&context, &draft).await {
        Ok(registered) => match registered.secret {
            Some(secret) => {
                let credentials = NewCredentials {
                    app: registered.app.id,
                    name: registered.app.metadata.client_name,
                    secret: secret.expose().to_owned(),
                    app_is_new: true,
                };
                show_secret_once(&context, credentials).await
            }
            None => Ok(back_to(registered.app.id)),
        },
        Err(trouble) => again(&context, trouble, Sent::new_app(draft)).await,
    }
}

async fn registered(context: &RequestContext, draft: &AppDraft) -> Result<RegisteredApp, Trouble> {
    if let Some(who) = context.session_state().await?.signed_in() {
        context.state.rates.app(who.account.id)?;
    }
    let kind = if draft.public { ClientKind::Public } else { ClientKind::Confidential };
    let patch = patch(draft).with(Member::TokenEndpointAuthMethod, MemberValue::auth_method(kind));
    let metadata = ClientMetadata::named("", Vec::new()).patched(patch).map_err(AppError::from)?;
    let command = RegisterApp { by: by(context), owner: None, metadata };
    Ok(context.state.twinlock.register_app(command, &context.origin).await?)
}

/// `POST …/apps/{id}`
pub(crate) async fn change(
    context: SignedIn,
    id: web::Path<String>,
    SafeForm(form): SafeForm,
) -> Result<HttpResponse, HttpError> {
    let id = app_id(&id)?;
    let draft = draft(&form)?;
    match changed(&context, id, &draft, &form).await {
        Ok(()) => Ok(back_to(id)),
        Err(trouble) => {
            let typed = Typed { edit: Some(draft), ..Typed::default() };
            again(&context, trouble, Sent::in_row("edit", id).typed(typed)).await
        }
    }
}

async fn changed(context: &RequestContext, app: AppId, draft: &AppDraft, form: &Parameters) -> Result<(), Trouble> {
    let patch = patch(draft);
    let given = given(context, form)?;
    let command = ChangeApp { by: by(context), app, patch, password: given.password, code: given.code };
    context.state.twinlock.change_app(command, &context.origin).await?;
    Ok(())
}

/// `POST …/apps/{id}/secrets`
pub(crate) async fn add_secret(
    context: SignedIn,
    id: web::Path<String>,
    SafeForm(form): SafeForm,
) -> Result<HttpResponse, HttpError> {
    let id = app_id(&id)?;
    let label = form.required("label")?;
    match added(&context, id, label, &form).await {
        Ok(credentials) => show_secret_once(&context, credentials).await,
        Err(trouble) => {
            let typed = Typed { label: Some(label.to_owned()), ..Typed::default() };
            again(&context, trouble, Sent::in_row("secret", id).typed(typed)).await
        }
    }
}

async fn added(
    context: &RequestContext,
    app: AppId,
    label: &str,
    form: &Parameters,
) -> Result<NewCredentials, Trouble> {
    let given = given(context, form)?;
    let (label, password, code) = (label.to_owned(), given.password, given.code);
    let command = AddSecret { by: by(context), app, label, password, code };
    let new = context.state.twinlock.add_secret(command, &context.origin).await?;
    let name = context.state.twinlock.app_of(by(context), app).await?.metadata.client_name;
    Ok(NewCredentials { app, name, secret: new.secret.expose().to_owned(), app_is_new: false })
}

/// `POST …/apps/{id}/secrets/{secret}/remove`
pub(crate) async fn remove_secret(
    context: SignedIn,
    ids: web::Path<(String, String)>,
    _: SafeForm,
) -> Result<HttpResponse, HttpError> {
    let (app, secret) = ids.into_inner();
    let app = app_id(&app)?;
    let secret = secret.parse().map_err(|_| HttpError::not_found())?;
    match context.state.twinlock.remove_secret(RemoveSecret { by: by(&context), app, secret }, &context.origin).await {
        Ok(()) => Ok(back_to(app)),
        Err(error) => again(&context, error.into(), Sent::in_row("secret", app)).await,
    }
}

/// A new secret, which is shown only once.
struct NewCredentials {
    app: AppId,
    name: String,
    secret: String,
    app_is_new: bool,
}

async fn show_secret_once(context: &RequestContext, credentials: NewCredentials) -> Result<HttpResponse, HttpError> {
    let Some(who) = context.session_state().await?.signed_in() else { return Err(HttpError::sign_in_first()) };
    let NewCredentials { app, name, secret, app_is_new } = credentials;
    let page = NewSecretPage { app, app_name: name, secret, app_is_new };
    Ok(html(StatusCode::CREATED, page.render(&context.chrome_of(&who.account, Some(Section::Developer)))))
}

/// The values of the form, before they are validated.
fn draft(form: &Parameters) -> Result<AppDraft, HttpError> {
    let ticked = |name: &str| form.all(name).filter_map(Scope::parse).collect::<ScopeSet>();
    let public = form.one("kind")?.is_some_and(|kind| kind == "public");
    let optional = ScopeSet::of(form.all("optional_scope"));
    Ok(AppDraft {
        name: form.required("name")?.to_owned(),
        client_uri: form.one("client_uri")?.unwrap_or_default().to_owned(),
        redirect_uris: form.required("redirect_uris")?.to_owned(),
        public,
        pkce_required: public || form.ticked("pkce_required"),
        machine_access: form.ticked("machine_access"),
        id_token_claims: form.ticked("id_token_claims"),
        id_token_alg: form.one("id_token_alg")?.unwrap_or("RS256").to_owned(),
        scope: ticked("scope"),
        own_scopes: form.one("own_scopes")?.unwrap_or_default().to_owned(),
        optional_scope: optional.map_err(|_| HttpError::invalid("optional_scope is a scope"))?,
    })
}

/// The metadata members that the form changes: all but the one that decides whether the app has a secret.
fn patch(draft: &AppDraft) -> MetadataPatch {
    use MemberValue::{Flag, Map, Text, Texts};
    let own: BTreeMap<String, String> =
        draft.own_scopes.lines().filter(|line| !line.trim().is_empty()).map(own_scope).collect();
    let scope: Vec<&str> = draft.scope.iter().chain(own.keys().map(String::as_str)).collect();
    MetadataPatch::default()
        .with(Member::ClientName, Text(draft.name.clone()))
        .with(Member::ClientUri, Text(draft.client_uri.trim().to_owned()))
        .with(Member::RedirectUris, Texts(draft.redirect_uris.split_whitespace().map(str::to_owned).collect()))
        .with(Member::Scope, Text(scope.join(" ")))
        .with(Member::OptionalScope, Text(draft.optional_scope.to_string()))
        .with(Member::ScopeDescriptions, Map(own))
        .with(Member::PkceRequired, Flag(draft.pkce_required))
        .with(Member::IdTokenSignedResponseAlg, Text(draft.id_token_alg.clone()))
        .with(Member::GrantTypes, MemberValue::grant_types(draft.machine_access))
        .with(Member::IdTokenClaims, Flag(draft.id_token_claims))
}

/// A scope of the app's own and what it allows: a line of the form.
fn own_scope(line: &str) -> (String, String) {
    let (scope, words) = line.trim().split_once(char::is_whitespace).unwrap_or((line.trim(), ""));
    (scope.to_owned(), words.trim().to_owned())
}
