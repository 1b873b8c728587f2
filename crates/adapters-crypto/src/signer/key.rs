//! A parsed private key of one of the three algorithms, and its public key as a JWK.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::error::{KeyRejected, Unspecified};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{
    AlgorithmParameters, CommonParameters, EllipticCurve, EllipticCurveKeyParameters, EllipticCurveKeyType, Jwk,
    KeyAlgorithm, OctetKeyPairParameters, OctetKeyPairType, PublicKeyUse, RSAKeyParameters, RSAKeyType,
};
use jsonwebtoken::{Algorithm, Header};
use twinlock_domain::SigningKeyId;
use twinlock_ports::{SignatureAlgorithm, SignerError};

/// A key pair that aws-lc has parsed. aws-lc wipes it when it is dropped.
#[derive(Debug)]
pub(super) enum ParsedKey {
    Rs256(RsaKeyPair),
    Es256(EcdsaKeyPair),
    EdDsa(Ed25519KeyPair),
}

impl ParsedKey {
    pub(super) fn generate(algorithm: SignatureAlgorithm) -> Result<Self, SignerError> {
        match algorithm {
            SignatureAlgorithm::Rs256 => RsaKeyPair::generate(KeySize::Rsa2048).map(Self::Rs256),
            SignatureAlgorithm::Es256 => EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map(Self::Es256),
            SignatureAlgorithm::EdDsa => Ed25519KeyPair::generate().map(Self::EdDsa),
        }
        .map_err(|Unspecified| SignerError(format!("a {} key could not be made", algorithm.as_str())))
    }

    pub(super) fn parse(algorithm: SignatureAlgorithm, pkcs8: &[u8]) -> Result<Self, SignerError> {
        let rejected = |why: KeyRejected| SignerError(format!("not a {} key: {why}", algorithm.as_str()));
        match algorithm {
            SignatureAlgorithm::Rs256 => RsaKeyPair::from_pkcs8(pkcs8).map(Self::Rs256),
            SignatureAlgorithm::Es256 => {
                EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8).map(Self::Es256)
            }
            SignatureAlgorithm::EdDsa => Ed25519KeyPair::from_pkcs8(pkcs8).map(Self::EdDsa),
        }
        .map_err(rejected)
    }

    pub(super) fn to_pkcs8(&self) -> Result<Vec<u8>, SignerError> {
        let failed = |Unspecified| SignerError("a private key could not be written".to_owned());
        match self {
            Self::Rs256(pair) => AsDer::<Pkcs8V1Der<'_>>::as_der(pair).map(|der| der.as_ref().to_vec()),
            Self::Es256(pair) => pair.to_pkcs8v1().map(|document| document.as_ref().to_vec()),
            Self::EdDsa(pair) => pair.to_pkcs8v1().map(|document| document.as_ref().to_vec()),
        }
        .map_err(failed)
    }

    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        let failed = |Unspecified| SignerError("aws-lc did not sign".to_owned());
        match self {
            Self::Rs256(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).map_err(failed)?;
                Ok(signature)
            }
            Self::Es256(pair) => Ok(pair.sign(&SystemRandom::new(), message).map_err(failed)?.as_ref().to_vec()),
            Self::EdDsa(pair) => Ok(pair.try_sign(message).map_err(failed)?.as_ref().to_vec()),
        }
    }

    /// The JOSE header: `typ`, `alg`, `kid`.
    pub(super) fn header(&self, kid: SigningKeyId) -> Header {
        let algorithm = match self {
            Self::Rs256(_) => Algorithm::RS256,
            Self::Es256(_) => Algorithm::ES256,
            Self::EdDsa(_) => Algorithm::EdDSA,
        };
        Header { kid: Some(kid.to_string()), ..Header::new(algorithm) }
    }

    /// The public key as a JWK, for relying parties (RFC 7517, RFC 8037).
    pub(super) fn public_jwk(&self, kid: SigningKeyId) -> Result<String, SignerError> {
        let (key_algorithm, algorithm) = match self {
            Self::Rs256(pair) => (KeyAlgorithm::RS256, rsa(pair)),
            Self::Es256(pair) => (KeyAlgorithm::ES256, p256(pair)?),
            Self::EdDsa(pair) => (KeyAlgorithm::EdDSA, ed25519(pair)),
        };
        let common = CommonParameters {
            public_key_use: Some(PublicKeyUse::Signature),
            key_algorithm: Some(key_algorithm),
            key_id: Some(kid.to_string()),
            ..CommonParameters::default()
        };
        serde_json::to_string(&Jwk { common, algorithm }).map_err(|error| SignerError(error.to_string()))
    }
}

fn rsa(pair: &RsaKeyPair) -> AlgorithmParameters {
    let public = pair.public_key();
    AlgorithmParameters::RSA(RSAKeyParameters {
        key_type: RSAKeyType::RSA,
        n: URL_SAFE_NO_PAD.encode(public.modulus().big_endian_without_leading_zero()),
        e: URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero()),
    })
}

fn p256(pair: &EcdsaKeyPair) -> Result<AlgorithmParameters, SignerError> {
    // The uncompressed point (SEC 1 2.3.3): 04, then x and y of 32 bytes each.
    let point = pair.public_key().as_ref().split_first_chunk::<33>();
    let ([4, x @ ..], y) = point.ok_or_else(|| SignerError("a P-256 key is too short".to_owned()))? else {
        return Err(SignerError("a P-256 key is not an uncompressed point".to_owned()));
    };
    Ok(AlgorithmParameters::EllipticCurve(EllipticCurveKeyParameters {
        key_type: EllipticCurveKeyType::EC,
        curve: EllipticCurve::P256,
        x: URL_SAFE_NO_PAD.encode(x),
        y: URL_SAFE_NO_PAD.encode(y),
    }))
}

fn ed25519(pair: &Ed25519KeyPair) -> AlgorithmParameters {
    AlgorithmParameters::OctetKeyPair(OctetKeyPairParameters {
        key_type: OctetKeyPairType::OctetKeyPair,
        curve: EllipticCurve::Ed25519,
        x: URL_SAFE_NO_PAD.encode(pair.public_key().as_ref()),
    })
}
