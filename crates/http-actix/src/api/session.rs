//! `GET /api/session`: who is signed in, and the CSRF token for the rest of the API.

use actix_web::HttpResponse;
use serde_json::json;

use crate::here::Here;
use crate::refused::Refused;

/// `GET`
pub(crate) async fn show(here: Here) -> Result<HttpResponse, Refused> {
    let principal = here.visit().await?.signed_in().ok_or_else(Refused::sign_in_first)?;
    let cookie = here.session.as_deref().unwrap_or_default();
    let passed_at = principal.session.authentication.second_factor.map(|factor| factor.at.unix_seconds());
    Ok(HttpResponse::Ok().json(json!({
        "account": {
            "id": principal.account.id.to_string(),
            "email": principal.account.email.as_str(),
            "display_name": principal.account.display_name,
        },
        "two_factor": {
            "enrolled": principal.factors.iter().any(|factor| factor.confirmed_at.is_some()),
            "passed_at": passed_at,
        },
        "csrf": here.web.twinlock.csrf_token(cookie),
    })))
}
