//! Trusted devices in `trusted_devices`.

use async_trait::async_trait;
use twinlock_domain::{AccountId, SecretHash, TrustedDeviceId};
use twinlock_ports::{Devices, StoreError, TrustedDevice};

use crate::column::{Hash, Id};
use crate::commit_statement::Write;
use crate::pool::timely;
use crate::prelude::*;
use crate::read_set::Subject;
use crate::rows::devices::{DeviceRow, WHAT};
use crate::schema::trusted_devices;
use crate::transaction::PgTransaction;

#[async_trait]
impl Devices for PgTransaction {
    async fn add_device(&mut self, device: &TrustedDevice) -> Result<(), StoreError> {
        let new = diesel::insert_into(trusted_devices::table).values(DeviceRow::from(device));
        self.defer(Write::insert("trusted_devices", new)).await
    }

    async fn device(&mut self, token: SecretHash) -> Result<Option<TrustedDevice>, StoreError> {
        let found = trusted_devices::table.filter(trusted_devices::token.eq(Hash(token)));
        let row = timely(found.select(DeviceRow::as_select()).get_result(self.for_query().await?)).await.optional();
        Ok(self.check(WHAT, row)?.map(TrustedDevice::from))
    }

    async fn devices(&mut self, account: AccountId) -> Result<Vec<TrustedDevice>, StoreError> {
        let own = trusted_devices::table
            .filter(trusted_devices::account_id.eq(Id(account)))
            .order((trusted_devices::created_at.desc(), trusted_devices::id.desc()))
            .select(DeviceRow::as_select());
        let rows = timely(own.load(self.for_query().await?)).await;
        Ok(self.check(WHAT, rows)?.into_iter().map(TrustedDevice::from).collect())
    }

    async fn forget_device(&mut self, account: AccountId, id: TrustedDeviceId) -> Result<bool, StoreError> {
        self.change(Subject::Account(account)).await?;
        let own = trusted_devices::table.find(Id(id)).filter(trusted_devices::account_id.eq(Id(account)));
        Ok(self.execute(WHAT, diesel::delete(own)).await? == 1)
    }

    async fn forget_devices(&mut self, account: AccountId) -> Result<(), StoreError> {
        self.change(Subject::Account(account)).await?;
        let own = trusted_devices::table.filter(trusted_devices::account_id.eq(Id(account)));
        self.execute(WHAT, diesel::delete(own)).await.map(|_| ())
    }
}
