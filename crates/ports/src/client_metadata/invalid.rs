//! Why app metadata is invalid.

use twinlock_domain::{InvalidRedirectUri, bounds};

use super::Member;

/// A problem with one member of an app's metadata.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidMember {
    /// The value is of the wrong type, or not one of those that the member may have.
    #[error("{} {expected}", member.as_str())]
    Value {
        /// The member.
        member: Member,
        /// The values that it accepts, such as "is RS256, ES256 or `EdDSA`".
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
        /// Its position in the list, from 1.
        line: usize,
        /// The URI.
        uri: String,
        /// The problem.
        reason: InvalidRedirectUri,
    },
    /// No scope, or too many.
    #[error("an app has 1 to {} scopes", bounds::SCOPES)]
    ScopeCount,
    /// An optional scope that is not one of the app's scopes, or is `openid`.
    #[error("optional scopes are some of the app's scopes, and openid is none")]
    OptionalScope,
    /// A scope that is not a standard one without a description for the consent page, or another one with a
    /// description.
    #[error(
        "each scope that is not a standard one, and no other, has a description of 1 to {} characters",
        bounds::SCOPE_DESCRIPTION
    )]
    ScopeDescriptions,
    /// A public app without PKCE, or with machine access.
    #[error("a public app has PKCE, and no machine access")]
    PublicApp,
    /// Whether an app has a secret is decided when it is registered.
    #[error("token_endpoint_auth_method cannot change between none and a secret: register another app")]
    KindIsFixed,
}

/// Lets `?` return one problem where a list is returned.
impl From<InvalidMember> for Vec<InvalidMember> {
    fn from(invalid: InvalidMember) -> Self {
        vec![invalid]
    }
}

/// The first 80 characters of a text, enough to recognise it.
pub fn beginning_of(text: &str) -> String {
    const ENOUGH: usize = 80;
    let mut shown: String = text.chars().take(ENOUGH).collect();
    if text.chars().nth(ENOUGH).is_some() {
        shown.push('…');
    }
    shown
}
