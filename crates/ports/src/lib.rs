//! What the rules need from the world, as traits: a transactional store, a clock, entropy, crypto, mail. And
//! [`contract`], the suite that every store must pass.
//!
//! A use case opens one transaction through [`transaction`], reads, asks the domain, writes, and the commit
//! happens when its closure answers `Ok`. Outcomes are *as if serial*: of two transactions that overlap, the
//! result is that of one after the other. No method both reads and decides.
#![warn(missing_docs)]

mod census;
mod client_metadata;
mod clock_and_entropy;
#[cfg(feature = "contract")]
pub mod contract;
mod crypto;
#[cfg(feature = "decorated")]
pub mod decorated;
mod directory;
mod encoding;
mod factors;
mod joins;
mod mail;
mod mailed;
mod origins;
mod records;
mod store;
mod upkeep;

pub use census::{AccessCounts, CountLimit, Held};
pub use client_metadata::{ClientMetadata, InvalidMember, Member, MemberValue, MetadataPatch};
pub use clock_and_entropy::{Clock, Entropy};
pub use crypto::{
    AccountClaims, EmailClaims, IdTokenClaims, IssuedTo, KeyMaterial, PasswordHasher, PasswordStrength, SealedAs,
    Secrets, SignatureAlgorithm, SignerError, TokenSigner, TotpCodes, Vault, VaultError,
};
pub use directory::{AccountQuery, Directory};
pub use encoding::{Stage, StoredText};
pub use factors::{Factor, FactorKind, Factors, TotpFactor};
pub use joins::{AuthorizationData, ClientKey, Joins, PresentedClient, ResourceOwner};
pub use mail::{Mail, MailError, Mailer};
pub use mailed::{Link, LinkPurpose, Links, Outbox, OutboxMail, ResetRequest};
pub use records::{
    AccessToken, Account, App, AppSecret, AuditEvent, AuthorizationRequest, ClientKind, Device, FormAnswer,
    MachineToken, Principal, RequestParameters, RequestState, Rotation, Session, SessionStage, SigningKey,
    TrustedDevice, Verdict,
};
pub use store::{
    Accounts, Apps, AuditLog, AuthorizationRequests, Consents, Devices, FormAnswers, Grants, Mode, SecondFactors,
    ServerSecrets, Sessions, SigningKeys, Store, StoreError, Tokens, Transaction, transaction,
};
pub use upkeep::{AuditHorizon, Upkeep};
#[cfg(feature = "mocks")]
pub use {
    clock_and_entropy::MockClock,
    crypto::{MockPasswordHasher, MockTokenSigner},
    mail::MockMailer,
    store::MockStore,
};
