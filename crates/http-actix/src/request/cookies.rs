//! The three cookies: session, visitor, trusted device. All are `__Host-`, `Secure`, `HttpOnly`, `SameSite=Lax`; over
//! http on loopback they have neither prefix nor `Secure`.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponseBuilder};
use twinlock_application::domain::BearerSecret;

use crate::AppState;

/// How many visitor cookies of one browser are used.
const MOST_VISITORS: usize = 5;

/// The kind of a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Session,
    Visitor,
    Device,
}

impl Kind {
    fn name(self, state: &AppState) -> &'static str {
        match (self, state.is_https()) {
            (Self::Session, true) => "__Host-twinlock",
            (Self::Session, false) => "twinlock",
            (Self::Visitor, true) => "__Host-twinlock-visitor",
            (Self::Visitor, false) => "twinlock-visitor",
            (Self::Device, true) => "__Host-twinlock-device",
            (Self::Device, false) => "twinlock-device",
        }
    }

    /// Session and visitor cookies end with the browser; the cookie of a trusted device does not.
    fn max_age(self, state: &AppState) -> Option<Duration> {
        match self {
            Self::Session | Self::Visitor => None,
            Self::Device => {
                let seconds = state.twinlock.settings().lifetimes.trusted_device.as_secs();
                Some(Duration::seconds(i64::try_from(seconds).unwrap_or(i64::MAX)))
            }
        }
    }
}

/// The value of a cookie, if it has the form of ours. The header's bytes are read as they are (RFC 6265 5.4), so that a
/// cookie of another program on this host, whatever it holds, does not hide ours. If several have the name, the first
/// one that has the form of ours is used: browsers send the one with the longest path first.
pub(crate) fn read(request: &HttpRequest, state: &AppState, kind: Kind) -> Option<String> {
    let name = kind.name(state).as_bytes();
    pairs(request).filter(|pair| pair.name == name).find_map(|pair| plausible(pair.value))
}

/// One cookie as it was sent.
struct Pair<'a> {
    name: &'a [u8],
    value: &'a [u8],
}

fn pairs(request: &HttpRequest) -> impl Iterator<Item = Pair<'_>> {
    let lines = request.headers().get_all(header::COOKIE).map(HeaderValue::as_bytes);
    lines.flat_map(|line| line.split(|byte| *byte == b';')).filter_map(|pair| {
        let at = pair.iter().position(|byte| *byte == b'=')?;
        Some(Pair { name: pair.get(..at)?.trim_ascii(), value: pair.get(at + 1..)?.trim_ascii() })
    })
}

/// A bearer secret in base64url, as all our cookies are; some programs put quotes around it.
fn plausible(value: &[u8]) -> Option<String> {
    let value = value.strip_prefix(b"\"").and_then(|inner| inner.strip_suffix(b"\"")).unwrap_or(value);
    let fits = value.len() == 43 && value.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-' || *b == b'_');
    fits.then(|| String::from_utf8_lossy(value).into_owned())
}

/// The visitor cookies of a request: first the one with the plain name, then those that were given to tabs which opened
/// at the same moment.
pub(crate) fn visitors(request: &HttpRequest, state: &AppState) -> Vec<String> {
    let mut values: Vec<String> = read(request, state, Kind::Visitor).into_iter().collect();
    let others = beside(request, state).filter_map(|pair| {
        let value = plausible(pair.value)?;
        (pair.name == beside_name(state, &value).as_bytes()).then_some(value)
    });
    for value in others {
        if values.len() == MOST_VISITORS {
            break;
        }
        if !values.contains(&value) {
            values.push(value);
        }
    }
    values
}

/// Sets a visitor cookie under a name of its own as well, so that of two first responses at the same moment neither
/// overwrites the cookie of the other. The oldest are removed if there are too many.
pub(crate) fn set_beside(
    response: &mut HttpResponseBuilder,
    request: &HttpRequest,
    state: &AppState,
    value: &BearerSecret,
) {
    let names = beside(request, state).filter_map(|pair| String::from_utf8(pair.name.to_vec()).ok());
    // A browser has a few more of them at most. Further cookies with such names are not ours to remove.
    let before: Vec<String> = names.take(4 * MOST_VISITORS).collect();
    for name in before.iter().take((before.len() + 1).saturating_sub(MOST_VISITORS)) {
        let mut gone = named(state, name.clone(), String::new());
        gone.make_removal();
        response.cookie(gone);
    }
    response.cookie(named(state, beside_name(state, value.expose()), value.expose().to_owned()));
}

/// The visitor cookies beside the plain one, oldest first (RFC 6265 5.4).
fn beside<'a>(request: &'a HttpRequest, state: &AppState) -> impl Iterator<Item = Pair<'a>> {
    let prefix = format!("{}-", Kind::Visitor.name(state));
    pairs(request).filter(move |pair| pair.name.starts_with(prefix.as_bytes()))
}

fn beside_name(state: &AppState, value: &str) -> String {
    format!("{}-{}", Kind::Visitor.name(state), value.get(..8).unwrap_or_default())
}

/// Sets a cookie.
pub(crate) fn set(response: &mut HttpResponseBuilder, state: &AppState, kind: Kind, value: &BearerSecret) {
    let mut cookie = blank(state, kind, value.expose().to_owned());
    cookie.set_max_age(kind.max_age(state));
    response.cookie(cookie);
}

/// Removes a cookie.
pub(crate) fn clear(response: &mut HttpResponseBuilder, state: &AppState, kind: Kind) {
    let mut cookie = blank(state, kind, String::new());
    cookie.make_removal();
    response.cookie(cookie);
}

fn blank(state: &AppState, kind: Kind, value: String) -> Cookie<'static> {
    named(state, kind.name(state).to_owned(), value)
}

fn named(state: &AppState, name: String, value: String) -> Cookie<'static> {
    Cookie::build(name, value).path("/").http_only(true).same_site(SameSite::Lax).secure(state.is_https()).finish()
}
