//! The server's own secrets in `server_secrets`.

use async_trait::async_trait;
use diesel::prelude::*;
use twinlock_ports::{ServerSecrets, StoreError};

use crate::error::{failed, unless_taken};
use crate::schema::server_secrets;
use crate::transaction::SqliteTransaction;

const WHAT: &str = "server secret";

#[async_trait]
impl ServerSecrets for SqliteTransaction {
    async fn server_secret(&mut self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let sealed = server_secrets::table.find(name).select(server_secrets::sealed);
        sealed.first(self.sqlite()).optional().map_err(failed(WHAT))
    }

    async fn add_server_secret(&mut self, name: &str, sealed: &[u8]) -> Result<bool, StoreError> {
        let row = (server_secrets::name.eq(name), server_secrets::sealed.eq(sealed));
        unless_taken(WHAT, diesel::insert_into(server_secrets::table).values(row).execute(self.sqlite()))
    }
}
