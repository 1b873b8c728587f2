//! `grant_type=refresh_token` (RFC 6749 6), in steps:
//!
//! 1. One joined read returns the client, the token, its grant and the resource owner. The client is authenticated
//!    first.
//! 2. `judge` refuses a token that is unknown, another client's, revoked, expired or reused; reuse ends the grant
//!    (R17).
//! 3. The gate is asked for a refresh of the grant. It distinguishes access under the requirement (R15), grandfathered
//!    access (R13) and access that *revoke all* ended (R16).
//! 4. A token that was rotated a few seconds ago is a retry after a lost response: that response is unsealed and sent
//!    again (R17).
//! 5. Otherwise the token is rotated, its response is sealed and stored, and the new tokens are recorded. For
//!    grandfathered access the new refresh token expires when the old one would have (R14).

use twinlock_domain::{
    AuditKind, BearerSecret, Clearance, Grant, Lifetimes, RefreshToken, RefreshUse, Scope, ScopeSet, Timestamp,
};
use twinlock_ports::{App, ResourceOwner, Rotation, SealedAs};

use super::token_error::{GrantOutcome, Refused, ask_for_grant};
use super::tokens::{IssuedTokens, ToRecord, TokenResponseParts};
use super::{ClientCredentials, GrantRefusal, InvalidClient, TokenAnswer, TokenError};
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
            let token = self.hash(command.token.expose());
            let found = work.tx.client_with_refresh_token(command.client.key(self)?, token).await?;
            let (client, found) = found.ok_or(InvalidClient)?;
            let app = work.admit(client, &command.client).await?;
            let Some((token, grant, holder)) = found else { return Ok(GrantOutcome::Refused(GrantRefusal::Unknown)) };
            let presented = Presented { app, token, grant, holder };
            match judge(&presented, self.lifetimes(), work.now) {
                Ok(usable) => work.exchange(&command, Admitted { presented, usable }).await.map(GrantOutcome::answered),
                Err(why) => {
                    let refused = Refused { why, on_reuse: AuditKind::RefreshReused };
                    work.note_refusal(&presented.grant, refused).await?;
                    Ok(GrantOutcome::Refused(why))
                }
            }
        });
        self.token_response(outcome.await?)
    }
}

impl UnitOfWork<'_> {
    async fn exchange(&mut self, command: &Refresh, admitted: Admitted) -> Result<TokenResponseParts, TokenError> {
        let Admitted { presented: Presented { app, token, grant, holder }, usable } = admitted;
        let Usable { usage, clearance } = usable;
        let account = holder.account;
        let key = self.signing_key(app.metadata.id_token_signed_response_alg).await?;
        if usage == RefreshUse::Retry {
            let tokens = self.lost_answer(&command.token).await?;
            let event = self.record(AuditKind::RefreshAnswerRepeated).about(account.id).app(app.id);
            event.await?;
            return Ok(TokenResponseParts { app, account, grant, tokens, nonce: None, key, answered_at: self.now });
        }
        let scope = narrowed(command.scope.as_deref(), &grant.scope).ok_or(TokenError::InvalidScope)?;
        let tokens = self.twinlock.fresh_tokens(&grant, scope, self.now);
        let sealed_answer =
            self.twinlock.ports.vault.seal(SealedAs::RefreshAnswer(&command.token), pack(&tokens).as_bytes());
        let rotation = Rotation { presented: token.hash, at: self.now, sealed_answer };
        if !self.tx.rotate(&rotation).await? {
            return Err(Failure::Inconsistent("a token that was read unrotated cannot be rotated").into());
        }
        let event = self.record(AuditKind::TokenRefreshed).about(account.id).app(app.id);
        event.passed(clearance.reason()).await?;
        let next_expiry = token.next_expiry(&app.policy, &grant, self.twinlock.lifetimes(), self.now);
        let record = ToRecord { tokens: &tokens, refresh_expires_at: next_expiry };
        self.record_tokens(clearance, &grant, record).await?;
        Ok(TokenResponseParts { app, account, grant, tokens, nonce: None, key, answered_at: self.now })
    }

    /// The response that a rotated token was exchanged for, for a retry. No new tokens are minted (R17).
    async fn lost_answer(&mut self, presented: &BearerSecret) -> Result<IssuedTokens, Failure> {
        let rotation = self.tx.rotation(self.hash(presented.expose())).await?;
        let rotation = rotation.ok_or(Failure::Inconsistent("a rotation without an answer"))?;
        let answer = self.twinlock.ports.vault.open(SealedAs::RefreshAnswer(presented), &rotation.sealed_answer)?;
        unpack(&answer, rotation.at).ok_or(Failure::Inconsistent("a sealed answer that cannot be read"))
    }
}

struct Presented {
    app: App,
    token: RefreshToken,
    grant: Grant,
    holder: ResourceOwner,
}

/// How a valid token may be used, with the gate's clearance.
struct Usable {
    usage: RefreshUse,
    clearance: Clearance,
}

/// A valid token, with the rows of the same read.
struct Admitted {
    presented: Presented,
    usable: Usable,
}

fn judge(presented: &Presented, lifetimes: &Lifetimes, now: Timestamp) -> Result<Usable, GrantRefusal> {
    let Presented { app, token, grant, holder } = presented;
    if grant.app != app.id {
        return Err(GrantRefusal::Unknown);
    }
    if grant.is_revoked() {
        return Err(GrantRefusal::Revoked);
    }
    let usage = token.judge(now, lifetimes);
    match usage {
        RefreshUse::Reuse => return Err(GrantRefusal::Reused),
        RefreshUse::Expired => return Err(GrantRefusal::Expired),
        RefreshUse::Fresh | RefreshUse::Retry => {}
    }
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

/// Packs tokens into a text, one field a line.
fn pack(tokens: &IssuedTokens) -> String {
    let refresh = tokens.refresh.as_ref().map_or("", BearerSecret::expose);
    let expiry = tokens.access_expires_at.unix_millis();
    format!("{}\n{refresh}\n{expiry}\n{}", tokens.access.expose(), tokens.scope)
}

fn unpack(answer: &[u8], issued_at: Timestamp) -> Option<IssuedTokens> {
    let mut fields = std::str::from_utf8(answer).ok()?.splitn(4, '\n');
    let access = BearerSecret::new(fields.next()?.into());
    let refresh = fields.next().filter(|token| !token.is_empty()).map(|token| BearerSecret::new(token.into()));
    let access_expires_at = Timestamp::from_unix_millis(fields.next()?.parse().ok()?);
    let scope = ScopeSet::parse(fields.next()?).ok()?;
    Some(IssuedTokens { access, refresh, access_expires_at, issued_at, scope })
}
