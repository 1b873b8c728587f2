//! `/sign-out`: a form, never a link. *Not you?* sends the same form and continues at the sign-in page.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use twinlock_application::accounts::SignOut;

use crate::http_error::HttpError;
use crate::paths;
use crate::request::caller::Anyone;
use crate::request::cookies::{self, Kind};
use crate::request::forms::SafeForm;
use crate::request::return_to::ReturnTo;
use crate::response::{begin_see_other, html};
use crate::views::MessagePage;

/// `GET`: the page for a browser that has signed out.
pub(crate) async fn done(context: Anyone) -> HttpResponse {
    html(StatusCode::OK, MessagePage::signed_out().render(&context.chrome()))
}

/// `POST`
pub(crate) async fn submit(context: Anyone, SafeForm(form): SafeForm) -> Result<HttpResponse, HttpError> {
    context.state.twinlock.sign_out(SignOut { session: context.session.as_deref() }, &context.origin).await?;
    let mut response = match form.filled("continue")? {
        Some(target) => begin_see_other(&paths::sign_in_towards(&ReturnTo::parse(Some(target)).to_string())),
        None => begin_see_other(paths::SIGNED_OUT),
    };
    cookies::clear(&mut response, &context.state, Kind::Session);
    Ok(response.finish())
}
