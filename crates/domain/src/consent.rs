//! Consent: when it is asked, and what a decision may say (R10, R11).

use crate::{AccountId, AppId, AppPolicy, PolicyEpoch, ScopeSet, Timestamp};

/// What an account allows an app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// The account.
    pub account: AccountId,
    /// The app.
    pub app: AppId,
    /// What is allowed.
    pub scope: ScopeSet,
    /// The epoch that the transaction read which recorded it (R6).
    pub epoch: PolicyEpoch,
    /// When it was first given.
    pub granted_at: Timestamp,
    /// When a scope was last added to it; the same as `granted_at` until then (R22).
    pub widened_at: Timestamp,
    /// When it last let the account through.
    pub last_used_at: Timestamp,
    /// When the account or the owner revoked it (R17).
    pub revoked_at: Option<Timestamp>,
}

impl Consent {
    /// Whether it still counts: not revoked, and not older than the last *revoke all* (R10, R16).
    pub fn is_live(&self, policy: &AppPolicy) -> bool {
        self.revoked_at.is_none() && !policy.has_revoked(self.epoch)
    }
}

/// Whether the consent question has to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConsentNeed {
    /// Consent on file covers every requested scope.
    OnFile,
    /// Ask.
    Ask(ConsentQuestion),
}

/// What is to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentQuestion {
    /// The scopes to be decided: new ones alone.
    pub asked: ScopeSet,
    /// The requested scopes that are allowed already.
    pub stored_consent: ScopeSet,
}

impl ConsentNeed {
    /// Compares what is requested with what is on file (R10). `always_ask` is `prompt=consent`, or an app whose
    /// identity nothing vouches for.
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

/// What a decision grants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantedScopes {
    /// What the code's grant may do: requested, and allowed now or before.
    pub grant: ScopeSet,
    /// What is newly allowed, to be added to the consent on file.
    pub newly: ScopeSet,
}

/// A choice that does not answer the question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScopeChoiceError {
    /// It names a scope that was not requested (R11).
    #[error("a scope was chosen that the app did not ask for")]
    NotRequested,
    /// It leaves out a scope that the app cannot do without (R10).
    #[error("a scope that the app requires was left out")]
    RequiredLeftOut,
}

impl ConsentQuestion {
    /// What `chosen` grants, where `optional` are the scopes that may be declined one by one. To choose what has
    /// come on file meanwhile, from another tab, is no mistake: the app did ask for it.
    ///
    /// # Errors
    /// When the choice names what was not requested, or leaves out what is required.
    pub fn choose(&self, chosen: &ScopeSet, optional: &ScopeSet) -> Result<GrantedScopes, ScopeChoiceError> {
        if !chosen.is_subset(&self.asked.union(&self.stored_consent)) {
            return Err(ScopeChoiceError::NotRequested);
        }
        if !self.required(optional).is_subset(chosen) {
            return Err(ScopeChoiceError::RequiredLeftOut);
        }
        Ok(GrantedScopes { grant: chosen.union(&self.stored_consent), newly: chosen.intersection(&self.asked) })
    }

    /// The scopes that are asked and cannot be declined.
    pub fn required(&self, optional: &ScopeSet) -> ScopeSet {
        self.asked.difference(optional)
    }
}
