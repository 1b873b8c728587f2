//! The rules of a per-app two-factor requirement: who may authorize an app, what the tokens say
//! about it, and when older access ends. Pure decisions over values: no I/O, no clock, no `std`.
//!
//! ```
//! use twinlock_domain::{
//!     Access, AccountId, AccountStanding, Acr, AppId, AppPolicy, Authentication, Decision, Enrolment,
//!     Input, Reason, Timestamp, decide,
//! };
//!
//! let now = Timestamp::from_unix_seconds(1_790_000_000);
//! let mut policy = AppPolicy::default();
//! policy.require_2fa(now);
//!
//! let decision = decide(&Input {
//!     app: AppId::from_bytes([1; 16]),
//!     account: AccountId::from_bytes([2; 16]),
//!     policy: &policy,
//!     standing: AccountStanding::Active(Enrolment::NotEnrolled),
//!     authentication: Authentication::password(now),
//!     access: Access::New { floor: Acr::OneFactor },
//!     now,
//! });
//! assert!(matches!(decision, Decision::Enrol(Reason::NotEnrolled)));
//! ```
#![no_std]
#![warn(missing_docs)]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod assurance;
mod audit;
mod consent;
mod email;
mod freshness;
mod gate;
mod grant;
mod id;
mod pkce;
mod policy;
mod prompt;
mod redirect_uri;
mod refresh;
mod scope;
mod secret;
mod throttle;
mod time;
mod totp;

pub use assurance::{Acr, AcrRequest, Authentication, Enrolment, SecondFactor, SecondFactorMethod};
pub use audit::{AuditKind, Outcome};
pub use consent::{Consent, ConsentNeed, ConsentQuestion, GrantedScopes, ScopeChoiceError};
pub use email::{EmailAddress, InvalidEmailAddress};
pub use freshness::{Freshness, FreshnessDemand};
pub use gate::{Access, AccountStanding, Clearance, Decision, Input, Reason, decide};
pub use grant::{CodeTerms, Grant, GrantState, IssuedCode, MintedTokens, NewGrant, NewRefreshToken, TokenTerms};
pub use id::{
    AccountId, AppId, AppSecretId, AuditEventId, AuthorizationRequestId, FactorId, GrantId, InvalidId, MailId,
    SessionId, SigningKeyId, TrustedDeviceId,
};
pub use pkce::{CodeChallenge, CodeVerifier, InvalidPkce, PkceMismatch, check_pkce};
pub use policy::{AppPolicy, PolicyEpoch};
pub use prompt::{InvalidPrompt, Prompt};
pub use redirect_uri::{InvalidRedirectUri, Mismatch, RedirectUri};
pub use refresh::{Lifetimes, RefreshToken, RefreshUse};
pub use scope::{Scope, ScopeSet};
pub use secret::{BearerSecret, Password, PasswordHash, SecretHash, TotpSeed};
pub use throttle::{Attempt, GuessCount};
pub use time::Timestamp;
pub use totp::{StepVerdict, TOTP_DIGITS, TOTP_STEP_SECONDS, TotpCode, judge_totp, totp_step};
