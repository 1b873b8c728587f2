//! Existing access over HTTP: how it expires (R13, R14), what it depends on (R15), how it is revoked (R16, R17).

mod connected;
mod grandfathered;
mod handed_back;
mod reuse;
mod revoke_all;
mod under_requirement;

use std::time::Duration;

use crate::support::{RelyingParty, Server};

const SECOND: Duration = Duration::from_secs(1);
const DAY: Duration = Duration::from_hours(24);

/// A duration less a second.
fn just_before(span: Duration) -> Duration {
    span.checked_sub(SECOND).unwrap()
}

async fn app(server: &Server, name: &str) -> RelyingParty {
    let registered = server.app(name).await;
    RelyingParty::new(server, &registered).await
}

/// Refreshes by hand: the new refresh token, or nothing if the response is `invalid_grant`.
async fn refreshed(app: &RelyingParty, token: &str) -> Option<String> {
    let (status, body) = app.refresh_by_hand(token).await;
    if status == 200 {
        return Some(body["refresh_token"].as_str().unwrap().to_owned());
    }
    assert_eq!((status, body["error"].as_str()), (400, Some("invalid_grant")), "{body}");
    None
}
