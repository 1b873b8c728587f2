//! Signing keys, the keys of codes and tokens, and the server's own secrets.

use twinlock_domain::SigningKeyId;

use super::Subject;
use super::samples::at;
use crate::{HandleKeyNumber, SignatureAlgorithm, SigningKey, StoredHandleKey};

fn key(n: u8, algorithm: SignatureAlgorithm) -> SigningKey {
    SigningKey {
        id: SigningKeyId::from_bytes([n; 16]),
        algorithm,
        sealed_private: vec![0, 255, n],
        public_jwk: r#"{"kty":"OKP"}"#.into(),
        created_at: at(n.into()),
        signs_from: at(1000),
        retires_at: None,
    }
}

pub(super) async fn a_signing_key_is_read_back_whole(s: &Subject) {
    let mut keys: Vec<_> = (1..).zip(SignatureAlgorithm::ALL).map(|(n, algorithm)| key(n, algorithm)).collect();
    keys.push(SigningKey { retires_at: Some(at(2000)), ..key(9, SignatureAlgorithm::EdDsa) });
    for key in keys {
        s.write(async |tx| tx.add_key(&key).await).await;
        let newest = s.read(async |tx| tx.keys().await).await.into_iter().next();
        assert_eq!(newest, Some(key));
    }
}

pub(super) async fn signing_keys_are_told_newest_first(s: &Subject) {
    let told = s
        .write(async |tx| {
            for n in [2, 3, 1] {
                tx.add_key(&key(n, SignatureAlgorithm::Rs256)).await?;
            }
            tx.keys().await
        })
        .await;
    assert_eq!(told, [3, 2, 1].map(|n| key(n, SignatureAlgorithm::Rs256)));
}

pub(super) async fn a_signing_key_is_retired(s: &Subject) {
    let told = s
        .write(async |tx| {
            tx.add_key(&key(1, SignatureAlgorithm::Rs256)).await?;
            tx.add_key(&key(2, SignatureAlgorithm::Rs256)).await?;
            tx.retire_key(key(1, SignatureAlgorithm::Rs256).id, at(5000)).await?;
            tx.keys().await
        })
        .await;
    let retired = SigningKey { retires_at: Some(at(5000)), ..key(1, SignatureAlgorithm::Rs256) };
    assert_eq!(told, [key(2, SignatureAlgorithm::Rs256), retired]);
}

fn handle_key(n: u16) -> StoredHandleKey {
    StoredHandleKey {
        number: HandleKeyNumber::new(n),
        sealed: vec![0, 255, 1],
        created_at: at(n.into()),
        used_from: at(1000),
        retires_at: None,
    }
}

pub(super) async fn keys_of_handles_are_read_back_whole_newest_first(s: &Subject) {
    let retired = StoredHandleKey { retires_at: Some(at(2000)), ..handle_key(u16::MAX) };
    let told = s
        .write(async |tx| {
            for key in [&handle_key(2), &retired, &handle_key(1)] {
                assert!(tx.add_handle_key(key).await?);
            }
            tx.handle_keys().await
        })
        .await;
    assert_eq!(told, [retired, handle_key(2), handle_key(1)]);
}

pub(super) async fn a_number_of_a_key_of_handles_is_taken_once(s: &Subject) {
    s.write(async |tx| {
        assert!(tx.add_handle_key(&handle_key(1)).await?);
        assert!(!tx.add_handle_key(&StoredHandleKey { sealed: vec![9], ..handle_key(1) }).await?);
        assert_eq!(tx.handle_keys().await?, [handle_key(1)]);
        Ok(())
    })
    .await;
}

pub(super) async fn a_key_of_handles_is_retired(s: &Subject) {
    let told = s
        .write(async |tx| {
            tx.add_handle_key(&handle_key(1)).await?;
            tx.add_handle_key(&handle_key(2)).await?;
            tx.retire_handle_key(HandleKeyNumber::new(1), at(5000)).await?;
            tx.handle_keys().await
        })
        .await;
    assert_eq!(told, [handle_key(2), StoredHandleKey { retires_at: Some(at(5000)), ..handle_key(1) }]);
}

pub(super) async fn a_server_secret_is_added_once(s: &Subject) {
    s.write(async |tx| {
        assert_eq!(tx.server_secret("pairwise").await?, None);
        assert!(tx.add_server_secret("pairwise", &[0, 1, 255]).await?);
        assert!(!tx.add_server_secret("pairwise", &[2]).await?);
        assert!(tx.add_server_secret("csrf", &[3]).await?);
        assert_eq!(tx.server_secret("pairwise").await?, Some(vec![0, 1, 255]));
        Ok(())
    })
    .await;
}
