//! The contract of every store, run on a database in memory and on a file.

use twinlock_adapters_sqlite::{OnOpen, SqliteStore};
use twinlock_ports::contract::Subject;

mod memory {
    use super::{SqliteStore, Subject};

    async fn store() -> Subject {
        Subject::new(SqliteStore::in_memory().unwrap())
    }

    twinlock_ports::store_contract!(store);
}

mod file {
    use super::{OnOpen, SqliteStore, Subject};

    async fn store() -> Subject {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&folder.path().join("twinlock.db"), OnOpen::Migrate).unwrap();
        Subject::new(store).keeping(folder)
    }

    twinlock_ports::store_contract!(store);
}
