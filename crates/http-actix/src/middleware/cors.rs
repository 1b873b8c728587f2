//! Which responses a page of another origin may read: CORS, as the Fetch standard has it. Never with credentials.

use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, HeaderMap, HeaderValue,
    ORIGIN, VARY,
};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse};

use crate::AppState;
use crate::paths;
use crate::request::context::text_header;
use crate::routes::ROUTES;

/// Which pages of other origins may read the responses of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Readers {
    /// All pages: the responses contain only public data.
    Anybody,
    /// The pages of public apps: their origin is that of a redirect URI of a public app.
    PublicApps,
    /// No page of another origin.
    Nobody,
}

impl Readers {
    fn of(path: &str) -> Self {
        match path {
            paths::OPENID_METADATA | paths::OAUTH_METADATA | paths::JWKS => Self::Anybody,
            paths::TOKEN | paths::USERINFO | paths::REVOKE => Self::PublicApps,
            _ => Self::Nobody,
        }
    }
}

/// The CORS headers of the response to a request.
#[derive(Debug)]
pub(crate) struct Cors {
    readers: Readers,
    allowed: Option<HeaderValue>,
}

impl Cors {
    /// Checks the origin of a request. If the store cannot be read, no page of another origin may read the response.
    pub(crate) async fn of(request: &HttpRequest, state: &AppState) -> Self {
        let readers = Readers::of(request.path());
        let allowed = match readers {
            Readers::Anybody => Some(HeaderValue::from_static("*")),
            Readers::PublicApps => allowed_origin(request, state).await,
            Readers::Nobody => None,
        };
        Self { readers, allowed }
    }

    /// The response to a preflight; `None` if the request is not a preflight, or is not allowed.
    pub(crate) fn preflight(&self, request: &HttpRequest) -> Option<HttpResponse> {
        let asks = |name| request.headers().contains_key(name);
        let is_preflight = request.method() == Method::OPTIONS && asks(ORIGIN) && asks(ACCESS_CONTROL_REQUEST_METHOD);
        if !is_preflight || self.allowed.is_none() {
            return None;
        }
        let methods = ROUTES.iter().filter(|route| route.path == request.path()).map(|route| route.method);
        let methods = methods.collect::<Vec<_>>().join(", ");
        let mut answer = HttpResponse::build(StatusCode::NO_CONTENT);
        answer.insert_header((ACCESS_CONTROL_ALLOW_METHODS, methods));
        answer.insert_header((ACCESS_CONTROL_ALLOW_HEADERS, "Authorization, Content-Type"));
        answer.insert_header((ACCESS_CONTROL_MAX_AGE, "600"));
        Some(answer.finish())
    }

    /// Sets the CORS headers of a response; error responses have them too.
    pub(crate) fn say(self, headers: &mut HeaderMap) {
        if self.readers == Readers::PublicApps {
            headers.append(VARY, HeaderValue::from_static("Origin"));
        }
        if let Some(allowed) = self.allowed {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
            let readable = HeaderValue::from_static("WWW-Authenticate, Retry-After, X-Request-Id");
            headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, readable);
        }
    }
}

/// The value of the `Origin` header, unchanged, if a public app has a redirect URI of that origin.
async fn allowed_origin(request: &HttpRequest, state: &AppState) -> Option<HeaderValue> {
    let origin = text_header(request, ORIGIN);
    if origin.is_empty() {
        return None;
    }
    match state.twinlock.is_origin_of_public_app(origin).await {
        Ok(true) => HeaderValue::from_str(origin).ok(),
        Ok(false) => None,
        Err(error) => {
            tracing::warn!(%error, "whether a page of another origin may read an answer is not known, so it may not");
            None
        }
    }
}
