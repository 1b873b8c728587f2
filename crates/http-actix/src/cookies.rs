//! The three cookies: session, visitor, trusted device. `__Host-`, `Secure`, `HttpOnly`, `SameSite=Lax`; over http
//! on loopback the same without prefix and `Secure`.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::{HttpRequest, HttpResponseBuilder};
use twinlock_application::domain::BearerSecret;

use crate::Web;

/// Which cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Session,
    Visitor,
    Device,
}

impl Kind {
    fn name(self, web: &Web) -> &'static str {
        match (self, web.is_https()) {
            (Self::Session, true) => "__Host-twinlock",
            (Self::Session, false) => "twinlock",
            (Self::Visitor, true) => "__Host-twinlock-visitor",
            (Self::Visitor, false) => "twinlock-visitor",
            (Self::Device, true) => "__Host-twinlock-device",
            (Self::Device, false) => "twinlock-device",
        }
    }

    /// Session and visitor end with the browser; a trusted device does not.
    fn max_age(self, web: &Web) -> Option<Duration> {
        match self {
            Self::Session | Self::Visitor => None,
            Self::Device => {
                let seconds = web.twinlock.settings().lifetimes.trusted_device.as_secs();
                Some(Duration::seconds(i64::try_from(seconds).unwrap_or(i64::MAX)))
            }
        }
    }
}

/// The value that came, if it can be one of ours.
pub(crate) fn read(request: &HttpRequest, web: &Web, kind: Kind) -> Option<String> {
    let value = request.cookie(kind.name(web))?.value().to_owned();
    let plausible = value.len() == 43 && value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    plausible.then_some(value)
}

/// Sets one.
pub(crate) fn set(response: &mut HttpResponseBuilder, web: &Web, kind: Kind, value: &BearerSecret) {
    let mut cookie = blank(web, kind, value.expose().to_owned());
    cookie.set_max_age(kind.max_age(web));
    response.cookie(cookie);
}

/// Takes one away.
pub(crate) fn clear(response: &mut HttpResponseBuilder, web: &Web, kind: Kind) {
    let mut cookie = blank(web, kind, String::new());
    cookie.make_removal();
    response.cookie(cookie);
}

fn blank(web: &Web, kind: Kind, value: String) -> Cookie<'static> {
    Cookie::build(kind.name(web), value)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(web.is_https())
        .finish()
}
