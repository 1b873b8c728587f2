//! Issuing codes: the only place where one is created, from the gate's clearance.

use twinlock_domain::{AuditKind, Clearance, CodeTerms, GrantId, IssuedCode, NewGrant, ScopeSet, SessionId};
use twinlock_ports::RequestParameters;

use super::{AuthorizationResponse, ResponseBody};
use crate::unit_of_work::UnitOfWork;
use crate::{Failure, Twinlock};

/// The content of a code's grant.
pub(crate) struct CodeRequest<'a> {
    /// The parameters of the authorization request.
    pub(crate) parameters: &'a RequestParameters,
    /// The session that the user authorizes in.
    pub(crate) session: SessionId,
    /// The scope that is granted.
    pub(crate) scope: ScopeSet,
}

impl Twinlock {
    /// The response to an authorization request.
    pub(crate) fn answer(&self, parameters: &RequestParameters, body: ResponseBody) -> AuthorizationResponse {
        AuthorizationResponse::to(parameters, &self.settings.issuer, body)
    }
}

impl UnitOfWork<'_> {
    /// Records a code with its grant, and returns the response that carries it.
    pub(crate) async fn issue_code(
        &mut self,
        clearance: Clearance,
        request: CodeRequest<'_>,
    ) -> Result<AuthorizationResponse, Failure> {
        let CodeRequest { parameters, session, scope } = request;
        let (account, app, reason) = (clearance.account(), clearance.app(), clearance.reason());
        let issued = IssuedCode::issue(
            clearance,
            NewGrant {
                id: GrantId::new(self.now, self.twinlock.entropy_for_id()),
                session,
                id_token_scopes: parameters.id_token_scopes.intersection(&scope),
                scope,
                terms: CodeTerms {
                    redirect_uri: parameters.redirect_uri.clone(),
                    challenge: parameters.challenge.clone(),
                    nonce: parameters.nonce.clone(),
                    expires_at: self.now + self.twinlock.lifetimes().code,
                },
                created_at: self.now,
                absolute_expiry: self.now + self.twinlock.lifetimes().refresh_absolute,
            },
        );
        let code = self.seal_handle(&issued.handle()).await?;
        self.tx.add_code(&issued).await?;
        self.record(AuditKind::CodeIssued).by(account).app(app).passed(reason).await?;
        Ok(self.twinlock.answer(parameters, ResponseBody::Code(code)))
    }
}
