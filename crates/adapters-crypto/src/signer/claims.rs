//! The claims of an `id_token` in the types of `openidconnect`, which leave out what is `None`.

use chrono::{DateTime, Utc};
use openidconnect::core::CoreIdTokenClaims;
use openidconnect::{
    AccessTokenHash, Audience, AuthenticationContextClass, AuthenticationMethodReference, EmptyAdditionalClaims,
    EndUserEmail, EndUserName, IssuerUrl, LocalizedClaim, Nonce, StandardClaims, SubjectIdentifier,
};
use twinlock_domain::Timestamp;
use twinlock_ports::{IdTokenClaims, SignerError};

/// The payload. `amr` is there with values or not at all (R3).
pub(super) fn payload(claims: &IdTokenClaims) -> Result<CoreIdTokenClaims, SignerError> {
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

fn about_the_user(claims: &IdTokenClaims) -> StandardClaims<openidconnect::core::CoreGenderClaim> {
    let (email, verified) = claims.email.clone().unzip();
    StandardClaims::new(SubjectIdentifier::new(claims.subject.clone()))
        .set_email(email.map(EndUserEmail::new))
        .set_email_verified(verified)
        .set_name(claims.name.clone().map(|name| LocalizedClaim::from(EndUserName::new(name))))
}

fn reference(method: &str) -> AuthenticationMethodReference {
    AuthenticationMethodReference::new(method.to_owned())
}

/// Whole seconds, as JWT dates are (RFC 7519 2).
fn seconds(time: Timestamp) -> Result<DateTime<Utc>, SignerError> {
    DateTime::from_timestamp(time.unix_seconds(), 0).ok_or_else(|| SignerError("a time is out of range".to_owned()))
}
