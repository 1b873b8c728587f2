//! Cryptography as the use cases see it. Adapters call libraries; we implement no algorithm ourselves.

use async_trait::async_trait;
use twinlock_domain::{
    AppId, Authentication, BearerSecret, CodeChallenge, CodeVerifier, FactorId, Handle, Password, PasswordHash,
    SecretHash, SigningKeyId, Timestamp, TotpCode, TotpSeed,
};

use crate::keys::{HandleKey, HandleKeyNumber};

/// Random bearer secrets, and digests.
pub trait Secrets: Send + Sync {
    /// A new bearer secret: 256 random bits as 43 characters of base64url.
    fn bearer(&self) -> BearerSecret;
    /// A new recovery code: 80 random bits in lower-case base32, in groups of four joined by `-`.
    fn recovery_code(&self) -> BearerSecret;
    /// SHA-256 of a secret's text, by which the store looks it up.
    fn hash(&self, secret: &str) -> SecretHash;
    /// The `S256` challenge of a PKCE verifier (RFC 7636 4.6).
    fn s256(&self, verifier: &CodeVerifier) -> CodeChallenge;
    /// HMAC-SHA256 of `message` under `key` as base64url: CSRF tokens and pairwise subjects.
    fn keyed(&self, key: &[u8], message: &[&[u8]]) -> String;
    /// A code or a token: a handle with the number of its key and its HMAC-SHA256 under that key, as base64url.
    fn seal_handle(&self, key: &HandleKey, handle: &Handle) -> BearerSecret;
    /// Reads a code or a token that was made with one of the keys. `None` if it was not, whatever the reason.
    fn open_handle(&self, keys: &[HandleKey], text: &str) -> Option<Handle>;
    /// `at_hash` of an access token (OIDC Core 3.1.3.6): the left half of its digest, for `algorithm`.
    fn at_hash(&self, access_token: &str, algorithm: SignatureAlgorithm) -> String;
    /// Compares in constant time.
    fn same(&self, a: &str, b: &str) -> bool;
}

/// How strong a new password is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasswordStrength {
    /// How many characters it has in the form that is hashed.
    pub chars: usize,
    /// The zxcvbn score, from 0 (guessed at once) to 4.
    pub score: u8,
    /// Advice for the user, if there is any.
    pub advice: Option<String>,
}

/// Passwords: argon2id, outside the async threads and with bounded concurrency. Every method normalizes the password to
/// NFKC, so that the same password typed on two systems is equal.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait PasswordHasher: Send + Sync {
    /// Hashes a new password. `None` if too many calls are waiting already.
    async fn hash(&self, password: &Password) -> Option<PasswordHash>;
    /// Whether the hash is of this password. Without a hash, takes as long and returns false. `None` if too many calls
    /// are waiting already.
    async fn verify(&self, password: &Password, hash: Option<PasswordHash>) -> Option<bool>;
    /// Estimates the strength of a new password; `known` are words that a guesser would try first. `None` if too many
    /// calls are waiting already.
    async fn strength(&self, password: &Password, known: Vec<String>) -> Option<PasswordStrength>;
}

/// TOTP (RFC 6238) with SHA-1, six digits and 30 seconds, which all authenticator apps support.
pub trait TotpCodes: Send + Sync {
    /// A new seed of 160 random bits.
    fn seed(&self) -> TotpSeed;
    /// The code of a time step.
    fn code(&self, seed: &TotpSeed, step: i64) -> TotpCode;
    /// The seed in base32, as a person types it.
    fn base32(&self, seed: &TotpSeed) -> String;
}

/// A sealed value cannot be opened: it was sealed with another key or for another place, or is damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a sealed value cannot be opened with this master key")]
pub struct VaultError;

/// The kind of a sealed value, and what it belongs to. Each kind has a key of its own, so that a value never opens as
/// one of another kind, even if the ids are equal.
#[derive(Clone, Copy, Debug)]
pub enum SealedAs<'a> {
    /// The seed of a TOTP factor.
    TotpSeed(FactorId),
    /// The private part of a signing key.
    SigningKey(SigningKeyId),
    /// The key of codes and tokens with this number.
    HandleKey(HandleKeyNumber),
    /// A secret of this server, by its name.
    ServerSecret(&'a str),
    /// The response to a form, by a digest of all its fields. The key depends on the digest too: whoever has the
    /// database and the master key, but not the form, cannot open it.
    FormAnswer(&'a str),
}

impl SealedAs<'_> {
    /// A stable word for the kind.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::TotpSeed(_) => "totp seed",
            Self::SigningKey(_) => "signing key",
            Self::HandleKey(_) => "handle key",
            Self::ServerSecret(_) => "server secret",
            Self::FormAnswer(_) => "form answer",
        }
    }
}

