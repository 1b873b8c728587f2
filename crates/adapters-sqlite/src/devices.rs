//! Trusted devices in `trusted_devices`.

use async_trait::async_trait;
use diesel::prelude::*;
use twinlock_domain::{AccountId, SecretHash, Timestamp, TrustedDeviceId};
use twinlock_ports::{Device, Devices, StoreError, TrustedDevice};

use crate::column::{BlobOf, IntOf};
use crate::error::failed;
use crate::schema::trusted_devices;
use crate::transaction::SqliteTransaction;

const WHAT: &str = "trusted device";

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = trusted_devices, treat_none_as_default_value = false)]
struct DeviceRow {
    id: BlobOf<TrustedDeviceId>,
    account_id: BlobOf<AccountId>,
    token: BlobOf<SecretHash>,
    user_agent: String,
    address: String,
    created_at: IntOf<Timestamp>,
    expires_at: IntOf<Timestamp>,
}

impl From<&TrustedDevice> for DeviceRow {
    fn from(device: &TrustedDevice) -> Self {
        Self {
            id: BlobOf(device.id),
            account_id: BlobOf(device.account),
            token: BlobOf(device.token),
            user_agent: device.device.user_agent.clone(),
            address: device.device.address.clone(),
            created_at: IntOf(device.created_at),
            expires_at: IntOf(device.expires_at),
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
impl Devices for SqliteTransaction {
    async fn add_device(&mut self, device: &TrustedDevice) -> Result<(), StoreError> {
        let row = DeviceRow::from(device);
        let added = diesel::insert_into(trusted_devices::table).values(row).execute(self.sqlite());
        added.map_err(failed(WHAT)).map(|_| ())
    }

    async fn device(&mut self, token: SecretHash) -> Result<Option<TrustedDevice>, StoreError> {
        let found = trusted_devices::table.filter(trusted_devices::token.eq(BlobOf(token)));
        let row = found.select(DeviceRow::as_select()).first(self.sqlite()).optional();
        Ok(row.map_err(failed(WHAT))?.map(TrustedDevice::from))
    }

    async fn devices(&mut self, account: AccountId) -> Result<Vec<TrustedDevice>, StoreError> {
        let rows = trusted_devices::table
            .filter(trusted_devices::account_id.eq(BlobOf(account)))
            .order((trusted_devices::created_at.desc(), trusted_devices::id.desc()))
            .select(DeviceRow::as_select())
            .load(self.sqlite());
        Ok(rows.map_err(failed(WHAT))?.into_iter().map(TrustedDevice::from).collect())
    }

    async fn forget_device(&mut self, account: AccountId, id: TrustedDeviceId) -> Result<bool, StoreError> {
        let own = trusted_devices::table.find(BlobOf(id)).filter(trusted_devices::account_id.eq(BlobOf(account)));
        Ok(diesel::delete(own).execute(self.sqlite()).map_err(failed(WHAT))? == 1)
    }

    async fn forget_devices(&mut self, account: AccountId) -> Result<(), StoreError> {
        let own = trusted_devices::table.filter(trusted_devices::account_id.eq(BlobOf(account)));
        diesel::delete(own).execute(self.sqlite()).map_err(failed(WHAT)).map(|_| ())
    }
}
