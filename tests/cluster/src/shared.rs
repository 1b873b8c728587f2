//! A database for each test in the one cluster that a whole test run shares: copied from a template, which costs a fraction
//! of migrating an empty one.

use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

use anyhow::{Context as _, Result, ensure};

use crate::psql::{identifier, query};

/// The environment variable with the URL of the cluster's database `postgres`.
pub const ADMIN_URL: &str = "TWINLOCK_TEST_POSTGRES";

/// The SQL that copies each template which this process knows. Locked while one is made, so that other threads wait
/// instead of making it too.
static READY: Mutex<BTreeMap<String, String>> = Mutex::new(BTreeMap::new());
static NEXT: AtomicU32 = AtomicU32::new(0);

/// A database of the caller's own, in the cluster that `cargo xtask test` started; see [`Shared::database`].
pub fn fresh_database(fingerprint: &str, prepare: impl FnOnce(&str) -> Result<()>) -> Result<Database> {
    Shared::from_environment()?.database(fingerprint, prepare)
}

/// A hash of all names and contents in a folder and its subfolders. A template's fingerprint is that of its migrations.
pub fn fingerprint(folder: &Path) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    hash(folder, &mut hasher)?;
    Ok(format!("{:016x}", hasher.finish()))
}

fn hash(folder: &Path, hasher: &mut DefaultHasher) -> Result<()> {
    let entries = folder.read_dir().with_context(|| format!("cannot read {}", folder.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<PathBuf>>>()?;
    paths.sort();
    for path in paths {
        path.file_name().hash(hasher);
        if path.is_dir() { hash(&path, hasher)? } else { std::fs::read(&path)?.hash(hasher) }
    }
    Ok(())
}

/// A cluster that several processes make databases in.
#[derive(Clone, Debug)]
pub struct Shared {
    admin: String,
}

/// A database that is deleted when this is dropped.
#[derive(Debug)]
pub struct Database {
    pub url: String,
    pub name: String,
    admin: String,
}

impl Shared {
    /// The cluster whose URL is in [`ADMIN_URL`].
    pub fn from_environment() -> Result<Self> {
        let admin = std::env::var(ADMIN_URL)
            .with_context(|| format!("{ADMIN_URL} is not set: `cargo xtask test` starts a cluster and sets it"))?;
        Self::at(admin)
    }

    /// The cluster of this URL, which must name the database `postgres`.
    pub fn at(admin: String) -> Result<Self> {
        ensure!(admin.ends_with("/postgres"), "{admin} does not name the database `postgres`");
        Ok(Self { admin })
    }

    /// Copies the template of this fingerprint. The first call in any process makes the template: `prepare` gets the
    /// URL of an empty database, and must have closed its connections when it returns. For one fingerprint it must
    /// always produce the same.
    pub fn database(&self, fingerprint: &str, prepare: impl FnOnce(&str) -> Result<()>) -> Result<Database> {
        let template = format!("template_{fingerprint}");
        let copying = self.template(&template, prepare).with_context(|| format!("cannot make {template}"))?;
        let name = unique("test");
        query(&self.admin, &format!("create database {} {copying}", identifier(&name)?))?;
        Ok(Database { url: self.url(&name), name, admin: self.admin.clone() })
    }

    /// The rest of `create database …` that copies a template. Makes the template if it does not exist.
    fn template(&self, template: &str, prepare: impl FnOnce(&str) -> Result<()>) -> Result<String> {
        let key = format!("{} {template}", self.admin);
        let mut ready = READY.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(copying) = ready.get(&key) {
            return Ok(copying.clone());
        }
        if !self.has(template)? {
            self.make_template(template, prepare)?;
        }
        // Since PostgreSQL 15, a copy is written to the WAL by default, which takes three times as long.
        let version: u32 = query(&self.admin, "show server_version_num")?.parse()?;
        let strategy = if version >= 150_000 { " strategy file_copy" } else { "" };
        let copying = format!("template {}{strategy}", identifier(template)?);
        ready.insert(key, copying.clone());
        Ok(copying)
    }

    /// Prepares a template under another name and then renames it: no incomplete template is ever visible, and if two
    /// processes make it at the same time, the second discards its own.
    fn make_template(&self, template: &str, prepare: impl FnOnce(&str) -> Result<()>) -> Result<()> {
        let draft = Database { name: unique("draft"), url: String::new(), admin: self.admin.clone() };
        let from = identifier(&draft.name)?;
        query(&self.admin, &format!("create database {from}"))?;
        prepare(&self.url(&draft.name))?;
        let to = identifier(template)?;
        // A session in a template makes every copy wait for its end.
        query(&self.admin, &format!("alter database {from} with allow_connections false"))?;
        let renamed = query(&self.admin, &format!("alter database {from} rename to {to}"));
        if renamed.is_err() && self.has(template)? {
            return Ok(());
        }
        renamed.map(drop)
    }

    fn has(&self, database: &str) -> Result<bool> {
        let found = query(&self.admin, &format!("select 1 from pg_database where datname = '{database}'"))?;
        Ok(found == "1")
    }

    fn url(&self, database: &str) -> String {
        format!("{}/{database}", self.admin.trim_end_matches("/postgres"))
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // A database that is left behind is deleted with its cluster.
        let _ = query(&self.admin, &format!("drop database if exists \"{}\" with (force)", self.name));
    }
}

/// A name that no other process and no other call has.
fn unique(kind: &str) -> String {
    format!("{kind}_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}
