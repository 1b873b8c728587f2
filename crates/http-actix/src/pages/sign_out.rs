//! `/sign-out`: a form, never a link. "Not you?" comes here too, and goes on to the sign-in page.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use twinlock_application::accounts::SignOut;

use crate::continue_to::ContinueTo;
use crate::cookies::{self, Kind};
use crate::forms::SafeForm;
use crate::here::Here;
use crate::refused::Refused;
use crate::respond::{begin_see_other, html};
use crate::views::{Chrome, MessagePage, paths};

/// `GET`: what a signed-out browser is shown.
pub(crate) async fn done() -> HttpResponse {
    html(StatusCode::OK, MessagePage::signed_out().render(&Chrome::default()))
}

/// `POST`
pub(crate) async fn submit(here: Here, SafeForm(form): SafeForm) -> Result<HttpResponse, Refused> {
    here.web.twinlock.sign_out(SignOut { session: here.session.as_deref() }, &here.trace).await?;
    let mut response = match form.filled("continue")? {
        Some(target) => begin_see_other(&paths::sign_in_towards(&ContinueTo::parse(Some(target)).to_string())),
        None => begin_see_other(paths::SIGNED_OUT),
    };
    cookies::clear(&mut response, &here.web, Kind::Session);
    Ok(response.finish())
}
