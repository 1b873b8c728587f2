//! The user name of an account, which apps get as `preferred_username` (OIDC Core 5.1).

use alloc::string::String;
use core::fmt;

use crate::is_invisible;

/// A short name for an account, such as `ada.lovelace`. Two accounts may have the same one: apps distinguish accounts
/// by `sub`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct UserName(String);

impl UserName {
    /// The greatest length, in characters.
    pub const MAX_CHARACTERS: usize = crate::bounds::USER_NAME;

    /// The user name made from a display name: its letters and digits in lower case, with one dot for everything
    /// between them. Not made from the e-mail address, because an app with the `profile` scope gets the display name
    /// anyway but must not learn a part of the address.
    pub fn of_display_name(display_name: &str) -> Option<Self> {
        let mut name = String::new();
        let is_between = |c: char| !c.is_alphanumeric() || is_invisible(c);
        let words = display_name.split(is_between).filter(|word| !word.is_empty());
        for word in words {
            if !name.is_empty() {
                name.push('.');
            }
            name.extend(word.chars().flat_map(char::to_lowercase));
        }
        let name: String = name.chars().take(Self::MAX_CHARACTERS).collect();
        Self::parse(name.trim_end_matches('.'))
    }

    /// Parses the stored text; `None` if it is not a valid user name.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=Self::MAX_CHARACTERS).contains(&text.chars().count());
        let plain = !text.chars().any(|c| c.is_whitespace() || is_invisible(c));
        (fits && plain).then(|| Self(text.into()))
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UserName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UserName({})", self.0)
    }
}
