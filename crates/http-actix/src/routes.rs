//! Every route there is: path, method, who may call it, handler. One table; nothing is routed elsewhere.

use actix_web::http::header::{ACCEPT, ALLOW, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse, guard, web};

use crate::http_error::HttpError;
use crate::page_of_form::{Audience, PageOfForm};
use crate::pages::{
    account, apps, consent, dashboard, developer, enrolment, links, security, sign_in, sign_out, sign_up, two_factor,
};
use crate::parameters::Parameters;
use crate::protocol::{authorize, discovery, introspect, revoke, token, userinfo};
use crate::request_context::text_header;
use crate::respond::see_other;
use crate::text::message;
use crate::{api, assets};

/// Who may call a route. The use case behind it enforces this; a test calls every route as nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Access {
    /// Anybody.
    Anyone,
    /// Who holds a mailed or printed link.
    LinkHolder,
    /// Whose password was right, with or without a code.
    Pending,
    /// Who is signed in, and for what is their own.
    SignedIn,
    /// A client that authenticates, or a public one.
    Client,
    /// Who holds an access token.
    Bearer,
}

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    /// The path, with `{parameters}`.
    pub path: &'static str,
    /// The method.
    pub method: &'static str,
    /// Who may call it.
    pub access: Access,
}

macro_rules! routes {
    ($($path:literal => { $($method:ident $access:ident $handler:expr),+ $(,)? })+) => {
        /// The table.
        pub const ROUTES: &[Route] = &[$($(
            Route { path: $path, method: stringify!($method), access: Access::$access },
        )+)+];

        /// Routes every row to its handler, `HEAD` as `GET`; another method on a known path is 405.
        pub(crate) fn configure(config: &mut web::ServiceConfig) {
            $(config.service(
                web::resource($path)
                    $(.route(answering(Method::$method).to($handler)))+
                    .default_service(web::to(async |request| other_method(&request, &[$(stringify!($method)),+]))),
            );)+
        }
    };
}

/// Takes a method, and with `GET` also `HEAD`: the same answer, of which the server leaves out the body (RFC 9110 9.3.2).
fn answering(method: Method) -> actix_web::Route {
    if method == Method::GET {
        web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
    } else {
        web::method(method)
    }
}

/// A method that has no row. A browser that loads the address of a form (from its address bar, say) is led to the page
/// that the form stands on; anything else is 405.
fn other_method(request: &HttpRequest, allowed: &[&str]) -> Result<HttpResponse, HttpError> {
    let wants_page = text_header(request, ACCEPT).contains("text/html") && request.method() == Method::GET;
    let page = PageOfForm::of(request.path(), &Parameters::of_page(request.query_string().as_bytes())?);
    let is_own = matches!(page, Some(PageOfForm { audience: Audience::SignedIn(_), .. }));
    match page.filter(|_| wants_page && is_own && !request.path().starts_with("/api/")) {
        Some(page) => Ok(see_other(&page.page)),
        None => Err(no_such_method(allowed)),
    }
}

/// 405, with the methods that there are (RFC 9110 15.5.6).
fn no_such_method(allowed: &[&str]) -> HttpError {
    let sentence = message::error_method();
    let mut refused = HttpError::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", sentence);
    let head = allowed.contains(&"GET").then_some("HEAD");
    let allowed: Vec<_> = allowed.iter().copied().chain(head).collect();
    refused.headers.extend(HeaderValue::from_str(&allowed.join(", ")).map(|allowed| (ALLOW, allowed)));
    refused
}

async fn asset(name: web::Path<String>) -> HttpResponse {
    assets::serve(&name).unwrap_or_else(|| HttpResponse::new(StatusCode::NOT_FOUND))
}

