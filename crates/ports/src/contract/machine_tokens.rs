//! Client credentials tokens.

use twinlock_domain::PolicyEpoch;

use super::Subject;
use super::samples::{at, hash};
use crate::MachineToken;

pub(super) async fn a_machine_token_is_read_back_whole_and_removed(s: &Subject) {
    let app = s.app().await;
    let token = MachineToken {
        hash: hash(1),
        app: app.id,
        epoch: PolicyEpoch::new(5),
        issued_at: at(1),
        expires_at: at(2),
    };
    s.write(async |tx| {
        tx.add_machine_token(&token).await?;
        tx.add_machine_token(&MachineToken { hash: hash(2), ..token }).await?;
        assert_eq!(tx.machine_token(hash(1)).await?, Some(token));
        tx.remove_machine_token(hash(1)).await?;
        assert_eq!(tx.machine_token(hash(1)).await?, None);
        assert!(tx.machine_token(hash(2)).await?.is_some());
        Ok(())
    })
    .await;
}
