//! Consent over HTTP: when it is asked for (R10), who may decide (R11), and what *Deny* does (R12).

mod asked;
mod decided;
mod denied;
mod over;

use crate::support::{RelyingParty, Server};

async fn wiki(server: &Server) -> RelyingParty {
    RelyingParty::register(server, "Wiki").await
}
