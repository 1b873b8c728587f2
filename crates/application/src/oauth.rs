//! OAuth 2.0 and OpenID Connect: authorization, consent, tokens. Every way to a code or a token passes the gate.

mod access;
mod authorize;
mod client;
mod client_credentials;
mod consent_page;
mod decide_consent;
mod exchange;
mod flow;
mod introspect;
mod issue;
mod key_ring;
mod keys;
mod query;
mod redeem_code;
mod refresh;
mod response;
mod revoke_token;
mod tokens;
mod userinfo;

pub use authorize::{Authorize, AuthorizeError, AuthorizeOutcome, Room, StoreRequest};
pub use client::{ClientCredentials, InvalidClient};
pub use client_credentials::RequestMachineToken;
pub use consent_page::{ConsentPage, ConsentView, ConsentViewError, Panel, RequestHint, Stop};
pub use decide_consent::{ConsentDecision, ConsentOutcome, DecideConsent, DecideConsentError};
pub use exchange::{GrantRefusal, TokenError};
pub use introspect::{Introspect, Introspection};
pub(crate) use key_ring::KeyRing;
pub use keys::{KeyState, RotateKeys};
pub use query::{AuthorizationQuery, ClaimsRequest, InvalidClaims, QueryError, RedirectMismatch};
pub use redeem_code::RedeemCode;
pub use refresh::Refresh;
pub use response::{AuthorizationError, AuthorizationResponse, ResponseBody};
pub use revoke_token::RevokeToken;
pub use tokens::TokenAnswer;
pub use userinfo::{UserInfo, UserInfoError};
