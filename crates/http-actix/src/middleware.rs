//! What every request passes through: a request id, the host check, errors made readable for their audience, headers.

mod compress;
mod cors;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderName, HeaderValue, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse, HttpResponseBuilder};
use serde_json::json;
use twinlock_application::SharedFacts;

use self::compress::compressed;
use self::cors::Cors;
use crate::AppState;
use crate::http_error::{HttpError, SIGN_IN_REQUIRED};
use crate::observe;
use crate::paths;
use crate::request::body::{self, Unread};
use crate::request::context::{RequestContext, RequestId, text_header};
use crate::request::page_of_form::PageOfForm;
use crate::request::reader::Reader;
use crate::response::{builder_html, html, see_other};
use crate::text::{Message, Texts, message};
use crate::views::{Chrome, ErrorPage, WrongHostPage};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The `Content-Security-Policy` of every response that does not set its own.
const CONTENT_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; \
     base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/// Who a response is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Audience {
    /// A person at a browser.
    Page,
    /// A client of the protocol or of the JSON API.
    Json,
}

impl Audience {
    fn of(request: &HttpRequest) -> Self {
        let path = request.path();
        let wants_page = text_header(request, actix_web::http::header::ACCEPT).contains("text/html");
        let protocol = path.starts_with(paths::PROTOCOL) && path != paths::AUTHORIZE;
        let api = path.starts_with(paths::API) && !(path == paths::CONSENT_DECISION && wants_page);
        if protocol || api || path.starts_with(paths::WELL_KNOWN) { Self::Json } else { Self::Page }
    }
}

/// The middleware that every request passes through.
pub(crate) async fn handle(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let Some(state) = request.app_data::<Data<AppState>>().cloned() else {
        return Err(HttpError::broken("no application data").into());
    };
    let id = state.twinlock.new_request_id();
    request.extensions_mut().insert(RequestId(id.clone()));
    let facts = SharedFacts::default();
    request.extensions_mut().insert(facts.clone());
    let cors = Cors::of(request.request(), &state).await;
    let audience = Audience::of(request.request());
    let granted = cors.preflight(request.request());
    let stopped = match audience {
        Audience::Page => wrong_host(request.request(), &state, &id),
        Audience::Json => None,
    };
    let unread = body::read(&mut request, &state).await.err();
    let (unread, rest) = unread.map_or((None, None), |Unread { refused, rest }| (Some(refused), Some(rest)));
    let mut response = if let Some(refused) = unread {
        logged_and_readable(request.error_response(refused), audience, &id).await
    } else if let Some(granted) = granted {
        request.into_response(granted)
    } else if let Some(stopped) = stopped {
        facts.note_refusal("wrong_host");
        let response = request.into_response(stopped);
        observe::log(&response, None);
        response
    } else {
        logged_and_readable(next.call(request).await?.map_into_boxed_body(), audience, &id).await
    };
    cors.say(response.headers_mut());
    let response = compressed(with_headers(response, &id, &state));
    Ok(match rest {
        Some(rest) => rest.keep(response),
        None => response,
    })
}

/// Logs a handler's response, and gives an error a body for its audience, or a redirect to the sign-in page.
async fn logged_and_readable(
    response: ServiceResponse<BoxBody>,
    audience: Audience,
    id: &str,
) -> ServiceResponse<BoxBody> {
    if let Some(elsewhere) = way_to_sign_in(&response).await {
        let response = response.into_response(elsewhere);
        observe::log(&response, None);
        return response;
    }
    observe::log(&response, own(&response));
    if audience == Audience::Page
        && response.status().is_client_error()
        && let Ok(context) = RequestContext::of(response.request())
    {
        context.meet_reader().await;
    }
    readable(response, audience, id)
}

/// The [`HttpError`] that this response was made from, if there was one.
fn own(response: &ServiceResponse<BoxBody>) -> Option<&HttpError> {
    response.response().error().and_then(|error| error.as_error::<HttpError>())
}

/// The response to a request under another host than the public URL's: a page that names the mismatch and the fix. The
/// assets of that page are served under any host.
fn wrong_host(request: &HttpRequest, state: &AppState, id: &str) -> Option<HttpResponse> {
    let opened = text_header(request, HOST);
    if state.is_own_host(opened) || request.path().starts_with(paths::ASSETS) {
        return None;
    }
    let page = WrongHostPage {
        opened: opened.to_owned(),
        setting: state.public_url_for(opened),
        public_url: state.twinlock.settings().issuer.clone(),
    };
    Some(html(
        StatusCode::MISDIRECTED_REQUEST,
        page.render(&Chrome { request_id: Some(id.into()), ..Chrome::new(Reader::of(request).texts()) }),
    ))
}

