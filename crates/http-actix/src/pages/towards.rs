//! Pages on the way to an app: they say where one is heading, keep the visitor cookie, and let their forms end there.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, HttpResponseBuilder};
use maud::Markup;
use twinlock_application::domain::BearerSecret;
use twinlock_application::oauth::RequestHint;

use crate::continue_to::ContinueTo;
use crate::cookies::{self, Kind};
use crate::here::Here;
use crate::parameters::Parameters;
use crate::refused::Refused;
use crate::respond::{builder_html, let_forms_leave};
use crate::views::{AppFace, Chrome};

/// Where a browser is heading, and who it is as long as nobody has signed in.
pub(crate) struct Towards {
    pub(crate) continue_to: ContinueTo,
    pub(crate) hint: Option<RequestHint>,
    visitor: BearerSecret,
    visitor_is_new: bool,
}

impl Towards {
    /// From the `continue` of a query or a form.
    pub(crate) async fn of(here: &Here, parameters: &Parameters) -> Result<Self, Refused> {
        let continue_to = ContinueTo::parse(parameters.one("continue")?);
        let hint = match continue_to.request() {
            Some(id) => here.web.twinlock.request_hint(here.visitor_of(id).await?, id).await?,
            None => None,
        };
        let (visitor, visitor_is_new) = here.visitor();
        Ok(Self { continue_to, hint, visitor, visitor_is_new })
    }

    /// The app at the end of the way.
    pub(crate) fn heading_to(&self) -> Option<AppFace> {
        let hint = self.hint.as_ref()?;
        Some(AppFace { host: hint.redirect_uri().host().to_owned(), ..AppFace::of(&hint.app) })
    }

    /// The frame of a page that is for anybody.
    pub(crate) async fn chrome(&self, here: &Here) -> Result<Chrome, Refused> {
        here.chrome_for_anyone(&self.visitor).await
    }

    /// The page.
    pub(crate) fn page(&self, here: &Here, status: StatusCode, markup: Markup) -> HttpResponse {
        let mut response = HttpResponseBuilder::new(status);
        if self.visitor_is_new {
            cookies::set(&mut response, &here.web, Kind::Visitor, &self.visitor);
        }
        if self.hint.is_some() {
            let_forms_leave(&mut response);
        }
        builder_html(response, markup)
    }
}
