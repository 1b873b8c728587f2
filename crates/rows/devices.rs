//! Rows of `trusted_devices`.

use diesel::{Insertable, Queryable, Selectable};
use twinlock_domain::{AccountId, TrustedDeviceId};
use twinlock_ports::{Device, TrustedDevice};

use crate::column::{At, Hash, Id};
use crate::schema::trusted_devices;

pub(crate) const WHAT: &str = "trusted device";

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = trusted_devices, treat_none_as_default_value = false)]
pub(crate) struct DeviceRow {
    id: Id<TrustedDeviceId>,
    account_id: Id<AccountId>,
    token: Hash,
    user_agent: String,
    address: String,
    created_at: At,
    expires_at: At,
}

impl From<&TrustedDevice> for DeviceRow {
    fn from(device: &TrustedDevice) -> Self {
        Self {
            id: Id(device.id),
            account_id: Id(device.account),
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
