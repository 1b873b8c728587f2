//! What a change of an app's policy answers, and the proof that those ask for which weaken or break something (R24).

use twinlock_domain::{AppPolicy, Timestamp};
use twinlock_ports::{App, Census, Transaction};

use super::AppError;
use super::owner::Administrator;
use crate::accounts::{Confirmation, Demand, Occasion, Proof, ReauthenticationRefusal};
use crate::{Failure, Twinlock};

/// An app's policy, and those it concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyState {
    /// The policy.
    pub policy: AppPolicy,
    /// Those it concerns.
    pub affected: Census,
}

/// What came of a change. A wrong password or code is counted, so it is no error (R5).
#[derive(Clone, Copy, Debug)]
pub enum PolicyOutcome {
    /// It was made, or was so already.
    Done(PolicyState),
    /// Password or code have to be given again.
    Refused(ReauthenticationRefusal),
}

impl PolicyOutcome {
    /// The state, or the refusal as an error, once the transaction that counted it was committed.
    pub(crate) fn into_result(self) -> Result<PolicyState, AppError> {
        match self {
            Self::Done(state) => Ok(state),
            Self::Refused(refusal) => Err(AppError::Reauthentication(refusal)),
        }
    }
}

impl Twinlock {
    /// Whether an administrator has shown what a weakening change needs. `None`: yes.
    pub(crate) async fn refuse_unproven(
        &self,
        tx: &mut dyn Transaction,
        administrator: &Administrator,
        proof: &Proof<'_>,
        at: &Occasion<'_>,
    ) -> Result<Option<ReauthenticationRefusal>, Failure> {
        let Administrator::Owner(principal) = administrator else { return Ok(None) };
        debug_assert_eq!(proof.demand, Demand::FreshPassword, "a fresh password may be from minutes ago");
        Ok(match self.confirm_in(tx, principal, proof, at).await? {
            Confirmation::Confirmed(_) => None,
            Confirmation::Refused(refusal) => Some(refusal),
        })
    }

    /// The policy as it now stands.
    pub(crate) async fn policy_state(
        &self,
        tx: &mut dyn Transaction,
        app: &App,
        now: Timestamp,
    ) -> Result<PolicyState, Failure> {
        Ok(PolicyState { policy: app.policy, affected: tx.census(app, now).await? })
    }
}
