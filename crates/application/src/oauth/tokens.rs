//! The tokens of one response: minted from the gate's clearance, and recorded in their grant.

use twinlock_domain::{
    Authentication, BearerSecret, Clearance, CurrentTokens, Grant, MintedTokens, Scope, ScopeSet, Timestamp, TokenTerms,
};
use twinlock_ports::{Account, AccountClaims, App, EmailClaims, IdTokenClaims, SigningKey};

use super::TokenError;
use super::token_error::GrantOutcome;
use crate::unit_of_work::UnitOfWork;
use crate::{Failure, Twinlock};

/// A successful answer of the token endpoint (RFC 6749 5.1, OIDC Core 3.1.3.3).
#[derive(Debug)]
pub struct TokenAnswer {
    /// `access_token`
    pub access_token: BearerSecret,
    /// `expires_in`, in seconds
    pub expires_in: u64,
    /// `refresh_token`, where the grant has `offline_access`
    pub refresh_token: Option<BearerSecret>,
    /// `id_token`, where the grant has `openid` and an account
    pub id_token: Option<String>,
    /// `scope`
    pub scope: ScopeSet,
}

/// New tokens in plain text, before they are sent.
pub(crate) struct IssuedTokens {
    pub(crate) access: BearerSecret,
    pub(crate) refresh: Option<BearerSecret>,
    pub(crate) access_expires_at: Timestamp,
    pub(crate) issued_at: Timestamp,
    pub(crate) scope: ScopeSet,
}

/// Everything that a token response and its `id_token` are made from.
pub(crate) struct TokenResponseParts {
    pub(crate) app: App,
    pub(crate) account: Account,
    pub(crate) grant: Grant,
    pub(crate) tokens: IssuedTokens,
    pub(crate) nonce: Option<String>,
    pub(crate) key: SigningKey,
    pub(crate) answered_at: Timestamp,
}

impl Twinlock {
    /// The values of new tokens of a scope, whose refresh token expires at a time.
    pub(crate) fn token_terms(&self, scope: ScopeSet, refresh_expires_at: Timestamp, now: Timestamp) -> TokenTerms {
        TokenTerms { scope, access_expires_at: now + self.lifetimes().access_token, refresh_expires_at, issued_at: now }
    }

    /// The response of the token endpoint. Made after the commit: signing is slow, and nothing is decided here.
    pub(super) fn token_response(&self, outcome: GrantOutcome) -> Result<TokenAnswer, TokenError> {
        let parts = match outcome {
            GrantOutcome::Answered(parts) => *parts,
            GrantOutcome::Refused(why) => return Err(TokenError::InvalidGrant(why)),
        };
        let TokenResponseParts { app, account, grant, tokens, nonce, key, answered_at } = parts;
        let id_token = if grant.scope.contains(Scope::OpenId) {
            let wanted = if app.metadata.id_token_claims { &grant.scope } else { &grant.id_token_scopes };
            let claims = IdTokenClaims {
                issuer: self.settings.issuer.clone(),
                subject: self.subject(&app, account.id),
                audience: app.id,
                issued_at: tokens.issued_at,
                expires_at: tokens.issued_at + self.lifetimes().access_token,
                nonce,
                session: self.session_claim(app.id, grant.session),
                access_token_hash: self.ports.secrets.at_hash(tokens.access.expose(), key.algorithm),
                authentication: authentication_of(&grant),
                about: claims_about(&account, &wanted.intersection(&tokens.scope)),
            };
            Some(self.sign(&key, &claims)?)
        } else {
            None
        };
        Ok(TokenAnswer {
            access_token: tokens.access,
            expires_in: tokens.access_expires_at.since(answered_at).as_secs(),
            refresh_token: tokens.refresh,
            id_token,
            scope: tokens.scope,
        })
    }
}

impl UnitOfWork<'_> {
    /// Mints the next tokens of a grant, and records them. The clearance proves that the gate passed.
    pub(crate) async fn record_tokens(
        &mut self,
        clearance: Clearance,
        grant: &Grant,
        terms: TokenTerms,
    ) -> Result<IssuedTokens, Failure> {
        let minted = MintedTokens::mint(clearance, grant, terms)
            .ok_or(Failure::Inconsistent("a clearance that is not the grant's"))?;
        if !self.tx.record_tokens(&minted).await? {
            return Err(Failure::Inconsistent("a grant that was read has changed"));
        }
        self.issued_tokens(grant, minted.tokens()).await
    }

    /// The tokens of a response of a grant in plain text. They are the same each time, so a response can be repeated.
    pub(crate) async fn issued_tokens(
        &mut self,
        grant: &Grant,
        tokens: &CurrentTokens,
    ) -> Result<IssuedTokens, Failure> {
        let refresh = match tokens.refresh_token(grant.id) {
            Some(handle) => Some(self.seal_handle(&handle).await?),
            None => None,
        };
        Ok(IssuedTokens {
            access: self.seal_handle(&tokens.access_token(grant.id)).await?,
            refresh,
            access_expires_at: tokens.access_expires_at,
            issued_at: tokens.issued_at,
            scope: grant.scope.selected(tokens.scope),
        })
    }
}

/// The claims about an account that a scope allows, in the `id_token` and at userinfo (OIDC Core 5.4).
pub(crate) fn claims_about(account: &Account, scope: &ScopeSet) -> AccountClaims {
    let profile = scope.contains(Scope::Profile);
    let user_name = account.user_name.as_ref().filter(|_| profile);
    AccountClaims {
        name: profile.then(|| account.display_name.clone()),
        preferred_username: user_name.map(|name| name.as_str().to_owned()),
        email: scope.contains(Scope::Email).then(|| EmailClaims {
            email: account.email.as_str().to_owned(),
            email_verified: account.email_verified_at.is_some(),
        }),
    }
}

/// The authentication that the `id_token` reports: that of the grant (R3).
fn authentication_of(grant: &Grant) -> Authentication {
    grant.authentication
}
