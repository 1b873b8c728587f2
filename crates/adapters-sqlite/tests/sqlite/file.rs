//! What a database file guarantees beside the contract: its permissions, its durability, and which schemas it accepts.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection as _;
use diesel::sql_types::Text;
use diesel::{Connection as _, QueryableByName, RunQueryDsl as _, SqliteConnection};
use tempfile::TempDir;
use twinlock_adapters_sqlite::{OnOpen, OpenError, SqliteStore};
use twinlock_ports::{Mode, Store as _, StoreError, transaction};

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("twinlock.db");
    (folder, path)
}

/// Runs statements on a connection of its own, as another program would.
fn sql(path: &Path, statements: &str) {
    SqliteConnection::establish(path.to_str().unwrap()).unwrap().batch_execute(statements).unwrap();
}

async fn keep(store: &SqliteStore, name: &str) {
    let added = transaction(store, Mode::Write, async |tx| tx.add_server_secret(name, b"sealed").await);
    assert!(added.await.unwrap());
}

async fn kept(store: &SqliteStore, name: &str) -> bool {
    let read = transaction::<_, StoreError>(store, Mode::ReadSnapshot, async |tx| tx.server_secret(name).await);
    read.await.unwrap().is_some()
}

#[tokio::test]
async fn the_file_and_its_journals_are_for_their_owner_alone() {
    let (folder, path) = folder();
    let store = SqliteStore::open(&path, OnOpen::Migrate).unwrap();
    keep(&store, "a").await;
    let mut files = 0;
    for file in fs::read_dir(folder.path()).unwrap() {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", file.file_name());
        files += 1;
    }
    assert_eq!(files, 3, "the database, its WAL and the WAL's index");
}

#[tokio::test]
async fn a_commit_survives_a_program_that_ends_without_a_word() {
    let (folder, path) = folder();
    let store = SqliteStore::open(&path, OnOpen::Migrate).unwrap();
    keep(&store, "a").await;
    // Copies the files as they are on the disk now, with the store still open.
    let copy = folder.path().join("copy.db");
    fs::copy(&path, &copy).unwrap();
    fs::copy(folder.path().join("twinlock.db-wal"), folder.path().join("copy.db-wal")).unwrap();
    assert!(kept(&SqliteStore::open(&copy, OnOpen::Leave).unwrap(), "a").await);
}

#[tokio::test]
async fn what_was_kept_is_there_when_the_file_is_opened_again() {
    let (_folder, path) = folder();
    keep(&SqliteStore::open(&path, OnOpen::Migrate).unwrap(), "a").await;
    let again = SqliteStore::open(&path, OnOpen::Migrate).unwrap();
    assert!(kept(&again, "a").await);
    assert!(again.pending().await.unwrap().is_empty());
}

#[tokio::test]
async fn each_store_in_memory_is_its_own() {
    let (one, other) = (SqliteStore::in_memory().unwrap(), SqliteStore::in_memory().unwrap());
    keep(&one, "a").await;
    assert!(kept(&one, "a").await);
    assert!(!kept(&other, "a").await);
}

