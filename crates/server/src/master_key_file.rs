//! The generated master key: created at the first start, readable by its owner only, and never replaced.

use std::fs::{DirBuilder, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use anyhow::{Context, bail};
use twinlock_adapters_crypto::{MasterKey, OsEntropy};

use crate::config::MasterKeySource;
use crate::nothing_here::NothingHere;

/// What to do if the file of the generated key is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Missing {
    /// Create a key.
    Make,
    /// Fail: nothing has been encrypted yet, and this command creates no key.
    Refuse,
    /// Fail: the database has values that were encrypted under the missing key, and a new key cannot decrypt them.
    Lost,
}

/// The master key from `source`.
pub(crate) fn obtain(source: &MasterKeySource, missing: Missing) -> anyhow::Result<MasterKey> {
    let path = match source {
        MasterKeySource::Given(key) => return Ok(key.clone()),
        MasterKeySource::Generated(path) => path,
    };
    match std::fs::read_to_string(path) {
        Ok(text) => MasterKey::parse(&text).with_context(|| path.display().to_string()),
        Err(error) if error.kind() == ErrorKind::NotFound => match missing {
            Missing::Make => make(path),
            Missing::Refuse => Err(NothingHere::MasterKey(path.clone()).into()),
            Missing::Lost => bail!(
                "{} is missing, and the database has values encrypted under that key; restore the file, or set TWINLOCK_MASTER_KEY",
                path.display()
            ),
        },
        Err(error) => Err(error).with_context(|| path.display().to_string()),
    }
}

fn make(path: &Path) -> anyhow::Result<MasterKey> {
    if let Some(folder) = path.parent() {
        let mut maker = DirBuilder::new();
        maker.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut maker, 0o700);
        maker.create(folder).with_context(|| folder.display().to_string())?;
    }
    let mut options = OpenOptions::new();
    // If two processes start at the same time, one creates the key and the other fails.
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let key = MasterKey::generate(&OsEntropy);
    let mut file = options.open(path).with_context(|| path.display().to_string())?;
    writeln!(file, "{}", *key.to_base64())?;
    // The key must be on disk before anything is encrypted under it.
    file.sync_all()?;
    tracing::info!(path = %path.display(), "created a master key; back it up with the database");
    Ok(key)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_key_is_made_once_for_its_owner_alone_and_read_from_then_on() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data").join("master.key");
        let source = MasterKeySource::Generated(path.clone());
        let made = obtain(&source, Missing::Make).unwrap();
        assert_eq!(*obtain(&source, Missing::Make).unwrap().to_base64(), *made.to_base64());
        assert_eq!(*obtain(&source, Missing::Lost).unwrap().to_base64(), *made.to_base64());
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::metadata(path.parent().unwrap()).unwrap().permissions().mode() & 0o777, 0o700);
    }

    #[test]
    fn no_key_is_made_beside_a_database_that_another_key_sealed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        let error = obtain(&MasterKeySource::Generated(path.clone()), Missing::Lost).unwrap_err();
        assert!(error.to_string().contains("restore the file"), "{error}");
        assert!(!path.exists());
    }

    #[test]
    fn a_damaged_key_is_refused_by_name_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        std::fs::write(&path, "half a ke").unwrap();
        let error = obtain(&MasterKeySource::Generated(path.clone()), Missing::Make).unwrap_err();
        assert!(format!("{error:#}").contains("master.key"), "{error:#}");
        assert_eq!(std::fs::read_to_string(path).unwrap(), "half a ke");
    }
}