routes! {
    "/" => { GET Anyone dashboard::front }
    "/assets/{name}" => { GET Anyone asset }

    "/.well-known/openid-configuration" => { GET Anyone discovery::metadata }
    "/.well-known/oauth-authorization-server" => { GET Anyone discovery::metadata }
    "/oauth2/jwks" => { GET Anyone discovery::jwks }
    "/oauth2/authorize" => { GET Anyone authorize::show, POST Anyone authorize::submit }
    "/oauth2/token" => { POST Client token::exchange }
    "/oauth2/userinfo" => { GET Bearer userinfo::show, POST Bearer userinfo::submit }
    "/oauth2/introspect" => { POST Client introspect::look }
    "/oauth2/revoke" => { POST Client revoke::revoke }

    "/sign-up" => { GET Anyone sign_up::show, POST Anyone sign_up::submit }
    "/sign-in" => { GET Anyone sign_in::show, POST Anyone sign_in::submit }
    "/two-factor" => { GET Pending two_factor::show, POST Pending two_factor::submit }
    "/sign-out" => { POST Anyone sign_out::submit }
    "/signed-out" => { GET Anyone sign_out::done }
    "/consent" => { GET SignedIn consent::show }

    "/password/forgot" => { GET Anyone links::forgot_show, POST Anyone links::forgot_submit }
    "/password/reset" => { GET LinkHolder links::reset_show, POST LinkHolder links::reset_submit }
    "/email/verify" => { GET LinkHolder links::verify_show, POST LinkHolder links::verify_submit }
    "/email/resend" => { POST SignedIn links::resend_submit }
    "/undo-enrolment" => { GET LinkHolder links::undo_show, POST LinkHolder links::undo_submit }
    "/set-up" => { GET LinkHolder links::set_up_show, POST LinkHolder links::set_up_submit }

    "/dashboard" => { GET SignedIn dashboard::show }
    "/dashboard/account" => { POST SignedIn account::change }
    "/dashboard/security" => { GET SignedIn security::show }
    "/dashboard/security/enrol" => { POST SignedIn enrolment::begin }
    "/dashboard/security/confirm" => { POST SignedIn enrolment::confirm }
    "/dashboard/security/recovery-codes" => { POST SignedIn enrolment::replace_recovery_codes }
    "/dashboard/security/disable" => { POST SignedIn security::disable }
    "/dashboard/security/sessions/end-others" => { POST SignedIn security::end_others }
    "/dashboard/security/sessions/{id}/end" => { POST SignedIn security::end_session }
    "/dashboard/security/devices/{id}/forget" => { POST SignedIn security::forget_device }
    "/dashboard/apps" => { GET SignedIn apps::show }
    "/dashboard/apps/{id}/revoke" => { POST SignedIn apps::revoke }
    "/dashboard/developer" => { GET SignedIn developer::show }
    "/dashboard/developer/apps" => { POST SignedIn developer::register }
    "/dashboard/developer/apps/{id}" => { POST SignedIn developer::change }
    "/dashboard/developer/apps/{id}/delete" => { POST SignedIn developer::delete }
    "/dashboard/developer/apps/{id}/panel" => { GET SignedIn developer::panel }
    "/dashboard/developer/apps/{id}/secrets" => { POST SignedIn developer::add_secret }
    "/dashboard/developer/apps/{id}/secrets/{secret}/remove" => { POST SignedIn developer::remove_secret }
    "/dashboard/developer/apps/{id}/require-2fa" => { POST SignedIn developer::require_2fa }
    "/dashboard/developer/apps/{id}/enrolment-age" => { POST SignedIn developer::set_enrolment_age }
    "/dashboard/developer/apps/{id}/revoke-consents" => { POST SignedIn developer::revoke_consents }
    "/dashboard/developer/apps/{id}/revoke-user" => { POST SignedIn developer::revoke_user }

    "/api/session" => { GET SignedIn api::session::show }
    "/api/oauth/consent" => { POST SignedIn api::consent::decide }
    "/api/developer/apps" => { GET SignedIn api::developer::list, POST SignedIn api::developer::register }
    "/api/developer/apps/{client_id}" => {
        GET SignedIn api::developer::show,
        PATCH SignedIn api::developer::change,
        DELETE SignedIn api::developer::delete,
    }
    "/api/developer/apps/{client_id}/require-2fa" => { PUT SignedIn api::developer::require_2fa }
    "/api/developer/apps/{client_id}/require-2fa/preview" => { GET SignedIn api::developer::preview }
    "/api/developer/apps/{client_id}/revoke-consents" => { POST SignedIn api::developer::revoke_consents }
}
