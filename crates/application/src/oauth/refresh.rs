//! `grant_type=refresh_token` (RFC 6749 6), in steps:
//!
//! 1. The token is authenticated, and names its grant. One joined read returns the client, the grant and the resource
//!    owner. The client is authenticated first.
//! 2. `judge` refuses a token that is unknown, another client's, revoked, expired or reused; reuse ends the grant
//!    (R17).
//! 3. The gate is asked for a refresh of the grant. It distinguishes access under the requirement (R15), grandfathered
//!    access (R13) and access that *revoke all* ended (R16).
//! 4. A token that was rotated a few seconds ago is a retry after a lost response: that response is made again from what
//!    the grant knows of it, and is the same (R17).
//! 5. Otherwise new tokens are minted and recorded in the grant, which rotates the old one. For grandfathered access the
//!    new refresh token expires when the old one would have (R14).

use twinlock_domain::{
    AuditKind, BearerSecret, Clearance, Generation, Handle, Lifetimes, RefreshUse, Scope, ScopeSet, Timestamp,
};
use twinlock_ports::{App, GrantOfOwner};

use super::client::AppWithGrant;
use super::token_error::{GrantOutcome, Refused, ask_for_grant};
use super::tokens::TokenResponseParts;
use super::{ClientCredentials, GrantRefusal, TokenAnswer, TokenError};
use crate::gate::ask_to_refresh;
use crate::unit_of_work::UnitOfWork;
use crate::{Failure, RequestOrigin, TransactionName, Twinlock};

/// Exchange a refresh token.
#[derive(Debug)]
pub struct Refresh {
    /// The client's id and credentials.
    pub client: ClientCredentials,
    /// `refresh_token`
    pub token: BearerSecret,
    /// `scope`, to request less than was granted. Scopes that were not granted are ignored.
    pub scope: Option<String>,
}

impl Twinlock {
    /// Exchanges a refresh token for new tokens.
    ///
    /// # Errors
    /// [`TokenError::InvalidClient`] if client authentication fails; [`TokenError::InvalidGrant`] if the token is
    /// unknown, expired, reused or revoked, or the gate does not pass; [`TokenError::InvalidScope`] if nothing of the
    /// scope was granted; [`TokenError::Failure`] if a port fails.
    pub async fn refresh(&self, command: Refresh, origin: &RequestOrigin) -> Result<TokenAnswer, TokenError> {
        let outcome = self.write::<GrantOutcome, TokenError>(TransactionName::Refresh, origin, async |work| {
            let handle = work.open_handle(&command.token).await?;
            let token = handle.as_ref().filter(|handle| matches!(handle, Handle::RefreshToken(_)));
            let AppWithGrant { app, grant } = work.authenticate_with_grant(&command.client, token).await?;
            let (Some(found), Some(Handle::RefreshToken(token))) = (grant, handle) else {
                return Ok(GrantOutcome::Refused(GrantRefusal::Unknown));
            };
            let presented = Presented { app, generation: token.generation, found };
            match judge(&presented, self.lifetimes(), work.now) {
                Ok(usable) => work.exchange(&command, Admitted { presented, usable }).await.map(GrantOutcome::answered),
                Err(why) => {
                    let refused = Refused { why, on_reuse: AuditKind::RefreshReused };
                    work.note_refusal(&presented.found.grant, refused).await?;
                    Ok(GrantOutcome::Refused(why))
                }
            }
        });
        self.token_response(outcome.await?)
    }
}

impl UnitOfWork<'_> {
    async fn exchange(&mut self, command: &Refresh, admitted: Admitted) -> Result<TokenResponseParts, TokenError> {
        let Admitted { presented: Presented { app, generation: _, found }, usable } = admitted;
        let GrantOfOwner { grant, holder } = found;
        let Usable { usage, clearance } = usable;
        let account = holder.account;
        let key = self.signing_key(app.metadata.id_token_signed_response_alg).await?;
        let tokens = match usage {
            Usage::Retry => {
                let last = grant.tokens().ok_or(Failure::Inconsistent("a rotation without an answer"))?;
                let event = self.record(AuditKind::RefreshAnswerRepeated).about(account.id).app(app.id);
                event.await?;
                self.issued_tokens(&grant, last).await?
            }
            Usage::Exchange => {
                let scope = narrowed(command.scope.as_deref(), &grant.scope).ok_or(TokenError::InvalidScope)?;
                let event = self.record(AuditKind::TokenRefreshed).about(account.id).app(app.id);
                event.passed(clearance.reason()).await?;
                let next_expiry = grant.next_refresh_expiry(&app.policy, self.twinlock.lifetimes(), self.now);
                let terms = self.twinlock.token_terms(scope, next_expiry, self.now);
                self.record_tokens(clearance, &grant, terms).await?
            }
        };
        Ok(TokenResponseParts { app, account, grant, tokens, nonce: None, key, answered_at: self.now })
    }
}

/// A refresh token of a generation, with the rows of one read.
struct Presented {
    app: App,
    generation: Generation,
    found: GrantOfOwner,
}

/// What a valid token is answered with.
enum Usage {
    /// New tokens.
    Exchange,
    /// The tokens that it was exchanged for a moment ago.
    Retry,
}

/// How a valid token may be used, with the gate's clearance.
struct Usable {
    usage: Usage,
    clearance: Clearance,
}

/// A valid token, with the rows of the same read.
struct Admitted {
    presented: Presented,
    usable: Usable,
}

fn judge(presented: &Presented, lifetimes: &Lifetimes, now: Timestamp) -> Result<Usable, GrantRefusal> {
    let Presented { app, generation, found: GrantOfOwner { grant, holder } } = presented;
    if grant.app != app.id {
        return Err(GrantRefusal::Unknown);
    }
    if grant.is_revoked() {
        return Err(GrantRefusal::Revoked);
    }
    let usage = match grant.judge_refresh(*generation, now, lifetimes) {
        RefreshUse::Fresh => Usage::Exchange,
        RefreshUse::Retry => Usage::Retry,
        RefreshUse::Reuse => return Err(GrantRefusal::Reused),
        RefreshUse::Expired => return Err(GrantRefusal::Expired),
        RefreshUse::Unknown => return Err(GrantRefusal::Unknown),
    };
    let clearance = ask_for_grant(holder, |who| ask_to_refresh(app, who, grant, now))?;
    Ok(Usable { usage, clearance })
}

/// The scope of the new access token: what was granted, or the part of it that is requested. Scopes that are unknown,
/// were declined or were never requested are ignored, as at the authorization endpoint, so that a client may send its
/// configured scope each time; the response contains the resulting scope. Nothing is ever added (RFC 6749 6).
///
/// `None` if the text is not a scope list, or the result is empty or lacks `openid` although it was granted.
fn narrowed(asked: Option<&str>, granted: &ScopeSet) -> Option<ScopeSet> {
    let Some(asked) = asked else { return Some(granted.clone()) };
    let scope = ScopeSet::parse(asked).ok()?.intersection(granted);
    let is_of_use = !scope.is_empty() && (scope.contains(Scope::OpenId) || !granted.contains(Scope::OpenId));
    is_of_use.then_some(scope)
}