/// Encryption at rest with keys derived from the master key: AEAD, with the place as associated data.
pub trait Vault: Send + Sync {
    /// Seals a value. The same `place` must be given again to open it.
    fn seal(&self, place: SealedAs<'_>, value: &[u8]) -> Vec<u8>;
    /// Opens a value.
    ///
    /// # Errors
    /// [`VaultError`] if the key or the place is another, or the bytes are damaged.
    fn open(&self, place: SealedAs<'_>, sealed: &[u8]) -> Result<Vec<u8>, VaultError>;
}

impl dyn Vault {
    /// Seals the seed of a factor.
    pub fn seal_seed(&self, factor: FactorId, seed: &TotpSeed) -> Vec<u8> {
        self.seal(SealedAs::TotpSeed(factor), seed.expose())
    }

    /// Opens the seed of a factor.
    ///
    /// # Errors
    /// [`VaultError`] if the key or the factor is another, or the bytes are damaged.
    pub fn open_seed(&self, factor: FactorId, sealed: &[u8]) -> Result<TotpSeed, VaultError> {
        self.open(SealedAs::TotpSeed(factor), sealed).map(TotpSeed::new)
    }
}

/// The algorithm that signs an `id_token` (RFC 7518, RFC 8037).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SignatureAlgorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256, which every client supports.
    Rs256,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// Ed25519.
    EdDsa,
}

impl SignatureAlgorithm {
    /// Every algorithm there is, the default first.
    pub const ALL: [Self; 3] = [Self::Rs256, Self::Es256, Self::EdDsa];

    /// Its JWA name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
        }
    }

    /// The algorithm with this JWA name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.as_str() == text)
    }
}

/// The claims of an `id_token` (OIDC Core 2). `amr`, `acr` and `auth_time` come from the authentication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdTokenClaims {
    /// `iss`
    pub issuer: String,
    /// `sub`
    pub subject: String,
    /// `aud`
    pub audience: AppId,
    /// `iat`
    pub issued_at: Timestamp,
    /// `exp`
    pub expires_at: Timestamp,
    /// `nonce`
    pub nonce: Option<String>,
    /// `sid`: the session at this provider that the access was given in
    pub session: String,
    /// `at_hash`
    pub access_token_hash: String,
    /// `amr`, `acr`, `auth_time` (R3)
    pub authentication: Authentication,
    /// The claims about the account that the `id_token` contains
    pub about: AccountClaims,
}

/// Claims about an account besides `sub` (OIDC Core 5.1). A claim that is `None` is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountClaims {
    /// `name`
    pub name: Option<String>,
    /// `preferred_username`
    pub preferred_username: Option<String>,
    /// `email` and `email_verified`
    pub email: Option<EmailClaims>,
}

/// An address and whether it is verified. Neither is sent without the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailClaims {
    /// `email`
    pub email: String,
    /// `email_verified`
    pub email_verified: bool,
}

/// A new key pair.
#[derive(Clone)]
pub struct KeyMaterial {
    /// The private key, PKCS#8 DER, to be sealed at once.
    pub private_pkcs8: Vec<u8>,
    /// The public key as a JWK in JSON with `kid`, `use` and `alg`.
    pub public_jwk: String,
}

impl std::fmt::Debug for KeyMaterial {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeyMaterial").field("public_jwk", &self.public_jwk).finish_non_exhaustive()
    }
}

/// An `id_token` could not be signed, or a key could not be generated or parsed.
#[derive(Debug, thiserror::Error)]
#[error("signing failed: {0}")]
pub struct SignerError(pub String);

/// The issuer, subject and audience of an `id_token` that was signed with one of our keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedTo {
    /// `iss`
    pub issuer: String,
    /// `sub`
    pub subject: String,
    /// `aud`
    pub audience: Vec<String>,
}

/// Signs `id_token`s. Caches parsed keys by `kid`, because parsing takes longer than signing.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait TokenSigner: Send + Sync {
    /// Generates a key pair.
    ///
    /// # Errors
    /// [`SignerError`] if the library fails.
    fn generate(&self, kid: SigningKeyId, algorithm: SignatureAlgorithm) -> Result<KeyMaterial, SignerError>;
    /// Whether the key is in the cache, so that its private part need not be unsealed.
    fn knows(&self, kid: SigningKeyId) -> bool;
    /// Parses a private key and puts it into the cache.
    ///
    /// # Errors
    /// [`SignerError`] if it is not a key of that algorithm.
    fn learn(&self, kid: SigningKeyId, algorithm: SignatureAlgorithm, private_pkcs8: &[u8]) -> Result<(), SignerError>;
    /// Signs with a key of the cache.
    ///
    /// # Errors
    /// [`SignerError`] if the key is not in the cache, or the library fails.
    fn sign(&self, kid: SigningKeyId, claims: &IdTokenClaims) -> Result<String, SignerError>;
    /// Reads an `id_token` that is sent back as a hint; `None` if none of these public keys (each a JWK in JSON) has
    /// signed it. An expired one is accepted (OIDC Core 3.1.2.1).
    fn read_back(&self, public_jwks: &[String], token: &str) -> Option<IssuedTo>;
}
