//! Issuing a code: the only place where one comes into being, from the gate's clearance.

use twinlock_domain::{AuditKind, Clearance, CodeTerms, GrantId, IssuedCode, NewGrant, ScopeSet, SessionId};
use twinlock_ports::{RequestParameters, StoreError, Transaction};

use super::{AuthorizationResponse, ResponseBody};
use crate::Twinlock;
use crate::accounts::Occasion;

/// What a code is issued for.
#[derive(Clone, Copy)]
pub(crate) struct CodeRequest<'a> {
    /// The authorization request.
    pub(crate) parameters: &'a RequestParameters,
    /// The session that authorizes.
    pub(crate) session: SessionId,
    /// The scope that is granted.
    pub(crate) scope: ScopeSet,
}

impl Twinlock {
    /// Records a code with its grant, and answers the request with it.
    pub(crate) async fn issue_code(
        &self,
        tx: &mut dyn Transaction,
        clearance: Clearance,
        request: CodeRequest<'_>,
        at: &Occasion<'_>,
    ) -> Result<AuthorizationResponse, StoreError> {
        let CodeRequest { parameters, session, scope } = request;
        let Occasion { now, origin } = *at;
        let code = self.ports.secrets.bearer();
        let event = self.event(AuditKind::CodeIssued, now, origin).by(clearance.account()).app(clearance.app());
        let event = event.gate(clearance.reason());
        let issued = IssuedCode::issue(
            clearance,
            NewGrant {
                id: GrantId::new(now, self.entropy_for_id()),
                session,
                code: self.hash(code.expose()),
                scope,
                terms: CodeTerms {
                    redirect_uri: parameters.redirect_uri.clone(),
                    challenge: parameters.challenge.clone(),
                    nonce: parameters.nonce.clone(),
                    id_token_scopes: parameters.id_token_scopes.intersection(scope),
                    expires_at: now + self.lifetimes().code,
                },
                created_at: now,
                absolute_expiry: now + self.lifetimes().refresh_absolute,
            },
        );
        tx.add_code(&issued).await?;
        tx.record(event.row()).await?;
        Ok(self.answer(parameters, ResponseBody::Code(code)))
    }

    /// The answer to a request.
    pub(crate) fn answer(&self, parameters: &RequestParameters, body: ResponseBody) -> AuthorizationResponse {
        AuthorizationResponse::to(parameters, &self.settings.issuer, body)
    }
}
