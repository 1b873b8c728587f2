//! Trusted devices in `trusted_devices`.

use async_trait::async_trait;
use twinlock_domain::{AccountId, SecretHash, TrustedDeviceId};
use twinlock_ports::{Device, Devices, StoreError, TrustedDevice};

use crate::column::{At, Hash, UuidOf};
use crate::pool::timely;
use crate::prelude::*;
use crate::schema::trusted_devices;
use crate::settle::Write;
use crate::transaction::{PgTransaction, Subject};

const WHAT: &str = "trusted device";

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = trusted_devices, treat_none_as_default_value = false)]
struct DeviceRow {
    id: UuidOf<TrustedDeviceId>,
    account_id: UuidOf<AccountId>,
    token: Hash,
    user_agent: String,
    address: String,
    created_at: At,
    expires_at: At,
}

impl From<&TrustedDevice> for DeviceRow {
    fn from(device: &TrustedDevice) -> Self {
        Self {
            id: UuidOf(device.id),
            account_id: UuidOf(device.account),
            token: Hash(device.token),
            user_agent: device.device.user_agent.clone(),
            address: device.device.address.clone(),
            created_at: At(device.created_at),
            expires_at: At(device.expires_at),
        }
    }
}

impl From<DeviceRow> for TrustedDevice {
    fn from(row: DeviceRow) -> Self {
        Self {
            id: row.id.0,
            account: row.account_id.0,
            token: row.token.0,
            device: Device { user_agent: row.user_agent, address: row.address },
            created_at: row.created_at.0,
            expires_at: row.expires_at.0,
        }
    }
}

#[async_trait]
impl Devices for PgTransaction {
    async fn add_device(&mut self, device: &TrustedDevice) -> Result<(), StoreError> {
        let new = diesel::insert_into(trusted_devices::table).values(DeviceRow::from(device));
        self.defer(Write::insert("trusted_devices", new)).await
    }

    async fn device(&mut self, token: SecretHash) -> Result<Option<TrustedDevice>, StoreError> {
        let found = trusted_devices::table.filter(trusted_devices::token.eq(Hash(token)));
        let row = timely(found.select(DeviceRow::as_select()).first(self.for_query().await?)).await.optional();
        Ok(self.done(WHAT, row)?.map(TrustedDevice::from))
    }

    async fn devices(&mut self, account: AccountId) -> Result<Vec<TrustedDevice>, StoreError> {
        let own = trusted_devices::table
            .filter(trusted_devices::account_id.eq(UuidOf(account)))
            .order((trusted_devices::created_at.desc(), trusted_devices::id.desc()))
            .select(DeviceRow::as_select());
        let rows = timely(own.load(self.for_query().await?)).await;
        Ok(self.done(WHAT, rows)?.into_iter().map(TrustedDevice::from).collect())
    }

    async fn forget_device(&mut self, account: AccountId, id: TrustedDeviceId) -> Result<bool, StoreError> {
        self.change(Subject::Account(account)).await?;
        let own = trusted_devices::table.find(UuidOf(id)).filter(trusted_devices::account_id.eq(UuidOf(account)));
        Ok(self.execute(WHAT, diesel::delete(own)).await? == 1)
    }

    async fn forget_devices(&mut self, account: AccountId) -> Result<(), StoreError> {
        self.change(Subject::Account(account)).await?;
        let own = trusted_devices::table.filter(trusted_devices::account_id.eq(UuidOf(account)));
        self.execute(WHAT, diesel::delete(own)).await.map(|_| ())
    }
}
