//! Answers: a page, a redirect within, a redirect to an app.

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_SECURITY_POLICY, LOCATION};
use actix_web::{HttpResponse, HttpResponseBuilder};
use maud::Markup;
use twinlock_application::oauth::AuthorizationResponse;

use crate::frame::CONTENT_POLICY_TOWARDS_APPS;

/// A page.
pub(crate) fn html(status: StatusCode, markup: Markup) -> HttpResponse {
    builder_html(HttpResponseBuilder::new(status), markup)
}

/// A page on an answer that was begun, with cookies for instance.
pub(crate) fn builder_html(mut builder: HttpResponseBuilder, markup: Markup) -> HttpResponse {
    builder.content_type("text/html; charset=utf-8").body(markup.into_string())
}

/// Lets the forms of a page end at an app, and wherever the app's callback redirects to.
pub(crate) fn let_forms_leave(builder: &mut HttpResponseBuilder) {
    builder.insert_header((CONTENT_SECURITY_POLICY, CONTENT_POLICY_TOWARDS_APPS));
}

/// To another page of ours.
pub(crate) fn see_other(path: &str) -> HttpResponse {
    begin_see_other(path).finish()
}

/// The same, to be given cookies.
pub(crate) fn begin_see_other(path: &str) -> HttpResponseBuilder {
    let mut builder = HttpResponse::SeeOther();
    builder.insert_header((LOCATION, path));
    builder
}

/// Where an app gets its answer: the registered redirect URI, byte by byte, with the answer's parameters added.
pub(crate) fn app_location(response: &AuthorizationResponse) -> String {
    let uri = response.redirect_uri().as_str();
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(response.parameters());
    let separator = match uri.find('?') {
        None => "?",
        Some(_) if uri.ends_with(['?', '&']) => "",
        Some(_) => "&",
    };
    format!("{uri}{separator}{}", query.finish())
}

/// To the app.
pub(crate) fn to_app(response: &AuthorizationResponse) -> HttpResponse {
    see_other(&app_location(response))
}
