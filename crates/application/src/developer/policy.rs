//! The response to a change of an app's policy, and the proof that weakening or breaking changes need (R24).

use twinlock_domain::AppPolicy;
use twinlock_ports::{AccessCounts, App, CountLimit, StoreError};

use super::AppError;
use super::owner::AuthorizedActor;
use crate::accounts::{Confirmation, Demand, Proof, ReauthenticationRefusal};
use crate::unit_of_work::UnitOfWork;
use crate::{Failure, Twinlock};

/// The limit of counts that are made along with another answer, so that the switch takes as long for an app of a
/// million people as for one of ten.
pub const SUMMARY_LIMIT: CountLimit = CountLimit::UpTo(1000);

/// An app's policy, and the number of people whom it affects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyState {
    /// The policy.
    pub policy: AppPolicy,
    /// The number of people affected; `None` if there are more than [`SUMMARY_LIMIT`].
    pub affected: Option<AccessCounts>,
}

/// The outcome of a change. A wrong password or code is counted and must be committed, so it is no error (R5).
#[derive(Clone, Debug)]
pub(crate) enum PolicyOutcome<T = App> {
    /// The change was made, or the value was the same already. The app as it is now.
    Done(Box<T>),
    /// The password or a code has to be given again.
    Refused(ReauthenticationRefusal),
}

impl<T> PolicyOutcome<T> {
    /// The result of the change, or the refusal as an error: the count of wrong codes is committed by then.
    pub(crate) fn into_result(self) -> Result<T, AppError> {
        match self {
            Self::Done(app) => Ok(*app),
            Self::Refused(refusal) => Err(AppError::Reauthentication(refusal)),
        }
    }
}

impl Twinlock {
    /// The policy after a change. The change is committed already, so a slow or failed count does not affect it.
    pub(crate) async fn policy_state(&self, app: &App) -> PolicyState {
        PolicyState { policy: app.policy, affected: self.affected(app, SUMMARY_LIMIT).await }
    }

    /// Counts the accounts that an app's policy affects, in a read transaction of its own, which blocks nobody. `None`
    /// if there are more than `counting` allows, or counting takes too long.
    pub async fn affected(&self, app: &App, counting: CountLimit) -> Option<AccessCounts> {
        self.read::<_, StoreError>(async |work| work.tx.census(app, work.now, counting).await).await.ok().flatten()
    }
}

impl UnitOfWork<'_> {
    /// Why a change is refused; `None` if the actor has given the proof that it needs.
    pub(crate) async fn refuse_unproven(
        &mut self,
        administrator: &AuthorizedActor,
        proof: &Proof<'_>,
    ) -> Result<Option<ReauthenticationRefusal>, Failure> {
        let AuthorizedActor::Owner(principal) = administrator else { return Ok(None) };
        debug_assert_eq!(proof.demand, Demand::FreshPassword, "a fresh password may be from minutes ago");
        Ok(match self.confirm_in(principal, proof).await? {
            Confirmation::Confirmed(_) => None,
            Confirmation::Refused(refusal) => Some(refusal),
        })
    }
}
