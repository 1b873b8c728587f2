//! The operations: each reads its parameters, runs its statements and answers as the product does.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{AUTHORIZATION, CACHE_CONTROL, COOKIE, ContentType, HeaderName, LOCATION, SET_COOKIE},
    web::{self, Bytes, Data},
};
use anyhow::Context as _;
use aws_lc_rs::constant_time::verify_slices_are_equal;
use serde::Serialize;
use url::form_urlencoded::Serializer;
use uuid::Uuid;

use crate::{
    clock::now,
    database::Store,
    parameters::Parameters,
    password,
    provider::Provider,
    records::{ACCESS, Holder, NewCode, NewSession, NewTokens, Redemption, Rotation},
    refusal::Refusal,
    secret::{self, Hash},
};

type Answer = Result<HttpResponse, Refusal>;

pub(crate) async fn discovery(provider: Data<Provider>) -> HttpResponse {
    public(&provider.metadata)
}

pub(crate) async fn keys(provider: Data<Provider>) -> HttpResponse {
    public(&provider.keys)
}

fn public(body: &Bytes) -> HttpResponse {
    let cached = (CACHE_CONTROL, "public, max-age=300");
    HttpResponse::Ok().insert_header(ContentType::json()).insert_header(cached).body(body.clone())
}

/// Not measured. The driver sends back the fields of this form and the cookie, as it does with the product's.
pub(crate) async fn sign_in_page() -> Answer {
    let (csrf, visitor) = (secret::fresh()?, secret::fresh()?);
    let fields = format!("<input name=\"csrf\" value=\"{csrf}\"><input name=\"continue\" value=\"\">");
    let cookie = format!("twinlock-visitor={visitor}; Path=/; HttpOnly; SameSite=Lax");
    Ok(HttpResponse::Ok().insert_header(ContentType::html()).insert_header((SET_COOKIE, cookie)).body(fields))
}

pub(crate) async fn sign_in(store: Data<Store>, body: Bytes) -> Answer {
    let form = Parameters::of(&body);
    let password = form.get("password")?.to_owned();
    let login = store.login(form.get("email")?).await?.ok_or_else(|| Refusal::bad_request("email"))?;
    let salt = login.salt;
    let hash = web::block(move || password::hash(password.as_bytes(), &salt)).await.context("the hash")??;
    verify_slices_are_equal(&hash, &login.password).map_err(|_| Refusal::bad_request("password"))?;
    let session = secret::fresh()?;
    let new = NewSession { hash: Hash::of(&session), account: login.account, now: now()? };
    store.open_session(&new).await?;
    let cookie = format!("twinlock={session}; Path=/; HttpOnly; SameSite=Lax");
    Ok(HttpResponse::SeeOther().insert_header((LOCATION, "/")).insert_header((SET_COOKIE, cookie)).finish())
}

pub(crate) async fn authorize(provider: Data<Provider>, store: Data<Store>, request: HttpRequest) -> Answer {
    let query = Parameters::of(request.query_string().as_bytes());
    if query.get("client_id")? != provider.client_id || query.get("redirect_uri")? != provider.redirect_uri {
        return Err(Refusal::bad_request("client"));
    }
    let session = header(&request, &COOKIE).split("; ").find_map(|cookie| cookie.strip_prefix("twinlock="));
    let code = secret::fresh()?;
    let new = NewCode {
        hash: Hash::of(&code),
        session: Hash::of(session.unwrap_or_default()),
        client_id: &provider.client_id,
        redirect_uri: &provider.redirect_uri,
        challenge: query.get("code_challenge")?,
        nonce: query.find("nonce"),
        scope: query.get("scope")?,
        now: now()?,
    };
    if !store.add_code(&new).await? {
        return Err(Refusal::unauthorized("session"));
    }
    let start = format!("{}?", provider.redirect_uri);
    let length = start.len();
    let mut location = Serializer::for_suffix(start, length);
    location.append_pair("code", &code).append_pair("state", query.get("state")?).append_pair("iss", &provider.issuer);
    Ok(HttpResponse::SeeOther()
        .insert_header((LOCATION, location.finish()))
        .insert_header((CACHE_CONTROL, "no-store"))
        .finish())
}

