//! Links that an app shows to people: https alone.

use alloc::string::String;

use crate::RedirectUri;

/// A link of an app's, such as its home page.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HttpsUrl(String);

/// The text is not a link that an app may show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a link begins with https:// and has a host, no user name and no fragment")]
pub struct InvalidHttpsUrl;

impl HttpsUrl {
    /// Parses a link: it must be valid as a redirect URI, and its scheme must be https.
    ///
    /// # Errors
    /// [`InvalidHttpsUrl`] if it is not such a link.
    ///
    /// ```
    /// # use twinlock_domain::HttpsUrl;
    /// assert!(HttpsUrl::parse("https://app.example/about").is_ok());
    /// assert!(HttpsUrl::parse("http://app.example/").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, InvalidHttpsUrl> {
        let is_link = text.starts_with("https://") && RedirectUri::parse(text).is_ok();
        if is_link { Ok(Self(text.into())) } else { Err(InvalidHttpsUrl) }
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
