//! An answer that the benchmark does not expect: it ends the run, and shows why.

use std::fmt;

use actix_web::{ResponseError, http::StatusCode};

/// Why a request is refused.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    why: String,
}

impl Refusal {
    /// `what` is missing or wrong.
    pub(crate) fn bad_request(what: &str) -> Self {
        Self { status: StatusCode::BAD_REQUEST, why: what.to_owned() }
    }

    pub(crate) fn unauthorized(what: &str) -> Self {
        Self { status: StatusCode::UNAUTHORIZED, why: what.to_owned() }
    }
}

impl From<anyhow::Error> for Refusal {
    fn from(error: anyhow::Error) -> Self {
        Self { status: StatusCode::INTERNAL_SERVER_ERROR, why: format!("{error:#}") }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

impl ResponseError for Refusal {
    fn status_code(&self) -> StatusCode {
        self.status
    }
}
