//! The response of the authorization endpoint. It can only be made for a verified redirect URI.

use twinlock_domain::{AuthorizationError, BearerSecret, RedirectUri, ResponseMode};
use twinlock_ports::RequestParameters;

/// An authorization response to the app (RFC 6749 4.1.2, RFC 9207).
#[derive(Debug)]
pub struct AuthorizationResponse {
    redirect_uri: RedirectUri,
    mode: ResponseMode,
    state: Option<String>,
    issuer: String,
    body: ResponseBody,
}

/// A code, or an error.
#[derive(Debug)]
pub enum ResponseBody {
    /// `code`
    Code(BearerSecret),
    /// `error` and `error_description`
    Error(AuthorizationError, String),
}

impl AuthorizationResponse {
    /// A response to a request whose redirect URI was verified when its parameters were parsed.
    pub(crate) fn to(parameters: &RequestParameters, issuer: &str, body: ResponseBody) -> Self {
        Self {
            redirect_uri: parameters.redirect_uri.clone(),
            mode: parameters.response_mode,
            state: parameters.state.clone(),
            issuer: issuer.into(),
            body,
        }
    }

    /// The redirect URI.
    pub const fn redirect_uri(&self) -> &RedirectUri {
        &self.redirect_uri
    }

    /// The response mode.
    pub const fn mode(&self) -> ResponseMode {
        self.mode
    }

    /// The parameters of the response.
    pub const fn body(&self) -> &ResponseBody {
        &self.body
    }

    /// The parameters in order, to be added to the redirect URI or posted there.
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
