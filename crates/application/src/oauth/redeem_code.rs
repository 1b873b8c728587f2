//! `grant_type=authorization_code` (RFC 6749 4.1.3), in steps:
//!
//! 1. One joined read returns the client, the code's grant and the resource owner. The client is authenticated before
//!    the code is checked.
//! 2. `judge_code` refuses a code that is unknown, another client's, used, revoked, expired, or sent with another
//!    redirect URI or PKCE verifier. A code that is used twice ends its grant (RFC 6749 4.1.2).
//! 3. The gate is asked again (R9): a code from before the requirement was turned on does not pass unless its grant is
//!    two-factor.
//! 4. The code is marked redeemed, and the tokens are minted from the gate's clearance and recorded with an audit
//!    event.
//! 5. After the commit the `id_token` is signed.

use twinlock_domain::{AuditKind, BearerSecret, Clearance, CodeVerifier, Grant, Timestamp, check_pkce};
use twinlock_ports::{App, ResourceOwner};

use super::token_error::{GrantOutcome, Refused, ask_for_grant};
use super::tokens::{ToRecord, TokenResponseParts};
use super::{ClientCredentials, GrantRefusal, InvalidClient, TokenAnswer, TokenError};
use crate::gate::ask_to_redeem;
use crate::unit_of_work::UnitOfWork;
use crate::{Failure, RequestOrigin, TransactionName, Twinlock};

/// Redeem a code.
#[derive(Debug)]
pub struct RedeemCode {
    /// The client's id and credentials.
    pub client: ClientCredentials,
    /// `code`
    pub code: BearerSecret,
    /// `redirect_uri`
    pub redirect_uri: Option<String>,
    /// `code_verifier`
    pub verifier: VerifierParameter,
}

/// The parameter `code_verifier` of a token request (RFC 7636 4.5). A malformed one is refused like a wrong one, after
/// the client was authenticated.
#[derive(Debug)]
pub enum VerifierParameter {
    /// It was absent.
    Absent,
    /// It is not a valid verifier.
    Malformed,
    /// It is a valid verifier.
    Given(CodeVerifier),
}

/// A code that was found, with the rows of the same read.
struct Presented {
    app: App,
    grant: Grant,
    holder: ResourceOwner,
}

impl Twinlock {
    /// Redeems a code.
    ///
    /// # Errors
    /// [`TokenError::InvalidClient`] if client authentication fails; [`TokenError::InvalidGrant`] if the code is
    /// unknown, expired, used or revoked, does not match the request, or the gate does not pass;
    /// [`TokenError::Failure`] if a port fails.
    pub async fn redeem_code(&self, command: RedeemCode, origin: &RequestOrigin) -> Result<TokenAnswer, TokenError> {
        let outcome = self.write::<GrantOutcome, TokenError>(TransactionName::RedeemCode, origin, async |work| {
            let code = self.hash(command.code.expose());
            let found = work.tx.client_with_code(command.client.key(self)?, code).await?;
            let (client, found) = found.ok_or(InvalidClient)?;
            let app = work.admit(client, &command.client).await?;
            let Some((grant, holder)) = found else { return Ok(GrantOutcome::Refused(GrantRefusal::Unknown)) };
            let presented = Presented { app, grant, holder };
            match self.judge_code(&command, &presented, work.now) {
                Ok(clearance) => work.redeem(presented, clearance).await.map(GrantOutcome::answered),
                Err(why) => {
                    let refused = Refused { why, on_reuse: AuditKind::CodeReplayed };
                    work.note_refusal(&presented.grant, refused).await?;
                    Ok(GrantOutcome::Refused(why))
                }
            }
        });
        self.token_response(outcome.await?)
    }

    fn judge_code(
        &self,
        command: &RedeemCode,
        presented: &Presented,
        now: Timestamp,
    ) -> Result<Clearance, GrantRefusal> {
        let Presented { app, grant, holder } = presented;
        if grant.app != app.id {
            return Err(GrantRefusal::Unknown);
        }
        if grant.state.redeemed_at.is_some() {
            return Err(GrantRefusal::Reused);
        }
        if grant.is_revoked() {
            return Err(GrantRefusal::Revoked);
        }
        if now >= grant.code.expires_at {
            return Err(GrantRefusal::Expired);
        }
        if command.redirect_uri.as_deref() != Some(grant.code.redirect_uri.as_str()) {
            return Err(GrantRefusal::RedirectUri);
        }
        let verifier = match &command.verifier {
            VerifierParameter::Absent => None,
            VerifierParameter::Given(verifier) => Some(verifier),
            VerifierParameter::Malformed => return Err(GrantRefusal::Pkce),
        };
        if check_pkce(grant.code.challenge.as_ref(), verifier, |verifier| self.ports.secrets.s256(verifier)).is_err() {
            return Err(GrantRefusal::Pkce);
        }
        ask_for_grant(holder, |who| ask_to_redeem(app, who, grant, now))
    }
}

impl UnitOfWork<'_> {
    async fn redeem(&mut self, presented: Presented, clearance: Clearance) -> Result<TokenResponseParts, TokenError> {
        let Presented { app, grant, holder } = presented;
        let account = holder.account;
        if !self.tx.redeem(grant.id, self.now).await? {
            return Err(Failure::Inconsistent("a code that was read unredeemed cannot be redeemed").into());
        }
        let event = self.record(AuditKind::CodeRedeemed).by(account.id).app(app.id);
        event.passed(clearance.reason()).await?;
        let tokens = self.twinlock.fresh_tokens(&grant, grant.scope.clone(), self.now);
        let first_expiry = self.twinlock.lifetimes().first_expiry(&grant, self.now);
        let record = ToRecord { tokens: &tokens, refresh_expires_at: first_expiry };
        self.record_tokens(clearance, &grant, record).await?;
        let key = self.signing_key(app.metadata.id_token_signed_response_alg).await?;
        let nonce = grant.code.nonce.clone();
        Ok(TokenResponseParts { app, account, grant, tokens, nonce, key, answered_at: self.now })
    }
}
