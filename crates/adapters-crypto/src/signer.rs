//! Signs `id_token`s with keys that are parsed once: parsing an RSA key costs as much as a signature.

mod claims;
mod key;
mod read_back;

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use twinlock_domain::SigningKeyId;
use twinlock_ports::{IdTokenClaims, IssuedTo, KeyMaterial, SignatureAlgorithm, SignerError, TokenSigner};

use key::ParsedKey;

/// Signs on aws-lc: RS256 (RSA-2048), ES256 (P-256) and `EdDSA` (Ed25519).
#[derive(Debug, Default)]
pub struct AwsLcSigner {
    keys: RwLock<HashMap<SigningKeyId, Arc<ParsedKey>>>,
}

impl AwsLcSigner {
    /// A signer without any key.
    pub fn new() -> Self {
        Self::default()
    }

    fn key(&self, kid: SigningKeyId) -> Option<Arc<ParsedKey>> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).get(&kid).cloned()
    }

    fn keep(&self, kid: SigningKeyId, key: ParsedKey) {
        self.keys.write().unwrap_or_else(PoisonError::into_inner).insert(kid, Arc::new(key));
    }
}

impl TokenSigner for AwsLcSigner {
    fn generate(&self, kid: SigningKeyId, algorithm: SignatureAlgorithm) -> Result<KeyMaterial, SignerError> {
        let key = ParsedKey::generate(algorithm)?;
        let material = KeyMaterial { private_pkcs8: key.to_pkcs8()?, public_jwk: key.public_jwk(kid)? };
        self.keep(kid, key);
        Ok(material)
    }

    fn knows(&self, kid: SigningKeyId) -> bool {
        self.key(kid).is_some()
    }

    fn learn(&self, kid: SigningKeyId, algorithm: SignatureAlgorithm, private_pkcs8: &[u8]) -> Result<(), SignerError> {
        self.keep(kid, ParsedKey::parse(algorithm, private_pkcs8)?);
        Ok(())
    }

    fn sign(&self, kid: SigningKeyId, claims: &IdTokenClaims) -> Result<String, SignerError> {
        let key = self.key(kid).ok_or_else(|| SignerError(format!("no key {kid} has been read")))?;
        let mut token = encode(&key.header(kid))?;
        token.push('.');
        token.push_str(&encode(&claims::payload(claims)?)?);
        let signature = key.sign(token.as_bytes())?;
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Ok(token)
    }

    fn read_back(&self, public_jwks: &[String], token: &str) -> Option<IssuedTo> {
        read_back::read_back(public_jwks, token)
    }
}

/// One part of a JWS in compact form (RFC 7515 7.1).
fn encode(part: &impl serde::Serialize) -> Result<String, SignerError> {
    let json = serde_json::to_vec(part).map_err(|error| SignerError(error.to_string()))?;
    Ok(URL_SAFE_NO_PAD.encode(json))
}

#[cfg(test)]
mod tests;
