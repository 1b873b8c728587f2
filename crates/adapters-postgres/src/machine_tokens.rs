//! Client credentials tokens in `machine_tokens`.

use async_trait::async_trait;
use twinlock_domain::SecretHash;
use twinlock_ports::{MachineToken, MachineTokens, StoreError};

use crate::column::Hash;
use crate::commit_statement::Write;
use crate::pool::timely;
use crate::prelude::*;
use crate::rows::machine_tokens::{MachineRow, WHAT};
use crate::schema::machine_tokens;
use crate::transaction::PgTransaction;

#[async_trait]
impl MachineTokens for PgTransaction {
    async fn add_machine_token(&mut self, token: &MachineToken) -> Result<(), StoreError> {
        let row = MachineRow::from(token);
        self.defer(Write::insert("machine_tokens", diesel::insert_into(machine_tokens::table).values(row))).await
    }

    async fn machine_token(&mut self, hash: SecretHash) -> Result<Option<MachineToken>, StoreError> {
        let found = machine_tokens::table.find(Hash(hash)).select(MachineRow::as_select());
        let row = timely(found.get_result(self.for_query().await?)).await.optional();
        Ok(self.check(WHAT, row)?.map(|row: MachineRow| row.into()))
    }

    async fn remove_machine_token(&mut self, hash: SecretHash) -> Result<(), StoreError> {
        let removed = diesel::delete(machine_tokens::table.find(Hash(hash)));
        self.execute(WHAT, removed).await.map(|_| ())
    }
}
