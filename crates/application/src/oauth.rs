//! OAuth 2.0 and OpenID Connect: authorization, consent, tokens. Every path to a code or a token asks the gate.

mod access;
mod authorize;
mod cached;
mod client;
mod client_credentials;
mod consent_page;
mod decide_consent;
mod decided;
mod flow;
mod handle_keys;
mod holder;
mod introspect;
mod issue;
mod keys;
mod origins;
mod query;
mod redeem_code;
mod refresh;
mod response;
mod revoke_token;
mod token_error;
mod tokens;
mod userinfo;

pub use authorize::{Authorize, AuthorizeError, AuthorizeOutcome, RequestSource, Room, StoreRequest};
pub(crate) use cached::Cached;
pub use client::{ClientCredentials, InvalidClient};
pub use client_credentials::RequestMachineToken;
pub use consent_page::{
    BrowserRequest, ConsentDetails, ConsentPageContent, ConsentView, ConsentViewError, Panel, RequestHint,
};
pub use decide_consent::{ConsentDecision, ConsentOutcome, DecideConsent, DecideConsentError};
pub use decided::{AuthorizeAgain, DecidedRequest};
pub(crate) use handle_keys::HandleKeyRing;
pub use introspect::{Introspect, Introspection};
pub use keys::{KeyState, RotateKeys};
pub use query::{AuthorizationQuery, ClaimsParameter, ClaimsRequest, InvalidClaims, QueryError, RedirectMismatch};
pub use redeem_code::{RedeemCode, VerifierParameter};
pub use refresh::Refresh;
pub use response::{AuthorizationResponse, ResponseBody};
pub use revoke_token::RevokeToken;
pub use token_error::{GrantRefusal, TokenError};
pub use tokens::TokenAnswer;
pub use twinlock_domain::AuthorizationError;
pub use userinfo::{UserInfo, UserInfoError};
