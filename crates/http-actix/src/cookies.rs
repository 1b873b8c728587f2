//! The three cookies: session, visitor, trusted device. `__Host-`, `Secure`, `HttpOnly`, `SameSite=Lax`; over http
//! on loopback the same without prefix and `Secure`.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::{HttpRequest, HttpResponseBuilder};
use twinlock_application::domain::BearerSecret;

use crate::Web;

/// How many visitor cookies of one browser count.
const MOST_VISITORS: usize = 5;

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

/// The visitor cookies that came: the one by the plain name first, then those that tabs were given which opened at the
/// same moment.
pub(crate) fn visitors(request: &HttpRequest, web: &Web) -> Vec<String> {
    let mut values: Vec<String> = read(request, web, Kind::Visitor).into_iter().collect();
    for name in beside(request, web) {
        let value = request.cookie(&name).map(|cookie| cookie.value().to_owned()).unwrap_or_default();
        if name == beside_name(web, &value) && !values.contains(&value) {
            values.push(value);
        }
    }
    values.truncate(MOST_VISITORS);
    values
}

/// Sets a visitor cookie under a name of its own as well: of two first answers at the same moment, neither takes away
/// what the other set. The oldest go when there are too many.
pub(crate) fn set_beside(response: &mut HttpResponseBuilder, request: &HttpRequest, web: &Web, value: &BearerSecret) {
    let before = beside(request, web);
    for name in before.iter().take((before.len() + 1).saturating_sub(MOST_VISITORS)) {
        let mut gone = named(web, name.clone(), String::new());
        gone.make_removal();
        response.cookie(gone);
    }
    response.cookie(named(web, beside_name(web, value.expose()), value.expose().to_owned()));
}

/// Names of the visitor cookies beside the plain one, oldest first (RFC 6265 5.4).
fn beside(request: &HttpRequest, web: &Web) -> Vec<String> {
    let prefix = format!("{}-", Kind::Visitor.name(web));
    let cookies = request.cookies().map(|cookies| cookies.clone()).unwrap_or_default();
    cookies.iter().map(|cookie| cookie.name().to_owned()).filter(|name| name.starts_with(&prefix)).collect()
}

fn beside_name(web: &Web, value: &str) -> String {
    format!("{}-{}", Kind::Visitor.name(web), value.get(..8).unwrap_or_default())
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
    named(web, kind.name(web).to_owned(), value)
}

fn named(web: &Web, name: String, value: String) -> Cookie<'static> {
    Cookie::build(name, value).path("/").http_only(true).same_site(SameSite::Lax).secure(web.is_https()).finish()
}
