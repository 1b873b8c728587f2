//! The tokens of one response: minted from the gate's clearance, and stored as hashes only.

use twinlock_domain::{
    Authentication, BearerSecret, Clearance, Grant, MintedTokens, NewRefreshToken, Scope, ScopeSet, Timestamp,
    TokenTerms,
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

/// Fresh tokens that are to be recorded.
#[derive(Clone, Copy)]
pub(crate) struct ToRecord<'a> {
    pub(crate) tokens: &'a IssuedTokens,
    /// When the refresh token expires, if there is one.
    pub(crate) refresh_expires_at: Timestamp,
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
    /// Generates new tokens.
    pub(crate) fn fresh_tokens(&self, grant: &Grant, scope: ScopeSet, now: Timestamp) -> IssuedTokens {
        let refresh = grant.scope.contains(Scope::OfflineAccess).then(|| self.ports.secrets.bearer());
        IssuedTokens {
            access: self.ports.secrets.bearer(),
            refresh,
            access_expires_at: now + self.lifetimes().access_token,
            issued_at: now,
            scope,
        }
    }

    /// The response of the token endpoint. Made after the commit: signing is slow, and nothing is decided here.
    pub(super) fn token_response(&self, outcome: GrantOutcome) -> Result<TokenAnswer, TokenError> {
        let parts = match outcome {
            GrantOutcome::Answered(parts) => *parts,
            GrantOutcome::Refused(why) => return Err(TokenError::InvalidGrant(why)),
        };
        let TokenResponseParts { app, account, grant, tokens, nonce, key, answered_at } = parts;
        let id_token = if grant.scope.contains(Scope::OpenId) {
            let wanted = if app.metadata.id_token_claims { &grant.scope } else { &grant.code.id_token_scopes };
            let claims = IdTokenClaims {
                issuer: self.settings.issuer.clone(),
                subject: self.subject(&app, account.id),
                audience: app.id,
                issued_at: tokens.issued_at,
                expires_at: tokens.issued_at + self.lifetimes().access_token,
                nonce,
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
    /// Records tokens. The clearance proves that the gate passed.
    pub(crate) async fn record_tokens(
        &mut self,
        clearance: Clearance,
        grant: &Grant,
        fresh: ToRecord<'_>,
    ) -> Result<(), Failure> {
        let ToRecord { tokens, refresh_expires_at } = fresh;
        let refresh = tokens
            .refresh
            .as_ref()
            .map(|token| NewRefreshToken { hash: self.hash(token.expose()), expires_at: refresh_expires_at });
        let terms = TokenTerms {
            access: self.hash(tokens.access.expose()),
            access_expires_at: tokens.access_expires_at,
            scope: tokens.scope.clone(),
            refresh,
            issued_at: tokens.issued_at,
        };
        let minted = MintedTokens::mint(clearance, grant, terms)
            .ok_or(Failure::Inconsistent("a clearance that is not the grant's"))?;
        Ok(self.tx.add_tokens(&minted).await?)
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
