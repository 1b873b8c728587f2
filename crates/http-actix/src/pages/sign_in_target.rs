//! Pages on the way to an app: they name the app, keep the visitor cookie, and allow their forms to end at the app.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, HttpResponseBuilder};
use twinlock_application::domain::BearerSecret;
use twinlock_application::oauth::RequestHint;

use crate::http_error::HttpError;
use crate::request::context::RequestContext;
use crate::request::cookies::{self, Kind};
use crate::request::parameters::Parameters;
use crate::request::return_to::ReturnTo;
use crate::response::{builder_html, let_forms_leave};
use crate::views::{AppSummary, Chrome, Page};

/// Where a browser continues after signing in, and the visitor cookie that identifies it until then.
pub(crate) struct SignInTarget {
    pub(crate) return_to: ReturnTo,
    pub(crate) hint: Option<RequestHint>,
    visitor: BearerSecret,
    visitor_is_new: bool,
}

impl SignInTarget {
    /// From the `continue` of a query or a form.
    pub(crate) async fn of(context: &RequestContext, parameters: &Parameters) -> Result<Self, HttpError> {
        let return_to = ReturnTo::parse(parameters.one("continue")?);
        let hint = match return_to.request() {
            Some(id) => context.state.twinlock.request_hint(context.browser_request(id)).await?,
            None => None,
        };
        let (visitor, visitor_is_new) = context.visitor();
        Ok(Self { return_to, hint, visitor, visitor_is_new })
    }

    /// The app that the user is signing in to.
    pub(crate) fn heading_to(&self) -> Option<AppSummary> {
        let hint = self.hint.as_ref()?;
        Some(AppSummary { host: hint.redirect_uri().host().to_owned(), ..AppSummary::of(&hint.app) })
    }

    /// The layout of a page that needs no signed-in user.
    pub(crate) async fn chrome(&self, context: &RequestContext) -> Result<Chrome, HttpError> {
        context.chrome_for_anyone(&self.visitor).await
    }

    /// The response with a page. Sets the visitor cookie if it is new.
    pub(crate) fn page(&self, context: &RequestContext, status: StatusCode, page: Page) -> HttpResponse {
        let mut response = HttpResponseBuilder::new(status);
        if self.visitor_is_new {
            cookies::set(&mut response, &context.state, Kind::Visitor, &self.visitor);
        }
        if self.hint.is_some() {
            let_forms_leave(&mut response);
        }
        builder_html(response, page)
    }
}
