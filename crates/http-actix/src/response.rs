//! Responses: a page, a redirect to a page of ours, a redirect to an app.

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, HeaderValue, LOCATION, VARY};
use actix_web::{HttpResponse, HttpResponseBuilder};
use serde_json::{Map, Value, json};
use twinlock_application::domain::ResponseMode;
use twinlock_application::oauth::AuthorizationResponse;

use crate::text::Texts;
use crate::views::{FormPostPage, Page};

/// The content policy of pages whose forms may end at an app, without `form-action`. Chromium checks every redirect of
/// a form's submission against `form-action`, and an app's callback may redirect anywhere: no list of ours can be
/// complete.
const CONTENT_POLICY_TOWARDS_APPS: &str = "default-src 'none'; style-src 'self'; img-src 'self'; \
     script-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A page.
pub(crate) fn html(status: StatusCode, page: Page) -> HttpResponse {
    builder_html(HttpResponseBuilder::new(status), page)
}

/// A page in a response that was begun, with cookies for instance.
pub(crate) fn builder_html(mut builder: HttpResponseBuilder, page: Page) -> HttpResponse {
    builder.insert_header((CONTENT_LANGUAGE, page.language.tag()));
    builder.append_header((VARY, HeaderValue::from_static("Accept-Language")));
    builder.content_type("text/html; charset=utf-8").body(page.into_string())
}

/// Lets the forms of a page end at an app, and wherever the app's callback redirects to.
pub(crate) fn let_forms_leave(builder: &mut HttpResponseBuilder) {
    builder.insert_header((CONTENT_SECURITY_POLICY, CONTENT_POLICY_TOWARDS_APPS));
}

/// Redirects to another page of ours by 303: the browser loads it with GET whatever the method was (RFC 9110 15.4.4),
/// so that Reload does not send the form again.
pub(crate) fn see_other(path: &str) -> HttpResponse {
    begin_see_other(path).finish()
}

/// The same redirect as a builder, to which cookies can be added.
pub(crate) fn begin_see_other(path: &str) -> HttpResponseBuilder {
    let mut builder = HttpResponse::SeeOther();
    builder.insert_header((LOCATION, path));
    builder
}

/// The URL that takes a response to an app: the registered redirect URI, byte by byte, with the response's parameters.
fn app_location(response: &AuthorizationResponse) -> String {
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

/// Returns the response to the app: by a redirect, or by a page whose form posts it there.
pub(crate) fn to_app(texts: Texts, response: &AuthorizationResponse) -> HttpResponse {
    match response.mode() {
        ResponseMode::Query => see_other(&app_location(response)),
        ResponseMode::FormPost => {
            let page = FormPostPage { redirect_uri: response.redirect_uri(), parameters: response.parameters() };
            let mut builder = HttpResponse::Ok();
            let_forms_leave(&mut builder);
            builder_html(builder, page.render(texts))
        }
    }
}

/// The same for a caller of the JSON API, which redirects the browser by itself. With `form_post` it has to post the
/// members of `form_post` to `redirect_to`: a link cannot carry them.
pub(crate) fn to_app_as_json(response: &AuthorizationResponse) -> Value {
    match response.mode() {
        ResponseMode::Query => json!({ "redirect_to": app_location(response) }),
        ResponseMode::FormPost => {
            let parameters: Map<String, Value> =
                response.parameters().into_iter().map(|(name, value)| (name.into(), value.into())).collect();
            json!({ "redirect_to": response.redirect_uri().as_str(), "form_post": parameters })
        }
    }
}