/// The answer of the token endpoint (RFC 6749 5.1).
#[derive(Serialize)]
struct Tokens<'a> {
    access_token: &'a str,
    token_type: &'static str,
    expires_in: i64,
    refresh_token: &'a str,
    id_token: &'a str,
    scope: &'a str,
}

pub(crate) async fn token(provider: Data<Provider>, store: Data<Store>, request: HttpRequest, body: Bytes) -> Answer {
    authenticated(&provider, &request)?;
    let form = Parameters::of(&body);
    let now = now()?;
    let (access, refresh) = (secret::fresh()?, secret::fresh()?);
    let tokens = NewTokens { access: Hash::of(&access), refresh: Hash::of(&refresh), now };
    let grant = if form.get("grant_type")? == "authorization_code" {
        let redemption = Redemption {
            code: Hash::of(form.get("code")?),
            redirect_uri: form.get("redirect_uri")?,
            challenge: secret::challenge(form.get("code_verifier")?),
            grant: secret::id(now)?,
            tokens,
        };
        store.redeem(&redemption).await?
    } else {
        store.rotate(&Rotation { old: Hash::of(form.get("refresh_token")?), tokens }).await?
    };
    let grant = grant.ok_or_else(|| Refusal::bad_request("grant"))?;
    let id_token = provider.id_token(&grant, &access, now)?;
    Ok(private(&Tokens {
        access_token: &access,
        token_type: "Bearer",
        expires_in: ACCESS / 1000,
        refresh_token: &refresh,
        id_token: &id_token,
        scope: &grant.scope,
    }))
}

/// The answer of the userinfo endpoint.
#[derive(Serialize)]
struct Claims<'a> {
    sub: Uuid,
    email: &'a str,
    email_verified: bool,
    name: &'a str,
}

pub(crate) async fn userinfo(store: Data<Store>, request: HttpRequest) -> Answer {
    let token = header(&request, &AUTHORIZATION).strip_prefix("Bearer ").unwrap_or_default();
    let Holder { account, email, name, .. } = holder(&store, token).await?;
    Ok(private(&Claims { sub: account, email: &email, email_verified: true, name: &name }))
}

/// The answer of the introspection endpoint (RFC 7662 2.2).
#[derive(Serialize)]
struct Introspection<'a> {
    active: bool,
    sub: Uuid,
    client_id: &'a str,
    iss: &'a str,
    token_type: &'static str,
    scope: &'a str,
    exp: i64,
}

pub(crate) async fn introspect(
    provider: Data<Provider>,
    store: Data<Store>,
    request: HttpRequest,
    body: Bytes,
) -> Answer {
    authenticated(&provider, &request)?;
    let Holder { account, scope, expires_at, .. } = holder(&store, Parameters::of(&body).get("token")?).await?;
    Ok(private(&Introspection {
        active: true,
        sub: account,
        client_id: &provider.client_id,
        iss: &provider.issuer,
        token_type: "Bearer",
        scope: &scope,
        exp: expires_at / 1000,
    }))
}

async fn holder(store: &Store, token: &str) -> Result<Holder, Refusal> {
    store.holder(&Hash::of(token), now()?).await?.ok_or_else(|| Refusal::unauthorized("token"))
}

fn authenticated(provider: &Provider, request: &HttpRequest) -> Result<(), Refusal> {
    let known = provider.is_client(header(request, &AUTHORIZATION));
    known.then_some(()).ok_or_else(|| Refusal::unauthorized("client"))
}

fn private(body: &impl Serialize) -> HttpResponse {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(body)
}

fn header<'a>(request: &'a HttpRequest, name: &HeaderName) -> &'a str {
    request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
