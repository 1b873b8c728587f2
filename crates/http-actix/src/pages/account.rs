//! The settings that a user chooses for the account.

use actix_web::HttpResponse;
use twinlock_application::accounts::ChooseLocale;
use twinlock_application::domain::Locale;

use crate::http_error::HttpError;
use crate::paths;
use crate::request::caller::SignedIn;
use crate::request::forms::SafeForm;
use crate::response::see_other;

/// `POST`: sets the language of pages and mails. An empty value means the language of each browser.
pub(crate) async fn change(context: SignedIn, SafeForm(form): SafeForm) -> Result<HttpResponse, HttpError> {
    let locale = form.filled("locale")?.map(Locale::parse).transpose();
    let locale = locale.map_err(|error| HttpError::invalid(error.to_string()))?;
    let command = ChooseLocale { session: context.session.as_deref(), locale };
    context.state.twinlock.choose_locale(command, &context.origin).await?;
    Ok(see_other(paths::DASHBOARD))
}
