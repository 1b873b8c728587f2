//! Parameters of a form or a query: how many there may be, which of them an endpoint accepts, and what a value may
//! hold.

use std::collections::HashSet;

use actix_web::http::StatusCode;
use percent_encoding::percent_decode;
use twinlock_application::domain::Password;

use crate::bounds::PARAMETERS;
use crate::http_error::HttpError;
use crate::text::message;

/// Parameters that were read, in order.
///
/// Every value is UTF-8 without control characters. Of the parameters of a protocol endpoint, only those are kept that
/// the endpoint accepts and that have a value: others are ignored, also when they come twice (RFC 6749 3.1).
#[derive(Clone, Debug, Default)]
pub(crate) struct Parameters {
    /// The names that the endpoint accepts; `None` for a form of our own pages, of which everything is kept.
    known: Option<&'static [&'static str]>,
    values: Vec<Parameter>,
    repeated: Option<String>,
}

#[derive(Clone, Debug)]
struct Parameter {
    name: String,
    value: String,
}

impl Parameters {
    /// Reads the parameters of a protocol endpoint that accepts these names.
    ///
    /// # Errors
    /// When there are too many parameters, or a known one has a value that is not text.
    pub(crate) fn of_protocol(text: &[u8], known: &'static [&'static str]) -> Result<Self, HttpError> {
        let mut seen = HashSet::new();
        let mut read = Self { known: Some(known), ..Self::default() };
        for (name, value) in pieces(text)? {
            let Some(name) = decoded(name).ok().and_then(|name| known.iter().find(|known| **known == name)) else {
                continue;
            };
            let value = checked(name, value, is_allowed)?;
            if value.is_empty() {
                continue;
            }
            if !seen.insert(*name) && read.repeated.is_none() {
                read.repeated = Some((*name).to_owned());
            }
            read.values.push(Parameter { name: (*name).to_owned(), value });
        }
        Ok(read)
    }

    /// Reads a form or a query of our own pages.
    ///
    /// # Errors
    /// When there are too many parameters, or one is not text.
    pub(crate) fn of_page(text: &[u8]) -> Result<Self, HttpError> {
        let mut read = Self::default();
        for (name, value) in pieces(text)? {
            let name = checked("a name", name, is_typed)?;
            let value = checked(&name, value, is_typed)?;
            read.values.push(Parameter { name, value });
        }
        Ok(read)
    }

    /// The value of a parameter; an error if it came twice.
    pub(crate) fn one(&self, name: &str) -> Result<Option<&str>, HttpError> {
        let mut values = self.all(name);
        match (values.next(), values.next()) {
            (value, None) => Ok(value),
            (_, Some(_)) => Err(came_twice(name)),
        }
    }

    /// The value, or nothing when it is empty or absent.
    pub(crate) fn filled(&self, name: &str) -> Result<Option<&str>, HttpError> {
        Ok(self.one(name)?.filter(|value| !value.is_empty()))
    }

    /// The value; an error if it is absent.
    pub(crate) fn required(&self, name: &str) -> Result<&str, HttpError> {
        self.one(name)?.ok_or_else(|| HttpError::invalid(format!("{name} is missing")))
    }

    /// Names and values, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values.iter().map(|parameter| (parameter.name.as_str(), parameter.value.as_str()))
    }

    /// The code of the second factor: from the field for recovery codes, or else from the field for codes.
    pub(crate) fn second_factor(&self) -> Result<Option<&str>, HttpError> {
        let (code, recovery_code) = (self.filled("code")?, self.filled("recovery_code")?);
        Ok(recovery_code.or(code))
    }

    /// All values of a parameter.
    pub(crate) fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        debug_assert!(self.known.is_none_or(|known| known.contains(&name)), "{name} is not declared for this endpoint");
        self.values.iter().filter(move |parameter| parameter.name == name).map(|parameter| parameter.value.as_str())
    }

    /// The first parameter of the endpoint that came more than once with a value. Our own pages check it by
    /// [`Self::one`].
    pub(crate) fn repeated(&self) -> Option<&str> {
        self.repeated.as_deref()
    }

    /// The same parameters; an error if one of the endpoint's came more than once.
    pub(crate) fn without_repeats(self) -> Result<Self, HttpError> {
        match &self.repeated {
            Some(name) => Err(came_twice(name)),
            None => Ok(self),
        }
    }

    /// Whether a checkbox was ticked.
    pub(crate) fn ticked(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }

    /// A password. One that is too long to be set is reported at its input; only one longer than any form is refused
    /// here.
    pub(crate) fn password(&self, name: &str) -> Result<Option<Password>, HttpError> {
        self.filled(name)?.map(|text| too_long(Password::new(text.into()))).transpose()
    }
}

fn came_twice(name: &str) -> HttpError {
    HttpError::invalid(format!("{name} came more than once"))
}

fn too_long(password: Option<Password>) -> Result<Password, HttpError> {
    let too_long = || HttpError::new(StatusCode::BAD_REQUEST, "invalid_request", message::error_password_too_long());
    password.ok_or_else(too_long)
}

/// The names and values, still encoded. Their number is checked before any of them is decoded.
fn pieces(text: &[u8]) -> Result<impl Iterator<Item = (&[u8], &[u8])>, HttpError> {
    let pieces = || text.split(|byte| *byte == b'&').filter(|piece| !piece.is_empty());
    if pieces().nth(PARAMETERS).is_some() {
        return Err(HttpError::invalid(format!("more than {PARAMETERS} parameters came")));
    }
    Ok(pieces().map(|piece| match piece.iter().position(|byte| *byte == b'=') {
        Some(at) => (piece.get(..at).unwrap_or_default(), piece.get(at + 1..).unwrap_or_default()),
        None => (piece, &[][..]),
    }))
}

/// Decodes `application/x-www-form-urlencoded`. Bytes that are not UTF-8 are refused rather than replaced: a replaced
/// value would be another one than the sender's.
fn decoded(text: &[u8]) -> Result<String, std::string::FromUtf8Error> {
    let spaced: Vec<u8> = text.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    String::from_utf8(percent_decode(&spaced).collect())
}

fn checked(name: &str, value: &[u8], allowed: fn(&str, char) -> bool) -> Result<String, HttpError> {
    let value = decoded(value).map_err(|_| HttpError::invalid(format!("{} is not UTF-8", shown(name))))?;
    if value.contains(|character| !allowed(name, character)) {
        return Err(HttpError::invalid(format!("{} has a control character", shown(name))));
    }
    Ok(value)
}

/// A name as an error message may repeat it: the names of our forms are words, and any other name is not repeated.
fn shown(name: &str) -> &str {
    let is_word = |byte: u8| byte.is_ascii_lowercase() || byte == b'_' || byte == b' ';
    if name.len() <= 40 && name.bytes().all(is_word) { name } else { "a parameter" }
}

/// Control characters are refused, so that no store has to hold one. `claims` is JSON, which may be on several lines.
fn is_allowed(name: &str, character: char) -> bool {
    !character.is_control() || (name == "claims" && matches!(character, '\t' | '\r' | '\n'))
}

/// In a field of ours, white space that counts as control characters may be pasted or typed; and a password may have
/// everything but NUL.
fn is_typed(name: &str, character: char) -> bool {
    character != '\0' && (name.ends_with("password") || character.is_whitespace() || !character.is_control())
}

#[cfg(test)]
mod tests;
