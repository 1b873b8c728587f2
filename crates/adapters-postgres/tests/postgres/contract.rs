//! The contract of every store, run on PostgreSQL.

use twinlock_ports::contract::Subject;

use crate::database::Fresh;

async fn postgres() -> Subject {
    let fresh = Fresh::migrated();
    Subject::new(fresh.open().await).keeping(fresh)
}

twinlock_ports::store_contract!(postgres);
