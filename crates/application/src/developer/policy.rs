//! What a change of an app's policy answers, and the proof that those ask for which weaken or break something (R24).

use twinlock_domain::AppPolicy;
use twinlock_ports::{App, Census, StoreError, Transaction};

use super::AppError;
use super::owner::Administrator;
use crate::accounts::{Confirmation, Demand, Occasion, Proof, ReauthenticationRefusal};
use crate::{Failure, Twinlock};

/// An app's policy, and those it concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyState {
    /// The policy.
    pub policy: AppPolicy,
    /// Those it concerns; `None` where there are too many to be counted in time.
    pub affected: Option<Census>,
}

/// What came of a change. A wrong password or code is counted, so it is no error (R5).
#[derive(Clone, Debug)]
pub(crate) enum PolicyOutcome {
    /// It was made, or was so already: the app as it now stands.
    Done(Box<App>),
    /// Password or code have to be given again.
    Refused(ReauthenticationRefusal),
}

impl PolicyOutcome {
    /// The app, or the refusal as an error, once the transaction that counted it was committed.
    pub(crate) fn into_result(self) -> Result<App, AppError> {
        match self {
            Self::Done(app) => Ok(*app),
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

    /// The policy as it now stands. It is changed already, so what counting takes, or comes to, changes nothing of that.
    pub(crate) async fn policy_state(&self, app: &App) -> PolicyState {
        PolicyState { policy: app.policy, affected: self.affected(app).await }
    }

    /// Counts those whom an app's policy concerns, in a transaction of its own, which holds nobody up.
    pub(crate) async fn affected(&self, app: &App) -> Option<Census> {
        let now = self.now();
        self.read::<_, StoreError>(async |tx| tx.census(app, now).await).await.ok()
    }
}
