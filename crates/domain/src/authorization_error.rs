//! The errors of the authorization endpoint.

use alloc::string::String;

/// An error of the authorization endpoint (RFC 6749 4.1.2.1, OIDC Core 3.1.2.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AuthorizationError {
    /// The user declined. This error is sent for no other reason.
    AccessDenied,
    /// The consent question would be needed, and the request has `prompt=none`.
    ConsentRequired,
    /// Another page would be needed, and the request has `prompt=none`.
    InteractionRequired,
    /// The request is malformed.
    InvalidRequest,
    /// A scope that the app may not request.
    InvalidScope,
    /// A sign-in would be needed, and the request has `prompt=none`.
    LoginRequired,
    /// Request objects are not supported.
    RequestNotSupported,
    /// Request objects by reference are not supported.
    RequestUriNotSupported,
    /// An essential `acr` that cannot be met (R19).
    UnmetAuthenticationRequirements,
    /// `response_type` is not `code`.
    UnsupportedResponseType,
}

impl AuthorizationError {
    /// Every error there is.
    pub const ALL: [Self; 10] = [
        Self::AccessDenied,
        Self::ConsentRequired,
        Self::InteractionRequired,
        Self::InvalidRequest,
        Self::InvalidScope,
        Self::LoginRequired,
        Self::RequestNotSupported,
        Self::RequestUriNotSupported,
        Self::UnmetAuthenticationRequirements,
        Self::UnsupportedResponseType,
    ];

    /// The `error` value.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AccessDenied => "access_denied",
            Self::ConsentRequired => "consent_required",
            Self::InteractionRequired => "interaction_required",
            Self::InvalidRequest => "invalid_request",
            Self::InvalidScope => "invalid_scope",
            Self::LoginRequired => "login_required",
            Self::RequestNotSupported => "request_not_supported",
            Self::RequestUriNotSupported => "request_uri_not_supported",
            Self::UnmetAuthenticationRequirements => "unmet_authentication_requirements",
            Self::UnsupportedResponseType => "unsupported_response_type",
        }
    }

    /// The error with this `error` value.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|error| error.as_str() == text)
    }
}

/// An error of an authorization request whose redirect URI is registered. It is sent to the app once the user is signed
/// in (RFC 9700 4.11.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeferredError {
    /// `error`
    pub error: AuthorizationError,
    /// `error_description`
    pub description: String,
}

impl DeferredError {
    /// An error with its description.
    pub fn new(error: AuthorizationError, description: impl Into<String>) -> Self {
        Self { error, description: description.into() }
    }
}
