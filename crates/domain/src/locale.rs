//! The language of an account, as a tag.

use alloc::string::String;

/// A language tag (BCP 47, RFC 5646 2.1), such as `de` or `de-AT`. Only its form is checked; whether there are texts in
/// the language is decided where they are shown.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Locale(String);

/// The text is not a language tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a language is a tag such as de or de-AT")]
pub struct InvalidLocale;

impl Locale {
    /// The longest tag, in bytes: enough for a language, a script, a region and variants (RFC 5646 4.4.1).
    pub const MAX_LENGTH: usize = 35;

    /// Checks a tag: a language of 2 to 8 letters, then subtags of 1 to 8 letters or digits, each after a hyphen.
    ///
    /// # Errors
    /// [`InvalidLocale`] if the text is not a tag of this form.
    ///
    /// ```
    /// # use twinlock_domain::Locale;
    /// assert_eq!(Locale::parse("de-AT").unwrap().as_str(), "de-AT");
    /// assert!(Locale::parse("German (Austria)").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, InvalidLocale> {
        let mut subtags = text.split('-');
        let language = subtags.next().unwrap_or_default();
        let is_language = (2..=8).contains(&language.len()) && language.bytes().all(|byte| byte.is_ascii_alphabetic());
        let is_subtag =
            |subtag: &str| (1..=8).contains(&subtag.len()) && subtag.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if text.len() <= Self::MAX_LENGTH && is_language && subtags.all(is_subtag) {
            Ok(Self(text.into()))
        } else {
            Err(InvalidLocale)
        }
    }

    /// The tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_a_tag_and_nothing_else() {
        for tag in ["en", "de", "de-AT", "zh-Hant-TW", "es-419", "sl-rozaj-biske-1994"] {
            assert_eq!(Locale::parse(tag).as_ref().map(Locale::as_str), Ok(tag));
        }
        for text in [
            "",
            "d",
            "de_AT",
            "de-",
            "-de",
            "de--AT",
            "de AT",
            "d3",
            "de-abcdefghi",
            "*",
            "de\n",
            "ä",
            "en-aaaaaaaa-bbbbbbbb-cccccccc-dddddddd",
        ] {
            assert_eq!(Locale::parse(text), Err(InvalidLocale), "{text:?}");
        }
    }
}
