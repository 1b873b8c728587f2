//! The `prompt` parameter (OIDC Core 3.1.2.1).

/// The prompts that a request asks for or excludes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Prompt {
    /// `none`: show nothing (R18).
    pub none: bool,
    /// `login` or `select_account`: ask for the password again.
    pub login: bool,
    /// `consent`: ask for consent again.
    pub consent: bool,
}

/// `none` was combined with another value, or a value is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("prompt is not a list of login, consent and select_account, nor none alone")]
pub struct InvalidPrompt;

impl Prompt {
    /// Parses the space-separated list.
    ///
    /// # Errors
    /// [`InvalidPrompt`] if a value is unknown, or `none` is combined with another.
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
