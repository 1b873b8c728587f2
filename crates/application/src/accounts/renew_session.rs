//! Beginning a session, and renewing its token: the cookie changes whenever a password or code was given (R11).

use twinlock_domain::{AccountId, AuditKind, Authentication, BearerSecret, SessionId, bounds};
use twinlock_ports::{Session, SessionStage};

use crate::Failure;
use crate::unit_of_work::UnitOfWork;

impl UnitOfWork<'_> {
    /// Begins a session, and returns its bearer token.
    pub(crate) async fn begin_session(
        &mut self,
        account: AccountId,
        stage: SessionStage,
    ) -> Result<BearerSecret, Failure> {
        let token = self.twinlock.ports.secrets.bearer();
        let session = Session {
            id: SessionId::new(self.now, self.twinlock.entropy_for_id()),
            token: self.hash(token.expose()),
            account,
            stage,
            authentication: Authentication::password(self.now),
            device: self.origin.device.clone(),
            created_at: self.now,
            last_seen_at: self.now,
            expires_at: self.now + self.twinlock.lifetimes().session,
        };
        self.make_room_for_session(account).await?;
        self.tx.add_session(&session).await?;
        Ok(token)
    }

    /// Makes room for one more session of an account. Surplus sessions end: first those that still need a code, which
    /// anybody with the password can begin, then the oldest.
    async fn make_room_for_session(&mut self, account: AccountId) -> Result<(), Failure> {
        let mut sessions = self.tx.sessions(account).await?;
        sessions.sort_by_key(|session| session.stage != SessionStage::Active);
        for surplus in sessions.iter().skip(bounds::SESSIONS - 1) {
            self.tx.end_session(account, surplus.id).await?;
            let event = self.record(AuditKind::SessionEnded).about(account).why("too_many_sessions");
            event.await?;
        }
        Ok(())
    }

    /// Stores a session's new authentication under a new token. The old token stops working; the session keeps its id,
    /// and with it its pending authorization requests.
    pub(crate) async fn renew_session(
        &mut self,
        session: &Session,
        authentication: Authentication,
    ) -> Result<BearerSecret, Failure> {
        let token = self.twinlock.ports.secrets.bearer();
        let renewed =
            Session { token: self.hash(token.expose()), authentication, last_seen_at: self.now, ..session.clone() };
        if self.tx.update_session(&renewed).await? {
            Ok(token)
        } else {
            Err(Failure::Inconsistent("a session that was just read is gone"))
        }
    }
}
