//! `grant_type=authorization_code` (RFC 6749 4.1.3), in steps:
//!
//! 1. The code is authenticated, and names its grant. One joined read returns the client, the grant and the resource
//!    owner. The client is authenticated before the code is checked.
//! 2. `judge_code` refuses a code that is unknown, another client's, used, revoked, expired, or sent with another
//!    redirect URI or PKCE verifier. A code that is used twice ends its grant (RFC 6749 4.1.2).
//! 3. The gate is asked again (R9): a code from before the requirement was turned on does not pass unless its grant is
//!    two-factor.
//! 4. The tokens are minted from the gate's clearance and recorded in the grant, in place of the code, with an audit
//!    event.
//! 5. After the commit the `id_token` is signed.

use twinlock_domain::{
    AuditKind, BearerSecret, Clearance, CodeTerms, CodeVerifier, GrantStage, Handle, Timestamp, check_pkce,
};
use twinlock_ports::{App, GrantOfOwner};

use super::client::AppWithGrant;
use super::token_error::{GrantOutcome, Refused, ask_for_grant};
use super::tokens::TokenResponseParts;
use super::{ClientCredentials, GrantRefusal, TokenAnswer, TokenError};
use crate::gate::ask_to_redeem;
use crate::unit_of_work::UnitOfWork;
use crate::{RequestOrigin, TransactionName, Twinlock};

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

/// A code that may be redeemed.
struct Redeemable {
    nonce: Option<String>,
    clearance: Clearance,
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
            let handle = work.open_handle(&command.code).await?;
            let code = handle.as_ref().filter(|handle| matches!(handle, Handle::Code(_)));
            let AppWithGrant { app, grant } = work.authenticate_with_grant(&command.client, code).await?;
            let Some(found) = grant else { return Ok(GrantOutcome::Refused(GrantRefusal::Unknown)) };
            match self.judge_code(&command, &app, &found, work.now) {
                Ok(redeemable) => work.redeem(app, found, redeemable).await.map(GrantOutcome::answered),
                Err(why) => {
                    let refused = Refused { why, on_reuse: AuditKind::CodeReplayed };
                    work.note_refusal(&found.grant, refused).await?;
                    Ok(GrantOutcome::Refused(why))
                }
            }
        });
        self.token_response(outcome.await?)
    }

    fn judge_code(
        &self,
        command: &RedeemCode,
        app: &App,
        found: &GrantOfOwner,
        now: Timestamp,
    ) -> Result<Redeemable, GrantRefusal> {
        let GrantOfOwner { grant, holder } = found;
        if grant.app != app.id {
            return Err(GrantRefusal::Unknown);
        }
        let CodeTerms { redirect_uri, challenge, nonce, expires_at } = match &grant.stage {
            GrantStage::Code(terms) => terms,
            GrantStage::Tokens(_) => return Err(GrantRefusal::Reused),
        };
        if grant.is_revoked() {
            return Err(GrantRefusal::Revoked);
        }
        if now >= *expires_at {
            return Err(GrantRefusal::Expired);
        }
        if command.redirect_uri.as_deref() != Some(redirect_uri.as_str()) {
            return Err(GrantRefusal::RedirectUri);
        }
        let verifier = match &command.verifier {
            VerifierParameter::Absent => None,
            VerifierParameter::Given(verifier) => Some(verifier),
            VerifierParameter::Malformed => return Err(GrantRefusal::Pkce),
        };
        if check_pkce(challenge.as_ref(), verifier, |verifier| self.ports.secrets.s256(verifier)).is_err() {
            return Err(GrantRefusal::Pkce);
        }
        let clearance = ask_for_grant(holder, |who| ask_to_redeem(app, who, grant, now))?;
        Ok(Redeemable { nonce: nonce.clone(), clearance })
    }
}

impl UnitOfWork<'_> {
    async fn redeem(
        &mut self,
        app: App,
        found: GrantOfOwner,
        redeemable: Redeemable,
    ) -> Result<TokenResponseParts, TokenError> {
        let GrantOfOwner { grant, holder } = found;
        let Redeemable { nonce, clearance } = redeemable;
        let account = holder.account;
        let event = self.record(AuditKind::CodeRedeemed).by(account.id).app(app.id);
        event.passed(clearance.reason()).await?;
        let first_expiry = self.twinlock.lifetimes().first_expiry(&grant, self.now);
        let terms = self.twinlock.token_terms(grant.scope.clone(), first_expiry, self.now);
        let tokens = self.record_tokens(clearance, &grant, terms).await?;
        let key = self.signing_key(app.metadata.id_token_signed_response_alg).await?;
        Ok(TokenResponseParts { app, account, grant, tokens, nonce, key, answered_at: self.now })
    }
}
