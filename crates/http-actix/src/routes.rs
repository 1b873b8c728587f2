//! All routes in one table: path, method, who may call it, handler. Nothing is routed elsewhere.

use actix_web::http::header::{ACCEPT, ALLOW, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::{Handler, HttpRequest, HttpResponse, guard, web};

use crate::http_error::HttpError;
use crate::pages::{
    account, apps, consent, dashboard, developer, enrolment, links, security, sign_in, sign_out, sign_up, two_factor,
};
use crate::protocol::{authorize, discovery, introspect, revoke, token, userinfo};
use crate::request::caller::{self, Access, Anyone, First};
use crate::request::context::text_header;
use crate::request::page_of_form::{Audience, PageOfForm};
use crate::request::parameters::Parameters;
use crate::response::see_other;
use crate::text::message;
use crate::{api, assets, paths};

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
    ($($path:expr => { $($method:ident $access:ident $handler:expr),+ $(,)? })+) => {
        /// The table.
        pub const ROUTES: &[Route] = &[$($(
            Route { path: $path, method: stringify!($method), access: Access::$access },
        )+)+];

        /// Routes every row to its handler, `HEAD` as `GET`; another method on a known path is 405.
        pub(crate) fn configure(config: &mut web::ServiceConfig) {
            $(config.service(
                web::resource($path)
                    $(.route(answering(Method::$method).to(answers::<caller::$access, _, _>($handler))))+
                    .default_service(web::to(async |request| other_method(&request, &[$(stringify!($method)),+]))),
            );)+
        }
    };
}

/// Accepts a handler whose first argument is the caller that its row names; any other does not compile.
fn answers<Caller, Arguments: First<Caller>, H: Handler<Arguments>>(handler: H) -> H {
    handler
}

/// Matches a method, and with `GET` also `HEAD`: the same response, whose body the server leaves out (RFC 9110 9.3.2).
fn answering(method: Method) -> actix_web::Route {
    if method == Method::GET {
        web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
    } else {
        web::method(method)
    }
}

/// The response to a method that has no row. A browser that loads the URL of a form for signed-in users (from its
/// address bar, say) is redirected to the page of that form; any other request gets 405.
fn other_method(request: &HttpRequest, allowed: &[&str]) -> Result<HttpResponse, HttpError> {
    let wants_page = text_header(request, ACCEPT).contains("text/html") && request.method() == Method::GET;
    let page = PageOfForm::of(request.path(), &Parameters::of_page(request.query_string().as_bytes())?);
    let is_own = matches!(page, Some(PageOfForm { audience: Audience::SignedIn(_), .. }));
    match page.filter(|_| wants_page && is_own && !request.path().starts_with(paths::API)) {
        Some(page) => Ok(see_other(&page.page)),
        None => Err(no_such_method(allowed)),
    }
}

/// 405, with the methods that the path has (RFC 9110 15.5.6).
fn no_such_method(allowed: &[&str]) -> HttpError {
    let sentence = message::error_method();
    let mut refused = HttpError::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", sentence);
    let head = allowed.contains(&"GET").then_some("HEAD");
    let allowed: Vec<_> = allowed.iter().copied().chain(head).collect();
    refused.headers.extend(HeaderValue::from_str(&allowed.join(", ")).map(|allowed| (ALLOW, allowed)));
    refused
}

async fn asset(_: Anyone, name: web::Path<String>) -> HttpResponse {
    assets::serve(&name).unwrap_or_else(|| HttpResponse::new(StatusCode::NOT_FOUND))
}

