//! Trusted devices in `trusted_devices`.

use async_trait::async_trait;
use diesel::prelude::*;
use twinlock_domain::{AccountId, SecretHash, TrustedDeviceId};
use twinlock_ports::{Devices, StoreError, TrustedDevice};

use crate::column::{Hash, Id};
use crate::error::failed;
use crate::rows::devices::{DeviceRow, WHAT};
use crate::schema::trusted_devices;
use crate::transaction::SqliteTransaction;

#[async_trait]
impl Devices for SqliteTransaction {
    async fn add_device(&mut self, device: &TrustedDevice) -> Result<(), StoreError> {
        let row = DeviceRow::from(device);
        let added = diesel::insert_into(trusted_devices::table).values(row).execute(self.sqlite());
        added.map_err(failed(WHAT)).map(|_| ())
    }

    async fn device(&mut self, token: SecretHash) -> Result<Option<TrustedDevice>, StoreError> {
        let found = trusted_devices::table.filter(trusted_devices::token.eq(Hash(token)));
        let row = found.select(DeviceRow::as_select()).get_result(self.sqlite()).optional();
        Ok(row.map_err(failed(WHAT))?.map(TrustedDevice::from))
    }

    async fn devices(&mut self, account: AccountId) -> Result<Vec<TrustedDevice>, StoreError> {
        let rows = trusted_devices::table
            .filter(trusted_devices::account_id.eq(Id(account)))
            .order((trusted_devices::created_at.desc(), trusted_devices::id.desc()))
            .select(DeviceRow::as_select())
            .load(self.sqlite());
        Ok(rows.map_err(failed(WHAT))?.into_iter().map(TrustedDevice::from).collect())
    }

    async fn forget_device(&mut self, account: AccountId, id: TrustedDeviceId) -> Result<bool, StoreError> {
        let own = trusted_devices::table.find(Id(id)).filter(trusted_devices::account_id.eq(Id(account)));
        Ok(diesel::delete(own).execute(self.sqlite()).map_err(failed(WHAT))? == 1)
    }

    async fn forget_devices(&mut self, account: AccountId) -> Result<(), StoreError> {
        let own = trusted_devices::table.filter(trusted_devices::account_id.eq(Id(account)));
        diesel::delete(own).execute(self.sqlite()).map_err(failed(WHAT)).map(|_| ())
    }
}
