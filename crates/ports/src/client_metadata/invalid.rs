//! Why app metadata is invalid.

use twinlock_domain::{InvalidRedirectUri, bounds};

use super::Member;

/// What is wrong with one member of an app's metadata.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidMember {
    /// The value is of the wrong type, or not one of those that the member may have.
    #[error("{} {expected}", member.as_str())]
    Value {
        /// Which member.
        member: Member,
        /// What it may be, such as "is RS256, ES256 or `EdDSA`".
        expected: &'static str,
    },
    /// No name, or more than 80 characters.
    #[error("a name has 1 to 80 characters")]
    Name,
    /// No redirect URI, or more than 20.
    #[error("an app has 1 to 20 redirect URIs")]
    RedirectUriCount,
    /// A redirect URI that cannot be registered.
    #[error("redirect URI {line}, {}: {reason}", beginning_of(uri))]
    RedirectUri {
        /// Which of them it is, from 1.
        line: usize,
        /// The URI.
        uri: String,
        /// What is wrong with it.
        reason: InvalidRedirectUri,
    },
    /// No scope, or too many.
    #[error("an app has 1 to {} scopes", bounds::SCOPES)]
    ScopeCount,
    /// Optional scopes are some of the scopes, and `openid` is never one.
    #[error("optional scopes are some of the app's scopes, and openid is none")]
    OptionalScope,
    /// Each scope that is not a standard one needs a description for the consent page, and no other has one.
    #[error(
        "each scope that is not a standard one, and no other, has a description of 1 to {} characters",
        bounds::SCOPE_DESCRIPTION
    )]
    ScopeDescriptions,
    /// A public app always has PKCE and never acts for itself.
    #[error("a public app has PKCE, and no machine access")]
    PublicApp,
    /// Whether an app has a secret is decided when it is registered.
    #[error("token_endpoint_auth_method cannot change between none and a secret: register another app")]
    KindIsFixed,
}

/// So that `?` reports one problem where several can be reported.
impl From<InvalidMember> for Vec<InvalidMember> {
    fn from(invalid: InvalidMember) -> Self {
        vec![invalid]
    }
}

/// The beginning of a text, 80 characters, long enough to recognise it.
pub fn beginning_of(text: &str) -> String {
    const ENOUGH: usize = 80;
    let mut shown: String = text.chars().take(ENOUGH).collect();
    if text.chars().nth(ENOUGH).is_some() {
        shown.push('…');
    }
    shown
}