routes! {
    paths::FRONT => { GET Anyone dashboard::front }
    paths::ASSET => { GET Anyone asset }

    paths::OPENID_METADATA => { GET Anyone discovery::metadata }
    paths::OAUTH_METADATA => { GET Anyone discovery::metadata }
    paths::JWKS => { GET Anyone discovery::jwks }
    paths::AUTHORIZE => { GET Anyone authorize::show, POST Anyone authorize::submit }
    paths::TOKEN => { POST Client token::exchange }
    paths::USERINFO => { GET Bearer userinfo::show, POST Bearer userinfo::submit }
    paths::INTROSPECT => { POST Client introspect::look }
    paths::REVOKE => { POST Client revoke::revoke }

    paths::SIGN_UP => { GET Anyone sign_up::show, POST Anyone sign_up::submit }
    paths::SIGN_IN => { GET Anyone sign_in::show, POST Anyone sign_in::submit }
    paths::TWO_FACTOR => { GET Pending two_factor::show, POST Pending two_factor::submit }
    paths::SIGN_OUT => { POST Anyone sign_out::submit }
    paths::SIGNED_OUT => { GET Anyone sign_out::done }
    paths::CONSENT => { GET SignedIn consent::show }

    paths::PASSWORD_FORGOT => { GET Anyone links::forgot_show, POST Anyone links::forgot_submit }
    paths::PASSWORD_RESET => { GET LinkHolder links::reset_show, POST LinkHolder links::reset_submit }
    paths::EMAIL_VERIFY => { GET LinkHolder links::verify_show, POST LinkHolder links::verify_submit }
    paths::EMAIL_RESEND => { POST SignedIn links::resend_submit }
    paths::UNDO_ENROLMENT => { GET LinkHolder links::undo_show, POST LinkHolder links::undo_submit }
    paths::SET_UP => { GET LinkHolder links::set_up_show, POST LinkHolder links::set_up_submit }

    paths::DASHBOARD => { GET SignedIn dashboard::show }
    paths::ACCOUNT => { POST SignedIn account::change }
    paths::SECURITY => { GET SignedIn security::show }
    paths::ENROL => { POST SignedIn enrolment::begin }
    paths::ENROL_CONFIRM => { POST SignedIn enrolment::confirm }
    paths::RECOVERY_CODES => { POST SignedIn enrolment::replace_recovery_codes }
    paths::DISABLE => { POST SignedIn security::disable }
    paths::END_OTHER_SESSIONS => { POST SignedIn security::end_others }
    paths::END_SESSION => { POST SignedIn security::end_session }
    paths::FORGET_DEVICE => { POST SignedIn security::forget_device }
    paths::APPS => { GET SignedIn apps::show }
    paths::DISCONNECT => { POST SignedIn apps::revoke }
    paths::DEVELOPER => { GET SignedIn developer::show }
    paths::NEW_APP => { POST SignedIn developer::register }
    paths::APP => { POST SignedIn developer::change }
    paths::DELETE_APP => { POST SignedIn developer::delete }
    paths::APP_PANEL => { GET SignedIn developer::panel }
    paths::ADD_SECRET => { POST SignedIn developer::add_secret }
    paths::REMOVE_SECRET => { POST SignedIn developer::remove_secret }
    paths::REQUIRE_2FA => { POST SignedIn developer::require_2fa }
    paths::ENROLMENT_AGE => { POST SignedIn developer::set_enrolment_age }
    paths::REVOKE_CONSENTS => { POST SignedIn developer::revoke_consents }
    paths::REVOKE_USER => { POST SignedIn developer::revoke_user }

    paths::API_SESSION => { GET SignedIn api::session::show }
    paths::CONSENT_DECISION => { POST SignedIn api::consent::decide }
    paths::API_APPS => { GET SignedIn api::developer::list, POST SignedIn api::developer::register }
    paths::API_APP => {
        GET SignedIn api::developer::show,
        PATCH SignedIn api::developer::change,
        DELETE SignedIn api::developer::delete,
    }
    paths::API_REQUIRE_2FA => { PUT SignedIn api::developer::require_2fa }
    paths::API_REQUIRE_2FA_PREVIEW => { GET SignedIn api::developer::preview }
    paths::API_REVOKE_CONSENTS => { POST SignedIn api::developer::revoke_consents }
}
