//! A bug of the signer.

use std::sync::Arc;

use twinlock_domain::{SecondFactorMethod, SigningKeyId};
use twinlock_ports::{IdTokenClaims, IssuedTo, KeyMaterial, SignatureAlgorithm, SignerError, TokenSigner};

/// Every `id_token` says that a second factor was passed.
pub(crate) struct AmrAlways(pub(crate) Arc<dyn TokenSigner>);

impl TokenSigner for AmrAlways {
    fn generate(&self, kid: SigningKeyId, algorithm: SignatureAlgorithm) -> Result<KeyMaterial, SignerError> {
        self.0.generate(kid, algorithm)
    }

    fn knows(&self, kid: SigningKeyId) -> bool {
        self.0.knows(kid)
    }

    fn learn(&self, kid: SigningKeyId, algorithm: SignatureAlgorithm, private_pkcs8: &[u8]) -> Result<(), SignerError> {
        self.0.learn(kid, algorithm, private_pkcs8)
    }

    fn sign(&self, kid: SigningKeyId, claims: &IdTokenClaims) -> Result<String, SignerError> {
        let shown = claims.authentication;
        let authentication = shown.with(SecondFactorMethod::Totp, shown.password_at);
        self.0.sign(kid, &IdTokenClaims { authentication, ..claims.clone() })
    }

    fn read_back(&self, public_jwks: &[String], token: &str) -> Option<IssuedTo> {
        self.0.read_back(public_jwks, token)
    }
}
