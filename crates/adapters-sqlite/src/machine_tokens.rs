//! Client credentials tokens in `machine_tokens`.

use async_trait::async_trait;
use diesel::prelude::*;
use twinlock_domain::SecretHash;
use twinlock_ports::{MachineToken, MachineTokens, StoreError};

use crate::column::Hash;
use crate::error::failed;
use crate::rows::machine_tokens::{MachineRow, WHAT};
use crate::schema::machine_tokens;
use crate::transaction::SqliteTransaction;

#[async_trait]
impl MachineTokens for SqliteTransaction {
    async fn add_machine_token(&mut self, token: &MachineToken) -> Result<(), StoreError> {
        let row = MachineRow::from(token);
        let added = diesel::insert_into(machine_tokens::table).values(row).execute(self.sqlite());
        added.map_err(failed(WHAT)).map(|_| ())
    }

    async fn machine_token(&mut self, hash: SecretHash) -> Result<Option<MachineToken>, StoreError> {
        let found = machine_tokens::table.find(Hash(hash));
        let row = found.select(MachineRow::as_select()).get_result(self.sqlite()).optional().map_err(failed(WHAT))?;
        Ok(row.map(|row: MachineRow| row.into()))
    }

    async fn remove_machine_token(&mut self, hash: SecretHash) -> Result<(), StoreError> {
        let found = machine_tokens::table.find(Hash(hash));
        diesel::delete(found).execute(self.sqlite()).map_err(failed(WHAT)).map(|_| ())
    }
}
