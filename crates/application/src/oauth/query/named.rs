//! The users that a request names, by `id_token_hint` or by a value of the claim `sub`. No code is issued for any other
//! user (OIDC Core 3.1.2.2, 5.5.1).

use twinlock_domain::{AccountId, AppId, DeferredError};
use twinlock_ports::{App, RequestParameters};

use super::{AuthorizationQuery, QueryError, bounds, invalid_request, parse, refused};
use crate::unit_of_work::UnitOfWork;
use crate::{Failure, SessionState, Twinlock};

impl Twinlock {
    /// Whether a request accepts the session's account: the request names nobody, or this account among others.
    pub(crate) fn is_named(&self, app: &App, parameters: &RequestParameters, visit: &SessionState) -> bool {
        let (SessionState::SignedIn(principal) | SessionState::Pending(principal)) = visit else { return true };
        self.is_accepted(app, parameters, principal.account.id)
    }

    /// The same for an account.
    pub(crate) fn is_accepted(&self, app: &App, parameters: &RequestParameters, account: AccountId) -> bool {
        parameters.subjects.is_empty() || parameters.subjects.contains(&self.subject(app, account))
    }
}

impl UnitOfWork<'_> {
    /// Parses a request, and restricts it to the users that it names.
    ///
    /// # Errors
    /// [`QueryError::RedirectUriMissing`], [`QueryError::RedirectUriMismatch`] or another variant of [`QueryError`] if
    /// client or redirect URI are invalid; [`QueryError::Failure`] if a port fails.
    pub(crate) async fn parsed(
        &mut self,
        app: &App,
        query: &AuthorizationQuery,
    ) -> Result<RequestParameters, QueryError> {
        let parameters = parse(app, query)?;
        let Some(hint) = query.id_token_hint.as_deref().filter(|_| parameters.deferred_error.is_none()) else {
            return Ok(parameters);
        };
        match self.hinted(app.id, hint).await? {
            Some(subject) => Ok(narrowed(parameters, &[subject])),
            None => Ok(refused(parameters, invalid_request("id_token_hint is not an id_token of this app's"))),
        }
    }

    /// The `sub` of an `id_token` that this server issued to the app, even if it has expired.
    async fn hinted(&mut self, app: AppId, hint: &str) -> Result<Option<String>, Failure> {
        let jwks = |keys: &[twinlock_ports::SigningKey]| keys.iter().map(|key| key.public_jwk.clone()).collect();
        let keys: Vec<String> = match self.twinlock.signing_keys.get(self.now) {
            Some(keys) => jwks(&keys),
            None => jwks(&self.tx.keys().await?),
        };
        let issued = self.twinlock.ports.signer.read_back(&keys, hint);
        let ours = issued.filter(|issued| {
            issued.issuer == self.twinlock.settings.issuer
                && issued.audience.iter().any(|audience| *audience == app.to_string())
        });
        Ok(ours.map(|issued| issued.subject))
    }
}

/// Restricts a request to those of the subjects that it accepted so far.
fn narrowed(mut parameters: RequestParameters, subjects: &[String]) -> RequestParameters {
    match intersection(&parameters.subjects, subjects) {
        Ok(subjects) => {
            parameters.subjects = subjects;
            parameters
        }
        Err(error) => refused(parameters, error),
    }
}

/// The subjects that both lists accept. An empty list accepts everybody.
fn intersection(so_far: &[String], more: &[String]) -> Result<Vec<String>, DeferredError> {
    if so_far.is_empty() {
        return Ok(more.to_vec());
    }
    let both: Vec<String> = so_far.iter().filter(|subject| more.contains(subject)).cloned().collect();
    if both.is_empty() { Err(invalid_request("the request names two different users")) } else { Ok(both) }
}

/// The subjects that the `claims` parameter accepts.
pub(super) fn by_claims(demands: &[Vec<String>]) -> Result<Vec<String>, DeferredError> {
    let mut accepted = Vec::new();
    for demand in demands {
        if demand.len() > bounds::SUBJECTS || !demand.iter().all(|subject| bounds::is_subject(subject)) {
            return Err(invalid_request("claims names a sub that cannot be one, or too many"));
        }
        accepted = intersection(&accepted, demand)?;
    }
    Ok(accepted)
}
