//! A grant: one authorization of one app by one account, with its code, access tokens and refresh tokens. Codes and
//! tokens are made here, each from a [`Clearance`].

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
    /// The session that it was made in.
    pub session: SessionId,
    /// The epoch that was read by the transaction that made it (R6).
    pub epoch: PolicyEpoch,
    /// How that session was authenticated. A copy that is never updated (R3).
    pub authentication: Authentication,
    /// The granted scopes.
    pub scope: ScopeSet,
    /// The parameters that its code is bound to.
    pub code: CodeTerms,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its last refresh token expires at the latest, whether or not the app requires 2FA (R14).
    pub absolute_expiry: Timestamp,
    /// Whether its code was redeemed, and whether it was revoked.
    pub state: GrantState,
}

/// The parameters that a code is bound to (RFC 6749 4.1.3, RFC 7636 4.6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeTerms {
    /// The redirect URI of the request, which redemption must repeat.
    pub redirect_uri: RedirectUri,
    /// The PKCE challenge of the request, if it sent one.
    pub challenge: Option<CodeChallenge>,
    /// The `nonce` of the request, which is copied into the `id_token`.
    pub nonce: Option<String>,
    /// The scopes whose claims are requested in the `id_token` itself (OIDC Core 5.5).
    pub id_token_scopes: ScopeSet,
    /// When the code expires.
    pub expires_at: Timestamp,
}

/// Whether a grant's code was redeemed, and whether it was revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct GrantState {
    /// When its code was redeemed. A code is redeemed once.
    pub redeemed_at: Option<Timestamp>,
    /// When it was revoked as a whole (R17).
    pub revoked_at: Option<Timestamp>,
}

impl Grant {
    /// Whether the grant itself was revoked. Whether *revoke all* ended it is decided by the epochs (R16).
    pub const fn is_revoked(&self) -> bool {
        self.state.revoked_at.is_some()
    }
}

/// The values of a grant that do not come from the clearance.
#[derive(Clone, Debug)]
pub struct NewGrant {
    /// Its id.
    pub id: GrantId,
    /// The session that it is made in.
    pub session: SessionId,
    /// The hash of its code.
    pub code: SecretHash,
    /// The granted scopes.
    pub scope: ScopeSet,
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
/// fn forge(grant: Grant, code: SecretHash) -> IssuedCode { IssuedCode { grant, code } }
/// ```
#[derive(Debug)]
pub struct IssuedCode {
    grant: Grant,
    code: SecretHash,
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
            code: new.terms,
            created_at: new.created_at,
            absolute_expiry: new.absolute_expiry,
            state: GrantState::default(),
        };
        Self { grant, code: new.code }
    }

    /// The grant of the code.
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

/// The tokens of one response of the token endpoint, as hashes and times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenTerms {
    /// The hash of the access token.
    pub access: SecretHash,
    /// When the access token expires.
    pub access_expires_at: Timestamp,
    /// The scopes that the access token allows.
    pub scope: ScopeSet,
    /// The refresh token, where the grant has `offline_access`.
    pub refresh: Option<NewRefreshToken>,
    /// The time of the transaction.
    pub issued_at: Timestamp,
}

/// A refresh token about to be recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewRefreshToken {
    /// Its hash.
    pub hash: SecretHash,
    /// When it expires: from [`crate::Lifetimes::first_expiry`] or [`crate::RefreshToken::next_expiry`].
    pub expires_at: Timestamp,
}

impl MintedTokens {
    /// Mints the tokens of a grant. `None` if the grant is revoked, or the clearance is for another app or account or
    /// has another authentication than the grant (R3): a bug of the caller that must not lead to a token. A refresh
    /// token is kept only if the grant has `offline_access`.
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

    /// The account they are about.
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// The authentication that the `id_token` reports: `amr`, `acr`, `auth_time` (R3).
    pub const fn authentication(&self) -> &Authentication {
        &self.authentication
    }

    /// Hashes and times.
    pub const fn terms(&self) -> &TokenTerms {
        &self.terms
    }
}
