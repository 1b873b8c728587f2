//! What relying parties see: requests, codes, client authentication, tokens, keys, metadata (R17 to R19, R25).

mod claims;
mod client_auth;
mod clients;
mod codes;
mod form_post;
mod keys;
mod metadata;
mod named_user;
mod redirect_uris;
mod requests;
mod strangers;
mod subjects;
mod tokens;
mod without_openid;

use crate::support::{Person, RelyingParty, Server};

async fn app(server: &Server, name: &str) -> RelyingParty {
    let registered = server.app(name).await;
    RelyingParty::new(server, &registered).await
}

/// A code that has not been redeemed, and its verifier.
async fn code_of(app: &RelyingParty, person: &mut Person) -> (String, String) {
    let attempt = app.attempt();
    let mut page = person.visit(&attempt.url).await;
    if page.is_question() {
        page = person.approve(&page).await;
    }
    (app.code(&attempt, &page), attempt.verifier.secret().clone())
}
