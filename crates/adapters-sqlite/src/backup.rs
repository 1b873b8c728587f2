//! A copy of the database while it is in use: one consistent snapshot, compacted, in a file of its own.

use std::fs::{File, OpenOptions};
use std::path::Path;

use twinlock_ports::Mode;

use crate::error::OpenError;
use crate::store::{SqliteStore, only_for_owner};

impl SqliteStore {
    /// Writes a copy to a new file with mode 0600. Readers and writers are not blocked meanwhile.
    ///
    /// # Errors
    /// [`OpenError::File`] if the file exists or cannot be created, [`OpenError::Name`] if its path is not UTF-8,
    /// [`OpenError::Sqlite`] if the copy fails, for instance because the disk is full.
    pub async fn backup(&self, to: &Path) -> Result<(), OpenError> {
        let at = to.to_owned();
        let failed = move |source| OpenError::File { path: at.clone(), source };
        // SQLite accepts an existing file that is empty.
        only_for_owner(OpenOptions::new().write(true).create_new(true)).open(to).map_err(&failed)?;
        // The full path, which SQLite cannot take for one of its URIs.
        let name = to.canonicalize().map_err(&failed)?.into_os_string().into_string();
        let name = name.map_err(|_| OpenError::Name(to.to_owned()))?;
        let mut lease = self.connections.lend(Mode::ReadSnapshot).await;
        let copied = tokio::task::spawn_blocking(move || lease.copy_into(&name)).await;
        let copied = copied.map_err(|error| error.to_string()).and_then(|done| done.map_err(|error| error.to_string()));
        if let Err(error) = copied {
            // An incomplete copy must not stay. If its removal fails, the first error is the more useful one.
            let _ = std::fs::remove_file(to);
            return Err(OpenError::Sqlite(error));
        }
        File::open(to).and_then(|file| file.sync_all()).map_err(failed)
    }
}
