//! The `response_mode` parameter: how the authorization response is sent to the app.

/// How an authorization response is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum ResponseMode {
    /// `query`: in the query of a redirect (RFC 6749 4.1.2).
    #[default]
    Query,
    /// `form_post`: in a form that the browser posts (OAuth 2.0 Form Post Response Mode).
    FormPost,
}

impl ResponseMode {
    /// Every mode, the default first.
    pub const ALL: [Self; 2] = [Self::Query, Self::FormPost];

    /// The `response_mode` value.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::FormPost => "form_post",
        }
    }

    /// The mode with this `response_mode` value; `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == text)
    }
}
