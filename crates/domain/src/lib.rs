//! The rules of a per-app two-factor requirement, as pure functions of values.
#![doc = include_str!("../README.md")]
#![no_std]
#![warn(missing_docs)]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod app_change;
mod assurance;
mod audit;
mod authorization_error;
pub mod bounds;
mod consent;
mod email;
mod freshness;
mod gate;
mod grant;
mod handle;
mod https_url;
mod id;
mod locale;
mod mail_quota;
mod origin;
mod pkce;
mod policy;
mod prompt;
mod redirect_uri;
mod refresh;
mod response_mode;
mod scope;
mod scope_subset;
mod secret;
mod sector;
mod text;
mod throttle;
mod time;
mod totp;
mod user_name;

pub use app_change::{AppChange, AppSettings, ChangeEffect};
pub use assurance::{Acr, AcrDemand, AcrRequest, Authentication, Enrolment, SecondFactor, SecondFactorMethod};
pub use audit::{AuditKind, AuditOutcome};
pub use authorization_error::{AuthorizationError, DeferredError};
pub use consent::{Consent, ConsentNeed, ConsentQuestion, GrantedScopes, ScopeChoiceError};
pub use email::{EmailAddress, InvalidEmailAddress};
pub use freshness::{Freshness, FreshnessDemand};
pub use gate::{AccountStanding, Clearance, Decision, GateInput, PassReason, Refusal, RequestedAccess, Stop, decide};
pub use grant::{CodeTerms, CurrentTokens, Grant, GrantStage, IssuedCode, MintedTokens, NewGrant, TokenTerms};
pub use handle::{AccessHandle, Generation, Handle, RefreshHandle};
pub use https_url::{HttpsUrl, InvalidHttpsUrl};
pub use id::{
    AccountId, AppId, AppSecretId, AuditEventId, AuthorizationRequestId, DeliveryId, FactorId, GrantId, InvalidId,
    SessionId, SigningKeyId, TrustedDeviceId,
};
pub use locale::{InvalidLocale, Locale};
pub use mail_quota::MailQuota;
pub use origin::WebOrigin;
pub use pkce::{CodeChallenge, CodeVerifier, InvalidPkce, PkceMismatch, check_pkce};
pub use policy::{AppPolicy, PolicyEpoch};
pub use prompt::{InvalidPrompt, Prompt};
pub use redirect_uri::{InvalidRedirectUri, Mismatch, RedirectUri};
pub use refresh::{Lifetimes, RefreshUse};
pub use response_mode::ResponseMode;
pub use scope::{InvalidScope, Scope, ScopeSet, ScopeToken};
pub use scope_subset::ScopeSubset;
pub use secret::{BearerSecret, Password, PasswordHash, SecretHash, TotpSeed};
pub use sector::Sector;
pub use text::{code_spelling, is_invisible, name_spelling};
pub use throttle::{Attempt, GuessCount};
pub use time::Timestamp;
pub use totp::{StepVerdict, TOTP_DIGITS, TOTP_STEP_SECONDS, TotpCode, judge_totp, totp_step};
pub use user_name::UserName;

/// The example in the project's README.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
pub struct ReadmeExample;
