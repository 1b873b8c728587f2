//! `grant_type=authorization_code`: a code becomes tokens, once, if the gate still passes (R9).

use twinlock_domain::{AuditKind, BearerSecret, Clearance, CodeVerifier, Grant, Timestamp, check_pkce};
use twinlock_ports::{App, ResourceOwner, Transaction};

use super::client::admit;
use super::token_error::{Refused, ask_for_grant};
use super::tokens::{ToRecord, TokenResponseParts};
use super::{ClientCredentials, GrantRefusal, InvalidClient, TokenAnswer, TokenError};
use crate::accounts::Occasion;
use crate::gate::ask_to_redeem;
use crate::{Failure, RequestOrigin, Twinlock};

/// Redeem a code.
#[derive(Debug)]
pub struct RedeemCode {
    /// Who the client is.
    pub client: ClientCredentials,
    /// `code`
    pub code: BearerSecret,
    /// `redirect_uri`
    pub redirect_uri: Option<String>,
    /// `code_verifier`; `Err` when it is malformed.
    pub verifier: Option<Result<CodeVerifier, ()>>,
}

/// A code that was found, and all that was read with it.
struct Presented {
    app: App,
    grant: Grant,
    holder: ResourceOwner,
}

impl Twinlock {
    /// Redeems a code.
    ///
    /// # Errors
    /// When client or code are worth nothing, the gate does not pass, or a port fails.
    pub async fn redeem_code(&self, command: RedeemCode, origin: &RequestOrigin) -> Result<TokenAnswer, TokenError> {
        let at = self.occasion(origin);
        let outcome = self
            .write::<Result<TokenResponseParts, GrantRefusal>, TokenError>(async |tx| {
                let found = tx.client_with_code(command.client.key(self)?, self.hash(command.code.expose())).await?;
                let (client, found) = found.ok_or(InvalidClient)?;
                let app = admit(tx, client, &command.client, at.now).await??;
                let Some((grant, holder)) = found else { return Ok(Err(GrantRefusal::Unknown)) };
                let presented = Presented { app, grant, holder };
                match self.judge_code(&command, &presented, at.now) {
                    Ok(clearance) => self.redeem(tx, presented, clearance, &at).await.map(Ok),
                    Err(why) => {
                        let refused = Refused { why, on_reuse: AuditKind::CodeReplayed };
                        self.note_refusal(tx, &presented.grant, refused, &at).await?;
                        Ok(Err(why))
                    }
                }
            })
            .await?;
        let told = outcome.map_err(TokenError::InvalidGrant)?;
        Ok(self.token_response(told, at.now)?)
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
        let Ok(verifier) = command.verifier.as_ref().map(Result::as_ref).transpose() else {
            return Err(GrantRefusal::Pkce);
        };
        if check_pkce(grant.code.challenge.as_ref(), verifier, |verifier| self.ports.secrets.s256(verifier)).is_err() {
            return Err(GrantRefusal::Pkce);
        }
        ask_for_grant(holder, |who| ask_to_redeem(app, who, grant, now))
    }

    async fn redeem(
        &self,
        tx: &mut dyn Transaction,
        presented: Presented,
        clearance: Clearance,
        at: &Occasion<'_>,
    ) -> Result<TokenResponseParts, TokenError> {
        let Presented { app, grant, holder } = presented;
        let account = holder.account;
        let Occasion { now, origin } = *at;
        if !tx.redeem(grant.id, now).await? {
            return Err(Failure::Inconsistent("a code that was read unredeemed cannot be redeemed").into());
        }
        let event = self.event(AuditKind::CodeRedeemed, now, origin).by(account.id).app(app.id);
        tx.record(event.gate(clearance.reason()).row()).await?;
        let tokens = self.fresh_tokens(&grant, grant.scope, now);
        let first_expiry = self.lifetimes().first_expiry(&grant, now);
        let record = ToRecord { tokens: &tokens, refresh_expires_at: first_expiry };
        self.record_tokens(tx, clearance, &grant, record).await?;
        let key = self.signing_key(tx, app.metadata.id_token_algorithm, now).await?;
        let nonce = grant.code.nonce.clone();
        Ok(TokenResponseParts { app, account, grant, tokens, nonce, key })
    }
}
