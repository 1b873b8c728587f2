//! The relying party's routes: start page, sign-in, callback, refresh, sign-out.

use actix_web::{
    HttpRequest, HttpResponse,
    cookie::{Cookie, SameSite},
    http::{StatusCode, header},
    web,
};
use anyhow::Context as _;
use openidconnect::CsrfToken;
use serde::Deserialize;

use crate::{
    flow::RelyingParty,
    pages,
    visits::{Pending, Visits},
};

const COOKIE: &str = "demo_rp";

type Party = web::Data<RelyingParty>;
type Store = web::Data<Visits>;

/// Declares the routes.
pub(crate) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/", web::get().to(start))
        .route("/style.css", web::get().to(style))
        .route("/sign-in", web::post().to(sign_in))
        .route("/callback", web::get().to(callback))
        .route("/signed-in", web::get().to(signed_in))
        .route("/refresh", web::post().to(refresh))
        .route("/sign-out", web::post().to(sign_out));
}

#[derive(Debug, Deserialize)]
struct SignIn {
    app: usize,
}

/// The authorization response (RFC 6749 4.1.2, RFC 9207).
#[derive(Debug, Deserialize)]
struct Answer {
    code: Option<String>,
    state: Option<String>,
    iss: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

async fn start(party: Party) -> HttpResponse {
    page(StatusCode::OK, pages::start(&party.config))
}

async fn style() -> HttpResponse {
    HttpResponse::Ok().content_type("text/css; charset=utf-8").body(include_str!("style.css"))
}

async fn sign_in(party: Party, visits: Store, form: web::Form<SignIn>) -> HttpResponse {
    match party.begin(form.app).await {
        Ok((url, pending)) => {
            // A new cookie for every sign-in, so that nobody can plant a cookie that they know in somebody's browser.
            let id = CsrfToken::new_random().into_secret();
            visits.begin(&id, pending).await;
            let cookie = Cookie::build(COOKIE, id).path("/").http_only(true).same_site(SameSite::Lax).finish();
            HttpResponse::SeeOther().cookie(cookie).insert_header((header::LOCATION, url.as_str())).finish()
        }
        Err(error) => failure(&error),
    }
}

async fn callback(request: HttpRequest, party: Party, visits: Store, answer: web::Query<Answer>) -> HttpResponse {
    let id = visit_of(&request);
    let answer = answer.into_inner();
    let pending = match expected(&party, &visits, &id, &answer).await {
        Ok(pending) => pending,
        Err(error) => return failure(&error),
    };
    if let Some(error) = answer.error {
        let name = party.app(pending.app).map_or("the app", |app| app.name.as_str());
        return page(StatusCode::OK, pages::refused(name, &error, answer.error_description.as_deref()));
    }
    let outcome = match answer.code.context("the answer has neither a code nor an error") {
        Ok(code) => party.complete(pending, code).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(signed_in) => {
            visits.finish(&id, signed_in).await;
            see("/signed-in")
        }
        Err(error) => failure(&error),
    }
}

/// The pending sign-in that this response belongs to: same browser (cookie and state), same provider (`iss`).
async fn expected(party: &RelyingParty, visits: &Visits, id: &str, answer: &Answer) -> anyhow::Result<Pending> {
    let pending = visits.take_pending(id).await.context("no sign-in of this browser is under way")?;
    let matches = answer.state.as_deref() == Some(pending.state.secret().as_str());
    anyhow::ensure!(matches, "this answer does not belong to a sign-in that this browser started (`state` differs)");
    party.check_issuer(answer.iss.as_deref())?;
    Ok(pending)
}

async fn signed_in(request: HttpRequest, party: Party, visits: Store) -> HttpResponse {
    match visits.signed_in(&visit_of(&request)).await {
        Some(person) => match party.app(person.app) {
            Ok(app) => page(StatusCode::OK, pages::signed_in(app, &person)),
            Err(error) => failure(&error),
        },
        None => see("/"),
    }
}

async fn refresh(request: HttpRequest, party: Party, visits: Store) -> HttpResponse {
    let id = visit_of(&request);
    let Some(before) = visits.signed_in(&id).await else { return see("/") };
    match party.refresh(before).await {
        Ok(after) => {
            visits.finish(&id, after).await;
            see("/signed-in")
        }
        Err(error) => failure(&error),
    }
}

async fn sign_out(request: HttpRequest, visits: Store) -> HttpResponse {
    visits.forget(&visit_of(&request)).await;
    see("/")
}

fn visit_of(request: &HttpRequest) -> String {
    request.cookie(COOKIE).map(|cookie| cookie.value().to_owned()).unwrap_or_default()
}

fn see(path: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, path)).finish()
}

fn failure(error: &anyhow::Error) -> HttpResponse {
    page(StatusCode::BAD_GATEWAY, pages::failed(error))
}

fn page(status: StatusCode, markup: maud::Markup) -> HttpResponse {
    HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(markup.into_string())
}