#[test]
fn a_missing_file_is_not_made_unless_it_is_to_be() {
    let (_folder, path) = folder();
    let missing = SqliteStore::open(&path, OnOpen::Leave).unwrap_err();
    assert!(matches!(missing, OpenError::Missing(_)));
    assert!(missing.to_string().ends_with("does not exist; run `twinlock migrate` to create it"));
    assert!(!path.exists());
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let (_folder, path) = folder();
    let refused = SqliteStore::open(&path.join("deeper/twinlock.db"), OnOpen::Migrate).unwrap_err();
    assert!(matches!(refused, OpenError::File { .. }), "{refused}");
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_as_it_was() {
    let (_folder, path) = folder();
    fs::write(&path, "a diary, and no database at all".repeat(100)).unwrap();
    let refused = SqliteStore::open(&path, OnOpen::Migrate).unwrap_err();
    assert!(matches!(refused, OpenError::Sqlite(_)), "{refused}");
    assert!(fs::read_to_string(&path).unwrap().starts_with("a diary"));
}

#[tokio::test]
async fn an_older_schema_is_told_and_can_be_brought_up_to_date() {
    let (_folder, path) = folder();
    fs::write(&path, "").unwrap();
    let store = SqliteStore::open(&path, OnOpen::Leave).unwrap();
    let pending = store.pending().await.unwrap();
    assert_eq!(pending, ["20261125000000"]);
    let StoreError::Unavailable(told) = store.check_schema().await.unwrap_err() else { panic!("another error") };
    assert!(told.contains("run `twinlock migrate`"), "{told}");
    assert_eq!(store.migrate().await.unwrap(), pending);
    store.check_schema().await.unwrap();
    assert!(store.pending().await.unwrap().is_empty());
    assert!(store.migrate().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_newer_schema_is_refused_with_what_to_do() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path, OnOpen::Migrate).unwrap();
    sql(&path, "INSERT INTO __diesel_schema_migrations (version) VALUES ('20990101000000')");
    let StoreError::Unavailable(told) = store.check_schema().await.unwrap_err() else { panic!("another error") };
    assert!(
        told.contains("newer version (unknown: 20990101000000); start that version, or restore a backup"),
        "{told}"
    );
    assert!(matches!(store.pending().await, Err(OpenError::Newer(_))));
    assert!(matches!(store.migrate().await, Err(OpenError::Newer(_))));
    drop(store);
    assert!(matches!(SqliteStore::open(&path, OnOpen::Migrate), Err(OpenError::Newer(_))));
}

#[tokio::test]
async fn a_writer_waits_for_another_program_and_readers_do_not() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path, OnOpen::Migrate).unwrap();
    let mut other = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    other.batch_execute("BEGIN IMMEDIATE").unwrap();
    let release = async {
        // All of this runs on one thread, which the waiting writer must not block.
        assert!(!kept(&store, "a").await);
        other.batch_execute("COMMIT").unwrap();
    };
    tokio::join!(keep(&store, "a"), release);
    assert!(kept(&store, "a").await);
}

#[tokio::test]
async fn a_backup_is_a_database_of_its_own_for_its_owner_alone() {
    let (folder, path) = folder();
    let store = SqliteStore::open(&path, OnOpen::Migrate).unwrap();
    keep(&store, "a").await;
    let copy = folder.path().join("it's a copy.db");
    store.backup(&copy).await.unwrap();
    keep(&store, "b").await;
    assert_eq!(fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(matches!(store.backup(&copy).await, Err(OpenError::File { .. })), "it is not written over");
    let restored = SqliteStore::open(&copy, OnOpen::Leave).unwrap();
    restored.check_schema().await.unwrap();
    assert!(kept(&restored, "a").await);
    assert!(!kept(&restored, "b").await);
}

/// A limit on the file's size stands for a full disk.
#[tokio::test]
async fn b23_a_file_that_cannot_grow_takes_no_writes_until_it_can() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path, OnOpen::Migrate).unwrap();
    let write = async || {
        let at = twinlock_domain::Timestamp::default();
        transaction::<_, StoreError>(&store, Mode::Write, async |tx| tx.try_to_write(at).await).await
    };
    store.let_grow_to(1).await.unwrap();
    assert!(matches!(write().await, Err(StoreError::Unavailable(_))));
    assert!(store.check_schema().await.is_ok(), "which is all that reading can tell");
    store.let_grow_to(1_000_000).await.unwrap();
    assert!(write().await.is_ok());
}

/// The options of `.cargo/config.toml` are compiled in: without them every statement with a limit is planned again at
/// each use, and all connections share a lock.
#[test]
#[expect(clippy::disallowed_methods, reason = "the schema has no options of SQLite's")]
fn sqlite_is_compiled_with_our_options() {
    #[derive(QueryableByName)]
    struct CompileOption {
        #[diesel(sql_type = Text)]
        compile_options: String,
    }
    let mut sqlite = SqliteConnection::establish(":memory:").unwrap();
    let options = diesel::sql_query("SELECT compile_options FROM pragma_compile_options");
    let options: Vec<CompileOption> = options.load(&mut sqlite).unwrap();
    let has = |name: &str| options.iter().any(|option| option.compile_options == name);
    assert!(has("ENABLE_QPSG") && has("DEFAULT_MEMSTATUS=0") && has("THREADSAFE=2"));
    assert!(!has("ENABLE_MEMORY_MANAGEMENT"));
}
