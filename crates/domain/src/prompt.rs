//! The `prompt` parameter (OIDC Core 3.1.2.1).

/// What a request wants to be shown, or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Prompt {
    /// `none`: show nothing (R18).
    pub none: bool,
    /// `login` or `select_account`: ask for the password again.
    pub login: bool,
    /// `consent`: ask for consent again.
    pub consent: bool,
}

/// `none` came with another value, or a value is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("prompt is not a list of login, consent and select_account, nor none alone")]
pub struct InvalidPrompt;

impl Prompt {
    /// From the space-separated list.
    ///
    /// # Errors
    /// When a value is unknown or `none` is not alone.
    pub fn parse(text: &str) -> Result<Self, InvalidPrompt> {
        let mut prompt = Self::default();
        for value in text.split(' ').filter(|value| !value.is_empty()) {
            match value {
                "none" => prompt.none = true,
                "login" | "select_account" => prompt.login = true,
                "consent" => prompt.consent = true,
                _ => return Err(InvalidPrompt),
            }
        }
        if prompt.none && (prompt.login || prompt.consent) { Err(InvalidPrompt) } else { Ok(prompt) }
    }
}
