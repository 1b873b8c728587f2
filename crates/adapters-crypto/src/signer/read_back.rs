//! Reading an `id_token` that comes back as a hint (OIDC Core 3.1.2.1): whether we signed it, and for whom.

use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;
use twinlock_ports::IssuedTo;

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
}

/// One audience is a string, several are a list (RFC 7519 4.1.3).
#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// The claims that are needed, if one of the keys signed the token. The key is chosen by `kid`, and determines the
/// algorithm: the token's own `alg` does not.
pub(super) fn read_back(public_jwks: &[String], token: &str) -> Option<IssuedTo> {
    let header = decode_header(token).ok()?;
    // Other kinds of token have another `typ` (RFC 8725 3.11).
    if header.typ.is_some_and(|typ| typ != "JWT") {
        return None;
    }
    let kid = header.kid?;
    let key = public_jwks
        .iter()
        .filter_map(|jwk| serde_json::from_str::<Jwk>(jwk).ok())
        .find(|jwk| jwk.common.key_id.as_deref() == Some(&kid))?;
    let algorithm: Algorithm = key.common.key_algorithm?.to_string().parse().ok()?;
    let mut validation = Validation::new(algorithm);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    let read = decode::<Claims>(token, &DecodingKey::from_jwk(&key).ok()?, &validation).ok()?;
    let Claims { iss, sub, aud } = read.claims;
    let audience = match aud {
        Audience::One(one) => vec![one],
        Audience::Several(several) => several,
    };
    Some(IssuedTo { issuer: iss, subject: sub, audience })
}
