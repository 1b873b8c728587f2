//! A grant: one authorization of one app by one account, that is, the family of one code, its access
//! tokens and its refresh tokens. Codes and tokens are made here, each from a [`Clearance`].

use alloc::string::String;

use crate::{
    AccountId, AppId, Authentication, Clearance, CodeChallenge, GrantId, PolicyEpoch, RedirectUri, Scope, ScopeSet,
    SecretHash, SessionId, Timestamp,
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
    /// The session it was given in.
    pub session: SessionId,
    /// The epoch that the transaction read which made it (R6).
    pub epoch: PolicyEpoch,
    /// How that session had been authenticated: a snapshot, never updated (R3).
    pub authentication: Authentication,
    /// What was granted.
    pub scope: ScopeSet,
    /// What its code is bound to.
    pub code: CodeTerms,
    /// When it was given.
    pub created_at: Timestamp,
    /// When its last refresh token ends at the latest, requirement or not (R14).
    pub absolute_expiry: Timestamp,
    /// How far it has come.
    pub state: GrantState,
}

/// What a code is bound to (RFC 6749 4.1.3, RFC 7636 4.6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeTerms {
    /// The redirect URI of the request, to be repeated at redemption.
    pub redirect_uri: RedirectUri,
    /// The PKCE challenge of the request, if it sent one.
    pub challenge: Option<CodeChallenge>,
    /// The `nonce` of the request, to be echoed in the `id_token`.
    pub nonce: Option<String>,
    /// The scopes whose claims the request wants in the `id_token` itself (OIDC Core 5.5).
    pub id_token_scopes: ScopeSet,
    /// When the code ends.
    pub expires_at: Timestamp,
}

/// How far a grant has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct GrantState {
    /// When its code was redeemed. A code is redeemed once.
    pub redeemed_at: Option<Timestamp>,
    /// When it was revoked as a whole (R17).
    pub revoked_at: Option<Timestamp>,
}

impl Grant {
    /// Whether nothing that belongs to this grant may be used any more, by its own state alone. What
    /// *revoke all* ended is known from the epochs (R16).
    pub const fn is_revoked(&self) -> bool {
        self.state.revoked_at.is_some()
    }
}

/// What the clearance does not say of a grant.
#[derive(Clone, Debug)]
pub struct NewGrant {
    /// Its id.
    pub id: GrantId,
    /// The session it is given in.
    pub session: SessionId,
    /// The hash of its code.
    pub code: SecretHash,
    /// What is granted.
    pub scope: ScopeSet,
    /// What the code is bound to.
    pub terms: CodeTerms,
    /// When this is.
    pub created_at: Timestamp,
    /// When its last refresh token ends at the latest.
    pub absolute_expiry: Timestamp,
}

/// A code about to be recorded, with the grant it opens. Only a [`Clearance`] makes one.
///
/// ```compile_fail,E0451
/// // No code without a clearance: the fields are private and `issue` takes one.
/// # use twinlock_domain::*;
/// fn forge(grant: Grant, code: SecretHash) -> IssuedCode { IssuedCode { grant, code } }
/// ```
#[derive(Debug)]
pub struct IssuedCode {
    grant: Grant,
    code: SecretHash,
}

impl IssuedCode {
    /// Issues a code. App, account, epoch and authentication are the clearance's: nobody else says them.
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
            code: new.terms,
            created_at: new.created_at,
            absolute_expiry: new.absolute_expiry,
            state: GrantState::default(),
        };
        Self { grant, code: new.code }
    }

    /// The grant that the code opens.
    pub const fn grant(&self) -> &Grant {
        &self.grant
    }

    /// The hash of the code.
    pub const fn code(&self) -> SecretHash {
        self.code
    }
}

/// Tokens about to be recorded. Only a [`Clearance`] makes them.
#[derive(Debug)]
pub struct MintedTokens {
    grant: GrantId,
    app: AppId,
    account: AccountId,
    authentication: Authentication,
    terms: TokenTerms,
}

/// The tokens of one answer of the token endpoint, as hashes and times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenTerms {
    /// The hash of the access token.
    pub access: SecretHash,
    /// When the access token ends.
    pub access_expires_at: Timestamp,
    /// What the access token allows.
    pub scope: ScopeSet,
    /// The refresh token, where the grant has `offline_access`.
    pub refresh: Option<NewRefreshToken>,
    /// When this is.
    pub issued_at: Timestamp,
}

/// A refresh token about to be recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewRefreshToken {
    /// Its hash.
    pub hash: SecretHash,
    /// When it ends: from [`crate::Lifetimes::first_expiry`] or [`crate::RefreshToken::next_expiry`].
    pub expires_at: Timestamp,
}

impl MintedTokens {
    /// Mints the tokens of a grant. `None` when the clearance is another grant's, or speaks of another authentication
    /// than the grant's snapshot (R3): a caller's mistake that must not become a token. A refresh token is kept
    /// only where the grant has `offline_access`.
    #[expect(clippy::needless_pass_by_value, reason = "spent: one answer, one set of tokens")]
    pub fn mint(clearance: Clearance, grant: &Grant, mut terms: TokenTerms) -> Option<Self> {
        let Clearance { app, account, authentication, epoch: _, reason: _ } = clearance;
        let same = app == grant.app && account == grant.account && authentication == grant.authentication;
        if !same || grant.is_revoked() {
            return None;
        }
        if !grant.scope.contains(Scope::OfflineAccess) {
            terms.refresh = None;
        }
        terms.scope = terms.scope.intersection(&grant.scope);
        Some(Self { grant: grant.id, app, account, authentication, terms })
    }

    /// The grant they belong to.
    pub const fn grant(&self) -> GrantId {
        self.grant
    }

    /// The app they are for.
    pub const fn app(&self) -> AppId {
        self.app
    }

    /// The account they speak of.
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// What the `id_token` says of the authentication: `amr`, `acr`, `auth_time` (R3).
    pub const fn authentication(&self) -> &Authentication {
        &self.authentication
    }

    /// Hashes and times.
    pub const fn terms(&self) -> &TokenTerms {
        &self.terms
    }
}
