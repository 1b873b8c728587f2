//! Access and refresh tokens.

use twinlock_domain::{PolicyEpoch, RefreshToken, ScopeSet};

use super::Subject;
use super::samples::{at, grant_id, hash, tokens};
use crate::{AccessToken, MachineToken, Rotation};

pub(super) async fn an_access_token_is_read_back_with_its_grant(s: &Subject) {
    let (_, grant) = s.grant().await;
    let expected =
        AccessToken { grant, scope: ScopeSet::parse("openid profile").unwrap(), issued_at: at(60), expires_at: at(700) };
    assert_eq!(s.read(async |tx| tx.access_token(hash(101)).await).await, Some(expected));
}

pub(super) async fn a_refresh_token_is_read_back_with_its_grant(s: &Subject) {
    let (app, grant) = s.grant().await;
    let token = RefreshToken { hash: hash(102), grant: grant_id(1), expires_at: at(3000), rotated_at: None };
    assert_eq!(s.read(async |tx| tx.refresh_token(hash(102)).await).await, Some((token, grant.clone())));
    let without = tokens(&app, &grant, 103, None);
    s.write(async |tx| tx.add_tokens(&without).await).await;
    assert!(s.read(async |tx| tx.access_token(hash(103)).await).await.is_some());
}

pub(super) async fn an_unknown_token_is_none(s: &Subject) {
    s.grant().await;
    s.write(async |tx| {
        assert_eq!(tx.access_token(hash(102)).await?, None, "one kind is not another");
        assert_eq!(tx.refresh_token(hash(101)).await?, None);
        assert_eq!(tx.machine_token(hash(101)).await?, None);
        assert_eq!(tx.rotation(hash(102)).await?, None);
        assert!(!tx.rotate(&rotation(1)).await?);
        Ok(())
    })
    .await;
}

fn rotation(n: u8) -> Rotation {
    Rotation { presented: hash(n), at: at(65), sealed_answer: vec![0, 255, 1, 254] }
}

pub(super) async fn r17_a_refresh_token_is_rotated_once(s: &Subject) {
    let (app, grant) = s.grant().await;
    let next = tokens(&app, &grant, 103, Some(104));
    s.write(async |tx| {
        assert!(tx.rotate(&rotation(102)).await?);
        tx.add_tokens(&next).await
    })
    .await;
    s.write(async |tx| {
        assert!(!tx.rotate(&Rotation { at: at(66), sealed_answer: vec![9], ..rotation(102) }).await?);
        assert_eq!(tx.refresh_token(hash(102)).await?.unwrap().0.rotated_at, Some(at(65)));
        assert_eq!(tx.refresh_token(hash(104)).await?.unwrap().0.rotated_at, None);
        Ok(())
    })
    .await;
}

pub(super) async fn r17_the_answer_to_a_rotated_token_is_kept(s: &Subject) {
    s.grant().await;
    s.write(async |tx| {
        assert!(tx.rotate(&rotation(102)).await?);
        assert!(!tx.rotate(&Rotation { at: at(66), sealed_answer: vec![9], ..rotation(102) }).await?);
        assert_eq!(tx.rotation(hash(102)).await?, Some(rotation(102)), "the first answer, not the second");
        Ok(())
    })
    .await;
}

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
        assert_eq!(tx.access_token(hash(2)).await?, None, "it is no account's");
        Ok(())
    })
    .await;
}
