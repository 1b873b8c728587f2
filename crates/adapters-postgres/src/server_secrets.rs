//! The server's own secrets in `server_secrets`.

use async_trait::async_trait;
use twinlock_ports::{ServerSecrets, StoreError};

use crate::pool::timely;
use crate::prelude::*;
use crate::schema::server_secrets;
use crate::transaction::PgTransaction;

const WHAT: &str = "server secret";

#[async_trait]
impl ServerSecrets for PgTransaction {
    async fn server_secret(&mut self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let sealed = server_secrets::table.find(name).select(server_secrets::sealed);
        let sealed = timely(sealed.first(self.for_query().await?)).await.optional();
        self.done(WHAT, sealed)
    }

    async fn add_server_secret(&mut self, name: &str, sealed: &[u8]) -> Result<bool, StoreError> {
        let row = (server_secrets::name.eq(name), server_secrets::sealed.eq(sealed));
        let new = diesel::insert_into(server_secrets::table).values(row).on_conflict_do_nothing();
        Ok(self.execute(WHAT, new).await? == 1)
    }
}
