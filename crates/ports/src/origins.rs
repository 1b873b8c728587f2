//! The web origins of an app, which follow from its redirect URIs.

use std::collections::BTreeSet;

use twinlock_domain::WebOrigin;

use crate::ClientMetadata;

impl ClientMetadata {
    /// The origins of its redirect URIs, each once.
    pub fn origins(&self) -> BTreeSet<WebOrigin> {
        self.redirect_uris.iter().filter_map(WebOrigin::of).collect()
    }
}
