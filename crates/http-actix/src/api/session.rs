//! `GET /api/session`: who is signed in, and the CSRF token for the rest of the API.

use actix_web::HttpResponse;
use serde_json::json;

use crate::http_error::HttpError;
use crate::request::caller::SignedIn;

/// `GET`
pub(crate) async fn show(context: SignedIn) -> Result<HttpResponse, HttpError> {
    let principal = context.session_state().await?.signed_in().ok_or_else(HttpError::sign_in_first)?;
    let cookie = context.session.as_deref().unwrap_or_default();
    let passed_at = principal.session.authentication.second_factor.map(|factor| factor.at.unix_seconds());
    Ok(HttpResponse::Ok().json(json!({
        "account": {
            "id": principal.account.id.to_string(),
            "email": principal.account.email.as_str(),
            "display_name": principal.account.display_name,
        },
        "two_factor": {
            "enrolled": principal.factors.is_enrolled(),
            "passed_at": passed_at,
        },
        "csrf": context.state.twinlock.csrf_token(cookie),
    })))
}
