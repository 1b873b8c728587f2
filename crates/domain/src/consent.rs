//! Consent: when the user is asked, and which decisions are valid (R10, R11).

use crate::{AccountId, AppId, AppPolicy, PolicyEpoch, ScopeSet, Timestamp};

/// The scopes that an account allows an app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// The account.
    pub account: AccountId,
    /// The app.
    pub app: AppId,
    /// The allowed scopes.
    pub scope: ScopeSet,
    /// The epoch that was read by the transaction that recorded the consent (R6).
    pub epoch: PolicyEpoch,
    /// When it was first given.
    pub granted_at: Timestamp,
    /// When a scope was last added to it; the same as `granted_at` until then (R22).
    pub widened_at: Timestamp,
    /// When it last made the question unnecessary.
    pub last_used_at: Timestamp,
    /// When the account or the owner revoked it (R17).
    pub revoked_at: Option<Timestamp>,
}

impl Consent {
    /// Whether the consent is valid: not revoked, and not older than the last *revoke all* (R10, R16).
    pub fn is_live(&self, policy: &AppPolicy) -> bool {
        self.revoked_at.is_none() && !policy.has_revoked(self.epoch)
    }
}

/// Whether the consent question has to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConsentNeed {
    /// The stored consent covers every requested scope.
    OnFile,
    /// The question has to be asked.
    Ask(ConsentQuestion),
}

/// The question for the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentQuestion {
    /// The scopes that the user decides on: those that are not allowed yet.
    pub asked: ScopeSet,
    /// The requested scopes that are allowed already.
    pub stored_consent: ScopeSet,
}

impl ConsentNeed {
    /// Compares the requested scopes with the stored consent (R10). `always_ask` is set for `prompt=consent`, and for
    /// an app whose identity nothing proves.
    pub fn of(stored_consent: Option<&Consent>, requested: &ScopeSet, policy: &AppPolicy, always_ask: bool) -> Self {
        let live = stored_consent.filter(|consent| consent.is_live(policy) && !always_ask);
        let Some(consent) = live else {
            return Self::Ask(ConsentQuestion { asked: requested.clone(), stored_consent: ScopeSet::EMPTY });
        };
        let asked = requested.difference(&consent.scope);
        if asked.is_empty() {
            return Self::OnFile;
        }
        Self::Ask(ConsentQuestion { asked, stored_consent: requested.intersection(&consent.scope) })
    }
}

/// The scopes that a decision grants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantedScopes {
    /// The scopes of the code's grant: requested, and allowed now or before.
    pub grant: ScopeSet,
    /// The scopes that are newly allowed, to be added to the stored consent.
    pub newly: ScopeSet,
}

/// Why a choice of scopes is not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScopeChoiceError {
    /// It contains a scope that was not requested (R11).
    #[error("a scope was chosen that the app did not ask for")]
    NotRequested,
    /// It lacks a scope that cannot be declined (R10).
    #[error("a scope that the app requires was left out")]
    RequiredLeftOut,
}

impl ConsentQuestion {
    /// Returns what `chosen` grants. `optional` are the scopes that may be declined one by one. Scopes of the stored
    /// consent may be chosen too, because the app requested them, and the user may have allowed them in another tab
    /// meanwhile.
    ///
    /// # Errors
    /// [`ScopeChoiceError::NotRequested`] if the choice contains a scope that was not requested;
    /// [`ScopeChoiceError::RequiredLeftOut`] if it lacks one that cannot be declined.
    pub fn choose(&self, chosen: &ScopeSet, optional: &ScopeSet) -> Result<GrantedScopes, ScopeChoiceError> {
        if !chosen.is_subset(&self.asked.union(&self.stored_consent)) {
            return Err(ScopeChoiceError::NotRequested);
        }
        if !self.required(optional).is_subset(chosen) {
            return Err(ScopeChoiceError::RequiredLeftOut);
        }
        Ok(GrantedScopes { grant: chosen.union(&self.stored_consent), newly: chosen.intersection(&self.asked) })
    }

    /// The asked scopes that cannot be declined.
    pub fn required(&self, optional: &ScopeSet) -> ScopeSet {
        self.asked.difference(optional)
    }
}
