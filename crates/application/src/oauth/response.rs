//! The answer of the authorization endpoint: it can only be made for a verified redirect URI.

use twinlock_domain::{BearerSecret, RedirectUri, ResponseMode};
use twinlock_ports::RequestParameters;

/// What a redirect carries to the app (RFC 6749 4.1.2, RFC 9207).
#[derive(Debug)]
pub struct AuthorizationResponse {
    redirect_uri: RedirectUri,
    mode: ResponseMode,
    state: Option<String>,
    issuer: String,
    body: ResponseBody,
}

/// A code, or why there is none.
#[derive(Debug)]
pub enum ResponseBody {
    /// `code`
    Code(BearerSecret),
    /// `error` and `error_description`
    Error(AuthorizationError, String),
}

/// An error of the authorization endpoint (RFC 6749 4.1.2.1, OIDC Core 3.1.2.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AuthorizationError {
    /// The user said no. Nothing else is ever this.
    AccessDenied,
    /// Something must be shown for consent, and `prompt=none`.
    ConsentRequired,
    /// Something else must be shown, and `prompt=none`.
    InteractionRequired,
    /// The request is malformed.
    InvalidRequest,
    /// A scope that the app may not ask for.
    InvalidScope,
    /// Nobody is signed in, or not freshly enough, and `prompt=none`.
    LoginRequired,
    /// Request objects are not supported.
    RequestNotSupported,
    /// Request objects by reference are not supported.
    RequestUriNotSupported,
    /// An essential `acr` that cannot be met (R19).
    UnmetAuthenticationRequirements,
    /// Anything but `code`.
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

    /// From the `error` value.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|error| error.as_str() == text)
    }
}

impl AuthorizationResponse {
    /// The answer to a request whose redirect URI was verified when its parameters were parsed.
    pub(crate) fn to(parameters: &RequestParameters, issuer: &str, body: ResponseBody) -> Self {
        Self {
            redirect_uri: parameters.redirect_uri.clone(),
            mode: parameters.response_mode,
            state: parameters.state.clone(),
            issuer: issuer.into(),
            body,
        }
    }

    /// Where it goes.
    pub const fn redirect_uri(&self) -> &RedirectUri {
        &self.redirect_uri
    }

    /// How it travels.
    pub const fn mode(&self) -> ResponseMode {
        self.mode
    }

    /// What it says.
    pub const fn body(&self) -> &ResponseBody {
        &self.body
    }

    /// The parameters, in order: to be added to the redirect URI, or to be posted there.
    pub fn parameters(&self) -> Vec<(&'static str, &str)> {
        let mut parameters = match &self.body {
            ResponseBody::Code(code) => vec![("code", code.expose())],
            ResponseBody::Error(error, description) => {
                vec![("error", error.as_str()), ("error_description", description.as_str())]
            }
        };
        parameters.extend(self.state.as_deref().map(|state| ("state", state)));
        parameters.push(("iss", &self.issuer));
        parameters
    }
}
