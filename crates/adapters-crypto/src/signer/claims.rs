//! The claims of an `id_token` in the types of `openidconnect`, which leave out what is `None`.

use chrono::{DateTime, Utc};
use openidconnect::core::{CoreGenderClaim, CoreIdTokenClaims};
use openidconnect::{
    AccessTokenHash, Audience, AuthenticationContextClass, AuthenticationMethodReference, EmptyAdditionalClaims,
    EndUserEmail, EndUserName, EndUserUsername, IssuerUrl, LocalizedClaim, Nonce, StandardClaims, SubjectIdentifier,
};
use serde_json::Value;
use twinlock_domain::Timestamp;
use twinlock_ports::{IdTokenClaims, SignerError};

/// The payload as JSON, with `sid`, which `openidconnect` does not know. `amr` is present with values or absent (R3), and `aud` is one string, as RFC 7519 4.1.3 allows
/// for a single audience and as some clients expect.
pub(super) fn payload(claims: &IdTokenClaims) -> Result<Value, SignerError> {
    let mut payload =
        serde_json::to_value(typed(claims)?).map_err(|error| SignerError(format!("id_token: {error}")))?;
    if let Some(members) = payload.as_object_mut() {
        members.insert("aud".to_owned(), Value::String(claims.audience.to_string()));
        members.insert("sid".to_owned(), Value::String(claims.session.clone()));
    }
    Ok(payload)
}

fn typed(claims: &IdTokenClaims) -> Result<CoreIdTokenClaims, SignerError> {
    let issuer = IssuerUrl::new(claims.issuer.clone()).map_err(|error| SignerError(format!("issuer: {error}")))?;
    let authentication = &claims.authentication;
    let methods = authentication.amr().map(|methods| methods.iter().map(|method| reference(method)).collect());
    let payload = CoreIdTokenClaims::new(
        issuer,
        vec![Audience::new(claims.audience.to_string())],
        seconds(claims.expires_at)?,
        seconds(claims.issued_at)?,
        about_the_user(claims),
        EmptyAdditionalClaims {},
    );
    Ok(payload
        .set_auth_time(Some(seconds(authentication.auth_time())?))
        .set_nonce(claims.nonce.clone().map(Nonce::new))
        .set_auth_context_ref(Some(AuthenticationContextClass::new(authentication.acr().as_str().to_owned())))
        .set_auth_method_refs(methods)
        .set_access_token_hash(Some(AccessTokenHash::new(claims.access_token_hash.clone()))))
}

fn about_the_user(claims: &IdTokenClaims) -> StandardClaims<CoreGenderClaim> {
    let about = &claims.about;
    StandardClaims::new(SubjectIdentifier::new(claims.subject.clone()))
        .set_email(about.email.as_ref().map(|email| EndUserEmail::new(email.email.clone())))
        .set_email_verified(about.email.as_ref().map(|email| email.email_verified))
        .set_name(about.name.clone().map(|name| LocalizedClaim::from(EndUserName::new(name))))
        .set_preferred_username(about.preferred_username.clone().map(EndUserUsername::new))
}

fn reference(method: &str) -> AuthenticationMethodReference {
    AuthenticationMethodReference::new(method.to_owned())
}

/// Whole seconds, as JWT dates are (RFC 7519 2).
fn seconds(time: Timestamp) -> Result<DateTime<Utc>, SignerError> {
    DateTime::from_timestamp(time.unix_seconds(), 0).ok_or_else(|| SignerError("a time is out of range".to_owned()))
}
