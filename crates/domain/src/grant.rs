//! A grant: one authorization of one app by one account, with its code, access tokens and refresh tokens. Codes and
//! tokens are made here, each from a [`Clearance`].

use alloc::string::String;

use crate::{
    AccessHandle, AccountId, AppId, Authentication, Clearance, CodeChallenge, Generation, GrantId, Handle, PolicyEpoch,
    RedirectUri, RefreshHandle, Scope, ScopeSet, ScopeSubset, SessionId, Timestamp,
};

/// One authorization of one app by one account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Its id.
    pub id: GrantId,
    /// The app.
    pub app: AppId,
    /// The account.
    pub account: AccountId,
    /// The session that it was made in.
    pub session: SessionId,
    /// The epoch that was read by the transaction that made it (R6).
    pub epoch: PolicyEpoch,
    /// How that session was authenticated. A copy that is never updated (R3).
    pub authentication: Authentication,
    /// The granted scopes. They never change.
    pub scope: ScopeSet,
    /// The scopes whose claims are requested in the `id_token` itself (OIDC Core 5.5).
    pub id_token_scopes: ScopeSet,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its last refresh token expires at the latest, whether or not the app requires 2FA (R14).
    pub absolute_expiry: Timestamp,
    /// Its code, or the tokens that the code was redeemed for.
    pub stage: GrantStage,
    /// When it was revoked as a whole (R17).
    pub revoked_at: Option<Timestamp>,
}

/// What a grant is worth: a code, or tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GrantStage {
    /// Its code was not redeemed.
    Code(CodeTerms),
    /// Its code was redeemed. These are the tokens of its last response.
    Tokens(CurrentTokens),
}

/// The parameters that a code is bound to (RFC 6749 4.1.3, RFC 7636 4.6). They are forgotten when it is redeemed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeTerms {
    /// The redirect URI of the request, which redemption must repeat.
    pub redirect_uri: RedirectUri,
    /// The PKCE challenge of the request, if it sent one.
    pub challenge: Option<CodeChallenge>,
    /// The `nonce` of the request, which is copied into the `id_token`.
    pub nonce: Option<String>,
    /// When the code expires.
    pub expires_at: Timestamp,
}

/// The tokens of a grant's last response. Those of earlier responses are rotated refresh tokens, and access tokens that
/// are valid until they expire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CurrentTokens {
    /// The number of the response.
    pub generation: Generation,
    /// Which of the grant's scopes the access token allows.
    pub scope: ScopeSubset,
    /// When they were issued.
    pub issued_at: Timestamp,
    /// When the access token expires.
    pub access_expires_at: Timestamp,
    /// When the refresh token expires, if there is one.
    pub refresh_expires_at: Option<Timestamp>,
}

impl CurrentTokens {
    /// The access token of the response.
    pub const fn access_token(&self, grant: GrantId) -> Handle {
        Handle::AccessToken(AccessHandle {
            grant,
            generation: self.generation,
            scope: self.scope,
            issued_at: self.issued_at,
            expires_at: self.access_expires_at,
        })
    }

    /// The refresh token of the response, if it had one.
    pub fn refresh_token(&self, grant: GrantId) -> Option<Handle> {
        self.refresh_expires_at.map(|_| Handle::RefreshToken(RefreshHandle { grant, generation: self.generation }))
    }

    /// When the last of them expires.
    pub fn expire_at(&self) -> Timestamp {
        self.refresh_expires_at.map_or(self.access_expires_at, |refresh| refresh.max(self.access_expires_at))
    }
}

impl Grant {
    /// Whether the grant itself was revoked. Whether *revoke all* ended it is decided by the epochs (R16).
    pub const fn is_revoked(&self) -> bool {
        self.revoked_at.is_some()
    }

    /// The tokens of its last response, if its code was redeemed.
    pub const fn tokens(&self) -> Option<&CurrentTokens> {
        match &self.stage {
            GrantStage::Code(_) => None,
            GrantStage::Tokens(tokens) => Some(tokens),
        }
    }

    /// The number of its last response.
    pub fn generation(&self) -> Generation {
        self.tokens().map_or(Generation::NONE, |tokens| tokens.generation)
    }

    /// Whether an access token is one of this grant's. It is not if its response is unknown here, as after a failover to
    /// a database that had not received the last transactions.
    pub fn has_issued(&self, token: &AccessHandle) -> bool {
        token.grant == self.id && token.generation <= self.generation() && token.generation != Generation::NONE
    }
}

