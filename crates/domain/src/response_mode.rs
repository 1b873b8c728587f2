//! The `response_mode` parameter: how the answer of the authorization endpoint travels to the app.

/// How an answer travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum ResponseMode {
    /// `query`: in the query of a redirect (RFC 6749 4.1.2).
    #[default]
    Query,
    /// `form_post`: in a form that the browser posts (OAuth 2.0 Form Post Response Mode).
    FormPost,
}

impl ResponseMode {
    /// Every mode there is, the default first.
    pub const ALL: [Self; 2] = [Self::Query, Self::FormPost];

    /// The `response_mode` value.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::FormPost => "form_post",
        }
    }

    /// From the `response_mode` value; `None` for what is not ours.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == text)
    }
}