/// Puts a body into an error that has none.
fn readable(response: ServiceResponse<BoxBody>, audience: Audience, id: &str) -> ServiceResponse<BoxBody> {
    let status = response.status();
    let own = own(&response);
    if own.is_none() && (response.response().error().is_none() && !is_bare(&response)) {
        return response;
    }
    let general = own.is_none().then(|| general(status));
    let Some(refused) = own.or(general.as_ref()) else { return response };
    let mut builder = HttpResponseBuilder::new(refused.status);
    for (name, value) in &refused.headers {
        builder.append_header((name.clone(), value.clone()));
    }
    if refused.status.is_redirection() {
        return response.into_response(builder.finish());
    }
    let body = match audience {
        Audience::Json => builder.json(described(refused, id)),
        Audience::Page => {
            let page = ErrorPage {
                status: refused.status.as_u16(),
                heading: heading(refused.status),
                sentence: refused.sentence.clone(),
                code: refused.code.into(),
            };
            let chrome = chrome_of_error(response.request(), id);
            builder_html(builder, page.render(&chrome))
        }
    };
    response.into_response(body)
}

/// The redirect for a browser that sent a form for signed-in users and is not signed in (any more).
async fn way_to_sign_in(response: &ServiceResponse<BoxBody>) -> Option<HttpResponse> {
    let request = response.request();
    let refused = own(response)?;
    let page = request.extensions().get::<PageOfForm>().cloned()?;
    let context = RequestContext::of(request).ok()?;
    if refused.code != SIGN_IN_REQUIRED {
        return None;
    }
    page.way_back(&context).await.ok().map(|path| see_other(&path))
}

/// The JSON body of an error response.
pub(crate) fn described(refused: &HttpError, id: &str) -> serde_json::Value {
    let mut body = json!({ "error": refused.code, "error_description": Texts::ENGLISH.plain(&refused.sentence), "request_id": id });
    if let (Some(next), Some(fields)) = (&refused.next, body.as_object_mut()) {
        fields.insert("next".into(), next.as_str().into());
    }
    body
}

/// The layout of an error page. It does not name the user, since reading the session may be what failed.
fn chrome_of_error(request: &HttpRequest, id: &str) -> Chrome {
    let csrf =
        RequestContext::of(request).ok().and_then(|context| context.session.clone().map(|session| (context, session)));
    let csrf = csrf.map(|(context, session)| context.state.twinlock.csrf_token(&session)).unwrap_or_default();
    Chrome { request_id: Some(id.into()), csrf, ..Chrome::new(Reader::of(request).texts()) }
}

/// Whether actix itself made this error response: no route, no such method, a body that cannot be read.
fn is_bare(response: &ServiceResponse<BoxBody>) -> bool {
    let empty = matches!(
        response.response().body().size(),
        actix_web::body::BodySize::None | actix_web::body::BodySize::Sized(0)
    );
    (response.status().is_client_error() || response.status().is_server_error()) && empty
}

fn general(status: StatusCode) -> HttpError {
    match status {
        StatusCode::NOT_FOUND => HttpError::not_found(),
        status if status.is_client_error() => {
            HttpError::new(status, "invalid_request", message::error_not_understood())
        }
        status => HttpError::new(status, "server_error", message::error_broken()),
    }
}

fn heading(status: StatusCode) -> Message {
    match status {
        StatusCode::NOT_FOUND => message::error_heading_not_found(),
        StatusCode::GONE => message::error_heading_gone(),
        StatusCode::UNAUTHORIZED => message::error_heading_unauthorized(),
        StatusCode::TOO_MANY_REQUESTS => message::error_heading_too_many(),
        status if status.is_client_error() => message::error_heading_client(),
        _ => message::error_heading_server(),
    }
}

fn with_headers(mut response: ServiceResponse<BoxBody>, id: &str, state: &AppState) -> ServiceResponse<BoxBody> {
    let headers = response.headers_mut();
    let mut unless_said = |name: HeaderName, value: &'static str| {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    };
    unless_said(CONTENT_SECURITY_POLICY, CONTENT_POLICY);
    unless_said(CACHE_CONTROL, "no-store");
    unless_said(REFERRER_POLICY, "no-referrer");
    unless_said(X_CONTENT_TYPE_OPTIONS, "nosniff");
    unless_said(X_FRAME_OPTIONS, "DENY");
    if state.is_https() {
        unless_said(STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains");
    }
    if let Ok(value) = HeaderValue::from_str(id) {
        headers.insert(REQUEST_ID, value);
    }
    response
}
