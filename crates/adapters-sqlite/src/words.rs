//! How several redirect URIs stand in one column.

use std::borrow::Cow;

use twinlock_domain::RedirectUri;
use twinlock_ports::StoredText;

/// One a line: none has white space.
#[derive(Clone, Debug)]
pub(crate) struct Lines(pub(crate) Vec<RedirectUri>);

impl StoredText for Lines {
    fn text(&self) -> Cow<'_, str> {
        Cow::Owned(self.0.iter().map(RedirectUri::as_str).collect::<Vec<_>>().join("\n"))
    }

    fn from_text(text: &str) -> Option<Self> {
        text.split('\n').map(|uri| RedirectUri::parse(uri).ok()).collect::<Option<_>>().map(Self)
    }
}
