//! Which parameters each protocol endpoint accepts.

use actix_web::HttpRequest;

use crate::paths;

/// A protocol endpoint and its parameters.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Endpoint {
    path: &'static str,
    /// The parameters that the endpoint accepts. Every other one is ignored (RFC 6749 3.1, 3.2).
    pub(crate) parameters: &'static [&'static str],
    /// Whether the handler itself reports a parameter that came twice, because the error is returned to the app.
    pub(crate) explains_repeats: bool,
}

impl Endpoint {
    const NONE: Self = Self { path: "", parameters: &[], explains_repeats: false };

    /// The endpoint of a request.
    pub(crate) fn of(request: &HttpRequest) -> Self {
        let path = request.match_pattern().unwrap_or_default();
        ENDPOINTS.iter().find(|endpoint| endpoint.path == path).copied().unwrap_or(Self::NONE)
    }
}

const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        path: paths::AUTHORIZE,
        parameters: &[
            "acr_values",
            "again",
            "claims",
            "client_id",
            "code_challenge",
            "code_challenge_method",
            "continue",
            "id_token_hint",
            "login_hint",
            "max_age",
            "nonce",
            "prompt",
            "redirect_uri",
            "request",
            "request_uri",
            "response_mode",
            "response_type",
            "scope",
            "state",
        ],
        explains_repeats: true,
    },
    Endpoint {
        path: paths::TOKEN,
        parameters: &[
            "client_id",
            "client_secret",
            "code",
            "code_verifier",
            "grant_type",
            "redirect_uri",
            "refresh_token",
            "scope",
        ],
        explains_repeats: false,
    },
    Endpoint {
        path: paths::INTROSPECT,
        parameters: &["client_id", "client_secret", "token", "token_type_hint"],
        explains_repeats: false,
    },
    Endpoint {
        path: paths::REVOKE,
        parameters: &["client_id", "client_secret", "token", "token_type_hint"],
        explains_repeats: false,
    },
    Endpoint { path: paths::USERINFO, parameters: &["access_token"], explains_repeats: false },
];
