//! Trusted devices.

use twinlock_domain::{AccountId, TrustedDeviceId};

use super::Subject;
use super::samples::{account_id, at, device, hash};
use crate::TrustedDevice;

fn trusted(n: u8, account: AccountId) -> TrustedDevice {
    TrustedDevice {
        id: TrustedDeviceId::from_bytes([n; 16]),
        account,
        token: hash(n),
        device: device(),
        created_at: at(n.into()),
        expires_at: at(800),
    }
}

pub(super) async fn a_device_is_read_back_whole(s: &Subject) {
    s.accounts(1).await;
    let sample = trusted(1, account_id(1));
    s.write(async |tx| tx.add_device(&sample).await).await;
    s.read(async |tx| {
        assert_eq!(tx.device(hash(1)).await?, Some(sample.clone()));
        assert_eq!(tx.device(hash(2)).await?, None);
        Ok(())
    })
    .await;
}

pub(super) async fn devices_are_told_newest_first(s: &Subject) {
    s.accounts(2).await;
    let told = s
        .write(async |tx| {
            for n in [2, 3, 1] {
                tx.add_device(&trusted(n, account_id(1))).await?;
            }
            tx.add_device(&trusted(4, account_id(2))).await?;
            tx.devices(account_id(1)).await
        })
        .await;
    assert_eq!(told, [3, 2, 1].map(|n| trusted(n, account_id(1))));
}

pub(super) async fn a_device_is_forgotten_by_its_own_account_alone(s: &Subject) {
    s.accounts(2).await;
    s.write(async |tx| {
        let sample = trusted(1, account_id(1));
        tx.add_device(&sample).await?;
        assert!(!tx.forget_device(account_id(2), sample.id).await?);
        assert!(tx.device(hash(1)).await?.is_some());
        assert!(tx.forget_device(account_id(1), sample.id).await?);
        assert!(tx.device(hash(1)).await?.is_none());
        assert!(!tx.forget_device(account_id(1), sample.id).await?);
        Ok(())
    })
    .await;
}

pub(super) async fn forgetting_all_devices_leaves_those_of_others(s: &Subject) {
    s.accounts(2).await;
    s.write(async |tx| {
        for (n, account) in [(1, 1), (2, 1), (3, 2)] {
            tx.add_device(&trusted(n, account_id(account))).await?;
        }
        tx.forget_devices(account_id(1)).await?;
        assert!(tx.devices(account_id(1)).await?.is_empty());
        assert_eq!(tx.devices(account_id(2)).await?, vec![trusted(3, account_id(2))]);
        Ok(())
    })
    .await;
}
