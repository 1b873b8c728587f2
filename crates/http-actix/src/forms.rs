//! Form bodies: parameters as they came, each at most once; and those of our own pages, which must carry the CSRF token.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use twinlock_application::domain::Password;

use crate::here::{Here, text_header};
use crate::page_of_form::PageOfForm;
use crate::refused::Refused;

/// How long a form may be, in bytes.
const LONGEST: usize = 64 * 1024;

/// Parameters of a form or a query, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    pub(crate) fn parse(text: &[u8]) -> Self {
        Self(url::form_urlencoded::parse(text).into_owned().collect())
    }

    /// The value, refused when it came twice.
    pub(crate) fn one(&self, name: &str) -> Result<Option<&str>, Refused> {
        let mut values = self.all(name);
        match (values.next(), values.next()) {
            (value, None) => Ok(value),
            (_, Some(_)) => Err(Refused::invalid(format!("{name} came more than once"))),
        }
    }

    /// The value, or nothing when it is empty or absent.
    pub(crate) fn filled(&self, name: &str) -> Result<Option<&str>, Refused> {
        Ok(self.one(name)?.filter(|value| !value.is_empty()))
    }

    /// The value, refused when it is absent.
    pub(crate) fn required(&self, name: &str) -> Result<&str, Refused> {
        self.one(name)?.ok_or_else(|| Refused::invalid(format!("{name} is missing")))
    }

    /// Names and values, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// What was given as a second factor: a recovery code from its own field, or whatever stands in the field for codes.
    pub(crate) fn second_factor(&self) -> Result<Option<&str>, Refused> {
        let (code, recovery_code) = (self.filled("code")?, self.filled("recovery_code")?);
        Ok(recovery_code.or(code))
    }

    /// All values.
    pub(crate) fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The first name that came more than once.
    pub(crate) fn repeated(&self) -> Option<&str> {
        let names = self.0.iter().map(|(name, _)| name.as_str());
        names.clone().find(|name| names.clone().filter(|other| other == name).count() > 1)
    }

    /// Whether a checkbox was ticked.
    pub(crate) fn ticked(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }

    /// A password. One that is too long to be set is told in its form; only one that is longer than any form is refused here.
    pub(crate) fn password(&self, name: &str) -> Result<Option<Password>, Refused> {
        self.filled(name)?.map(|text| too_long(Password::new(text.into()))).transpose()
    }
}

fn too_long(password: Option<Password>) -> Result<Password, Refused> {
    password.ok_or_else(|| Refused::invalid("the password is too long"))
}

/// A form that any client may send: the protocol's endpoints.
#[derive(Debug)]
pub(crate) struct PlainForm(pub(crate) Parameters);

impl FromRequest for PlainForm {
    type Error = Refused;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Refused>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let content_type = text_header(request, header::CONTENT_TYPE).to_ascii_lowercase();
        let body = web::Bytes::from_request(request, payload);
        Box::pin(async move {
            if !content_type.starts_with("application/x-www-form-urlencoded") {
                return Err(Refused::invalid("the body must be application/x-www-form-urlencoded"));
            }
            Ok(Self(Parameters::parse(&bounded(body.await)?)))
        })
    }
}

/// A form of our own pages: it carries the CSRF token, and no other site sent it.
#[derive(Debug)]
pub(crate) struct SafeForm(pub(crate) Parameters);

impl FromRequest for SafeForm {
    type Error = Refused;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Refused>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let form = PlainForm::from_request(request, payload);
        let request = request.clone();
        Box::pin(async move {
            let here = Here::of(&request)?;
            same_origin(&request)?;
            let PlainForm(parameters) = form.await?;
            answers_for(&here, &request, &parameters).await?;
            Ok(Self(parameters))
        })
    }
}

/// Checks the token of a form. A page of ours that is not the current one any more (another tab signed in meanwhile,
/// the cookie is gone) is led to the current one; what another site sent, or a program, is refused.
pub(crate) async fn answers_for(here: &Here, request: &HttpRequest, form: &Parameters) -> Result<(), Refused> {
    let page = PageOfForm::of(request.path(), form);
    let from_here = here.wants_page && is_from_here(here, request);
    if let Some(page) = page.as_ref().filter(|_| from_here) {
        // For the frame, which leads there when it turns out that nobody is signed in.
        request.extensions_mut().insert(page.clone());
    }
    let token = form.one("csrf")?.unwrap_or_default();
    if here.is_csrf_token(token).await? {
        return Ok(());
    }
    if here.repeats(request.path(), form).await? {
        return Ok(());
    }
    match page {
        Some(page) if !token.is_empty() && from_here => Err(Refused::led_to(&page.way_back(here).await?)),
        _ => Err(Refused::forged()),
    }
}

/// Whether the browser says that a request comes from a page of ours. Saying nothing is not enough.
fn is_from_here(here: &Here, request: &HttpRequest) -> bool {
    let site = request.headers().get("sec-fetch-site").and_then(|value| value.to_str().ok());
    text_header(request, header::ORIGIN) == here.web.public_origin() || site == Some("same-origin")
}

/// A browser that says where a request comes from must say: from here.
pub(crate) fn same_origin(request: &HttpRequest) -> Result<(), Refused> {
    let here = Here::of(request)?;
    let origin = text_header(request, header::ORIGIN);
    let site = request.headers().get("sec-fetch-site").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let foreign_origin = !origin.is_empty() && origin != "null" && origin != here.web.public_origin();
    if foreign_origin || matches!(site, "cross-site" | "same-site") { Err(Refused::forged()) } else { Ok(()) }
}

/// A body that is not absurdly long.
pub(crate) fn bounded(body: Result<web::Bytes, actix_web::Error>) -> Result<web::Bytes, Refused> {
    let body = body.map_err(|_| Refused::invalid("the body could not be read"))?;
    if body.len() > LONGEST { Err(Refused::invalid("the body is too long")) } else { Ok(body) }
}
