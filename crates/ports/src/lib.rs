//! The ports, as traits: a transactional store, a clock, entropy, cryptography, mail. And [`contract`], the tests that
//! every store must pass.
//!
//! A use case opens one transaction through [`transaction`], reads, asks the domain, and writes; the transaction
//! commits if the closure returns `Ok`. Transactions are serializable: overlapping ones have the result of some serial
//! order. No method both reads and decides.
#![warn(missing_docs)]

mod accounts;
mod apps;
mod audit_log;
mod authorization_requests;
mod census;
mod client_metadata;
mod clock_and_entropy;
mod consents;
#[cfg(feature = "contract")]
pub mod contract;
mod crypto;
#[cfg(feature = "decorated")]
pub mod decorated;
mod devices;
mod directory;
mod encoding;
mod error;
mod form_answers;
mod grants;
mod joins;
mod keys;
mod links;
mod machine_tokens;
mod mail;
mod origins;
mod outbox;
mod second_factors;
mod sessions;
mod store;
mod upkeep;

pub use accounts::{Account, Accounts};
pub use apps::{App, AppSecret, Apps, ClientKind};
pub use audit_log::{AuditEvent, AuditLog};
pub use authorization_requests::{
    AuthorizationRequest, AuthorizationRequests, RequestParameters, RequestState, Verdict,
};
pub use census::{AccessCounts, CountLimit, Held};
pub use client_metadata::{ClientMetadata, InvalidMember, Member, MemberValue, MetadataPatch, beginning_of};
pub use clock_and_entropy::{Clock, Entropy};
pub use consents::Consents;
pub use crypto::{
    AccountClaims, EmailClaims, IdTokenClaims, IssuedTo, KeyMaterial, PasswordHasher, PasswordStrength, SealedAs,
    Secrets, SignatureAlgorithm, SignerError, TokenSigner, TotpCodes, Vault, VaultError,
};
pub use devices::{Devices, TrustedDevice};
pub use directory::{AccountQuery, Directory};
pub use encoding::StoredText;
pub use error::StoreError;
pub use form_answers::{FormAnswer, FormAnswers};
pub use grants::Grants;
pub use joins::{
    Access, AuthorizationData, ClientKey, ClientWithGrant, GrantOfOwner, Joins, PresentedClient, ResourceOwner,
};
pub use keys::{HandleKey, HandleKeyNumber, HandleKeys, ServerSecrets, SigningKey, SigningKeys, StoredHandleKey};
pub use links::{Link, LinkPurpose, Links, ResetRequest};
pub use machine_tokens::{MachineToken, MachineTokens};
pub use mail::{Mail, MailError, Mailer};
pub use outbox::{Delivery, DeliveryKind, Outbox};
pub use second_factors::{Factor, FactorKind, Factors, SecondFactors, TotpFactor};
pub use sessions::{Device, Principal, Session, SessionStage, Sessions};
pub use store::{Mode, Store, Transaction, transaction};
pub use upkeep::{AuditHorizon, Upkeep};
#[cfg(feature = "mocks")]
pub use {
    clock_and_entropy::MockClock,
    crypto::{MockPasswordHasher, MockTokenSigner},
    mail::MockMailer,
    store::MockStore,
};
