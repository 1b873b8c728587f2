//! Form bodies: those of the protocol's endpoints, and those of our own pages, which must carry the CSRF token.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use crate::http_error::HttpError;
use crate::request::body::Body;
use crate::request::context::{RequestContext, text_header};
use crate::request::endpoint::Endpoint;
use crate::request::page_of_form::PageOfForm;
use crate::request::parameters::Parameters;

/// A form that any client may send to a protocol endpoint: the parameters that the endpoint accepts.
#[derive(Debug)]
pub(crate) struct PlainForm(pub(crate) Parameters);

impl FromRequest for PlainForm {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, HttpError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let endpoint = Endpoint::of(request);
        let body = form_body(request, payload);
        Box::pin(async move {
            let parameters = Parameters::of_protocol(&body.await?, endpoint.parameters)?;
            Ok(Self(if endpoint.explains_repeats { parameters } else { parameters.without_repeats()? }))
        })
    }
}

/// Like [`PlainForm`], but a body of another media type, or no body, is accepted too, as a form without parameters.
#[derive(Debug)]
pub(crate) struct PerhapsForm(pub(crate) Parameters);

impl FromRequest for PerhapsForm {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, HttpError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let form = is_form(request).then(|| PlainForm::from_request(request, payload));
        Box::pin(async move {
            match form {
                Some(form) => Ok(Self(form.await?.0)),
                None => Ok(Self(Parameters::default())),
            }
        })
    }
}

/// A form of our own pages: it carries the CSRF token and was not sent by another site.
#[derive(Debug)]
pub(crate) struct SafeForm(pub(crate) Parameters);

impl FromRequest for SafeForm {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, HttpError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = form_body(request, payload);
        let request = request.clone();
        Box::pin(async move {
            let context = RequestContext::of(&request)?;
            same_origin(&request)?;
            let parameters = Parameters::of_page(&body.await?)?;
            answers_for(&context, &request, &parameters).await?;
            Ok(Self(parameters))
        })
    }
}

/// Checks the CSRF token of a form. If the form is from a page of ours that is out of date (another tab has signed in,
/// the cookie is gone), the browser is redirected to the current page. A form from another site or a program is
/// refused.
pub(crate) async fn answers_for(
    context: &RequestContext,
    request: &HttpRequest,
    form: &Parameters,
) -> Result<(), HttpError> {
    let page = PageOfForm::of(request.path(), form);
    let from_here = context.wants_page && is_from_here(context, request);
    if let Some(page) = page.as_ref().filter(|_| from_here) {
        // The middleware redirects to this page's sign-in if it turns out that nobody is signed in.
        request.extensions_mut().insert(page.clone());
    }
    let token = form.one("csrf")?.unwrap_or_default();
    if context.is_csrf_token(token).await? {
        return Ok(());
    }
    if context.repeats(request.path(), form).await? {
        return Ok(());
    }
    match page {
        Some(page) if !token.is_empty() && from_here => Err(HttpError::led_to(&page.way_back(context).await?)),
        _ => Err(HttpError::forged()),
    }
}

/// Whether the headers show that a request comes from a page of ours. Missing headers are not enough.
fn is_from_here(context: &RequestContext, request: &HttpRequest) -> bool {
    let site = request.headers().get("sec-fetch-site").and_then(|value| value.to_str().ok());
    context.state.is_own_origin(text_header(request, header::ORIGIN)) || site == Some("same-origin")
}

/// Refuses a request whose `Origin` or `Sec-Fetch-Site` names another site; a browser that sends neither passes.
pub(crate) fn same_origin(request: &HttpRequest) -> Result<(), HttpError> {
    let context = RequestContext::of(request)?;
    let origin = text_header(request, header::ORIGIN);
    let site = request.headers().get("sec-fetch-site").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let foreign_origin = !origin.is_empty() && origin != "null" && !context.state.is_own_origin(origin);
    if foreign_origin || matches!(site, "cross-site" | "same-site") { Err(HttpError::forged()) } else { Ok(()) }
}

fn is_form(request: &HttpRequest) -> bool {
    media_type(request) == "application/x-www-form-urlencoded"
}

/// The media type of the body, in lower case and without its parameters.
pub(crate) fn media_type(request: &HttpRequest) -> String {
    let content_type = text_header(request, header::CONTENT_TYPE);
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn form_body(
    request: &HttpRequest,
    payload: &mut Payload,
) -> impl Future<Output = Result<actix_web::web::Bytes, HttpError>> + use<> {
    let is_form = is_form(request);
    let body = Body::from_request(request, payload);
    async move {
        if !is_form {
            return Err(HttpError::invalid("the body must be application/x-www-form-urlencoded"));
        }
        Ok(body.await?.0)
    }
}
