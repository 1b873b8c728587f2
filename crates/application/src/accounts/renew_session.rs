//! Beginning a session and renewing its token: whenever something was shown, the cookie becomes another (R11).

use twinlock_domain::{AccountId, AuditKind, Authentication, BearerSecret, SessionId, bounds};
use twinlock_ports::{Session, SessionStage, Transaction};

use super::Occasion;
use crate::{Failure, Twinlock};

impl Twinlock {
    /// Begins a session. The bearer of the secret is in it.
    pub(crate) async fn begin_session(
        &self,
        tx: &mut dyn Transaction,
        account: AccountId,
        stage: SessionStage,
        at: &Occasion<'_>,
    ) -> Result<BearerSecret, Failure> {
        let token = self.ports.secrets.bearer();
        let session = Session {
            id: SessionId::new(at.now, self.entropy_for_id()),
            token: self.hash(token.expose()),
            account,
            stage,
            authentication: Authentication::password(at.now),
            device: at.origin.device.clone(),
            created_at: at.now,
            last_seen_at: at.now,
            expires_at: at.now + self.lifetimes().session,
        };
        self.make_room_for_session(tx, account, at).await?;
        tx.add_session(&session).await?;
        Ok(token)
    }

    /// Ends as many of an account's sessions as there are too many for one more: first those that still owe a code,
    /// which somebody with the password alone can begin, then the oldest.
    async fn make_room_for_session(
        &self,
        tx: &mut dyn Transaction,
        account: AccountId,
        at: &Occasion<'_>,
    ) -> Result<(), Failure> {
        let mut sessions = tx.sessions(account).await?;
        sessions.sort_by_key(|session| session.stage != SessionStage::Active);
        for surplus in sessions.iter().skip(bounds::SESSIONS - 1) {
            tx.end_session(account, surplus.id).await?;
            let event = self.event(AuditKind::SessionEnded, at.now, at.origin).about(account).why("too_many_sessions");
            tx.record(event.row()).await?;
        }
        Ok(())
    }

    /// Writes a session with what was shown in it, under a new token. The old token is dead; the session's id, and so
    /// its pending authorization requests, live on.
    pub(crate) async fn renew_session(
        &self,
        tx: &mut dyn Transaction,
        session: &Session,
        authentication: Authentication,
        at: &Occasion<'_>,
    ) -> Result<BearerSecret, Failure> {
        let token = self.ports.secrets.bearer();
        let renewed =
            Session { token: self.hash(token.expose()), authentication, last_seen_at: at.now, ..session.clone() };
        if tx.update_session(&renewed).await? {
            Ok(token)
        } else {
            Err(Failure::Inconsistent("a session that was just read is gone"))
        }
    }
}