/// The values of a grant that do not come from the clearance.
#[derive(Clone, Debug)]
pub struct NewGrant {
    /// Its id.
    pub id: GrantId,
    /// The session that it is made in.
    pub session: SessionId,
    /// The granted scopes.
    pub scope: ScopeSet,
    /// The scopes whose claims are requested in the `id_token` itself.
    pub id_token_scopes: ScopeSet,
    /// The parameters that the code is bound to.
    pub terms: CodeTerms,
    /// The time of the transaction.
    pub created_at: Timestamp,
    /// When its last refresh token expires at the latest.
    pub absolute_expiry: Timestamp,
}

/// A code that is about to be recorded, with its grant. Only a [`Clearance`] makes one.
///
/// ```compile_fail,E0451
/// // No code without a clearance: the fields are private and `issue` takes one.
/// # use twinlock_domain::*;
/// fn forge(grant: Grant) -> IssuedCode { IssuedCode { grant } }
/// ```
#[derive(Debug)]
pub struct IssuedCode {
    grant: Grant,
}

impl IssuedCode {
    /// Issues a code. App, account, epoch and authentication come from the clearance only.
    #[expect(clippy::needless_pass_by_value, reason = "spent: one answer, one code")]
    pub fn issue(clearance: Clearance, new: NewGrant) -> Self {
        let Clearance { app, account, epoch, authentication, reason: _ } = clearance;
        let grant = Grant {
            id: new.id,
            app,
            account,
            session: new.session,
            epoch,
            authentication,
            scope: new.scope,
            id_token_scopes: new.id_token_scopes,
            created_at: new.created_at,
            absolute_expiry: new.absolute_expiry,
            stage: GrantStage::Code(new.terms),
            revoked_at: None,
        };
        Self { grant }
    }

    /// The grant of the code.
    pub const fn grant(&self) -> &Grant {
        &self.grant
    }

    /// The code.
    pub const fn handle(&self) -> Handle {
        Handle::Code(self.grant.id)
    }
}

/// The tokens of one response, about to be recorded. Only a [`Clearance`] makes them.
#[derive(Debug)]
pub struct MintedTokens {
    grant: GrantId,
    app: AppId,
    account: AccountId,
    authentication: Authentication,
    follows: Generation,
    tokens: CurrentTokens,
}

/// The values of a token response that do not come from the clearance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenTerms {
    /// The scopes that the access token allows.
    pub scope: ScopeSet,
    /// When the access token expires.
    pub access_expires_at: Timestamp,
    /// When the refresh token expires, where the grant has `offline_access`: from [`crate::Lifetimes::first_expiry`] or
    /// [`Grant::next_refresh_expiry`].
    pub refresh_expires_at: Timestamp,
    /// The time of the transaction.
    pub issued_at: Timestamp,
}

impl MintedTokens {
    /// Mints the next tokens of a grant. `None` if the grant is revoked, or the clearance is for another app or account
    /// or has another authentication than the grant (R3): a bug of the caller that must not lead to a token. A refresh
    /// token is minted only if the grant has `offline_access`.
    #[expect(clippy::needless_pass_by_value, reason = "spent: one answer, one set of tokens")]
    pub fn mint(clearance: Clearance, grant: &Grant, terms: TokenTerms) -> Option<Self> {
        let Clearance { app, account, authentication, epoch: _, reason: _ } = clearance;
        let same = app == grant.app && account == grant.account && authentication == grant.authentication;
        if !same || grant.is_revoked() {
            return None;
        }
        let follows = grant.generation();
        let tokens = CurrentTokens {
            generation: follows.next()?,
            scope: grant.scope.subset(&terms.scope),
            issued_at: terms.issued_at,
            access_expires_at: terms.access_expires_at,
            refresh_expires_at: grant.scope.contains(Scope::OfflineAccess).then_some(terms.refresh_expires_at),
        };
        Some(Self { grant: grant.id, app, account, authentication, follows, tokens })
    }

    /// The grant they belong to.
    pub const fn grant(&self) -> GrantId {
        self.grant
    }

    /// The app they are for.
    pub const fn app(&self) -> AppId {
        self.app
    }

    /// The account they are about.
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// The authentication that the `id_token` reports: `amr`, `acr`, `auth_time` (R3).
    pub const fn authentication(&self) -> &Authentication {
        &self.authentication
    }

    /// The generation that the grant must still have when they are recorded: what makes a code and a refresh token work
    /// once.
    pub const fn follows(&self) -> Generation {
        self.follows
    }

    /// The tokens, as the grant keeps them.
    pub const fn tokens(&self) -> &CurrentTokens {
        &self.tokens
    }
}
