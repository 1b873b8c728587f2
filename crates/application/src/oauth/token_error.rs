//! The errors of the token endpoint (RFC 6749 5.2).

use twinlock_domain::{AuditKind, Clearance, Decision, Grant, Stop};
use twinlock_ports::ResourceOwner;

use super::InvalidClient;
use super::tokens::TokenResponseParts;
use crate::Failure;
use crate::failure::from_ports;
use crate::gate::GateSubject;
use crate::unit_of_work::UnitOfWork;

/// Why the token endpoint issues no tokens.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// `invalid_client`
    #[error(transparent)]
    InvalidClient(#[from] InvalidClient),
    /// `invalid_grant`
    #[error("{}", .0.as_str())]
    InvalidGrant(GrantRefusal),
    /// `invalid_scope`: not a scope, or nothing of it was granted.
    #[error("nothing of the scope was granted")]
    InvalidScope,
    /// `unauthorized_client`: the app may not use this grant type.
    #[error("the app may not use this grant type")]
    UnauthorizedClient,
    /// A port failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

from_ports!(TokenError);

/// Why a code or a refresh token is refused. The client gets only `invalid_grant`; the reason is logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GrantRefusal {
    /// There is no such code or token, or it is another client's.
    Unknown,
    /// It has expired.
    Expired,
    /// It was used before. Its grant has been ended.
    Reused,
    /// Its grant was revoked.
    Revoked,
    /// `redirect_uri` differs from that of the authorization request.
    RedirectUri,
    /// The PKCE verifier does not match, is missing, or was sent without a challenge.
    Pkce,
    /// The gate does not pass (R9, R15, R16).
    Gate(Stop),
}

impl GrantRefusal {
    /// A stable word, for the audit log and metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Expired => "expired",
            Self::Reused => "reused",
            Self::Revoked => "revoked",
            Self::RedirectUri => "redirect_uri",
            Self::Pkce => "pkce",
            Self::Gate(stop) => stop.as_str(),
        }
    }
}

/// The outcome of presenting a code or a refresh token. A refusal may have to be recorded, so the transaction commits in
/// both cases.
pub(super) enum GrantOutcome {
    /// Tokens are issued.
    Answered(Box<TokenResponseParts>),
    /// No tokens are issued.
    Refused(GrantRefusal),
}

impl GrantOutcome {
    pub(super) fn answered(parts: TokenResponseParts) -> Self {
        Self::Answered(Box::new(parts))
    }
}

/// A code or a refresh token that was refused.
#[derive(Clone, Copy)]
pub(super) struct Refused {
    /// The reason.
    pub(super) why: GrantRefusal,
    /// The kind of audit event if the reason is reuse.
    pub(super) on_reuse: AuditKind,
}

/// Asks the gate about a grant, with its account as this transaction read it.
pub(super) fn ask_for_grant(
    holder: &ResourceOwner,
    ask: impl FnOnce(&GateSubject<'_>) -> Decision,
) -> Result<Clearance, GrantRefusal> {
    match ask(&GateSubject { account: &holder.account, factors: &holder.factors }) {
        Decision::Pass(clearance) => Ok(clearance),
        Decision::Stop(stop) => Err(GrantRefusal::Gate(stop)),
    }
}

impl UnitOfWork<'_> {
    /// Records a refusal that matters to the account's owner or the operator. Reuse also ends the whole grant (RFC 9700
    /// 4.2.4, 4.14.2).
    pub(super) async fn note_refusal(&mut self, grant: &Grant, refused: Refused) -> Result<(), Failure> {
        let kind = match refused.why {
            GrantRefusal::Reused => {
                self.tx.revoke_grant(grant.id, self.now).await?;
                refused.on_reuse
            }
            GrantRefusal::Gate(_) => AuditKind::GateStopped,
            GrantRefusal::Unknown
            | GrantRefusal::Expired
            | GrantRefusal::Revoked
            | GrantRefusal::RedirectUri
            | GrantRefusal::Pkce => return Ok(()),
        };
        let event = self.record(kind).about(grant.account).app(grant.app);
        Ok(event.why(refused.why.as_str()).refused().await?)
    }
}
