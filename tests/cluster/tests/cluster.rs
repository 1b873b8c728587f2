//! A cluster from start to end: it answers, keeps its data, restarts, and leaves nothing behind.

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    thread,
};

use anyhow::{Context as _, Result, ensure};
use twinlock_cluster::{Cluster, Options, Shared, Shutdown, fingerprint, query};

fn on(cluster: &Cluster, sql: &str) -> Result<String> {
    cluster.query("harbour", sql)
}

#[test]
fn a_cluster_keeps_its_data_until_it_is_dropped() {
    let mut cluster = Cluster::start(&Options::default().with("work_mem", "5MB")).unwrap();
    let url = cluster.url("harbour");
    cluster.create_database("harbour").unwrap();
    on(&cluster, "create table boat (name text); insert into boat values ('a'), ('b')").unwrap();
    assert_eq!(on(&cluster, "show work_mem; show fsync; show synchronous_commit").unwrap(), "5MB\noff\non");

    for shutdown in [Shutdown::Fast, Shutdown::Immediate] {
        let before = cluster.pid().unwrap();
        cluster.stop(shutdown).unwrap();
        assert_eq!(cluster.pid(), None);
        assert!(query(&url, "select 1").is_err(), "it answers after {shutdown:?}");
        assert!(cluster.stop(shutdown).is_err());

        cluster.start_again().unwrap();
        assert_ne!(cluster.pid().unwrap(), before);
        assert!(cluster.start_again().is_err());
        assert_eq!(query(&url, "select name from boat order by name").unwrap(), "a\nb");
    }

    let folder = cluster.folder().to_path_buf();
    drop(cluster);
    assert!(!folder.exists());
    assert!(query(&url, "select 1").is_err());
}

#[test]
fn a_standby_follows_its_primary() {
    let primary = Cluster::start(&Options::default().with("wal_level", "logical")).unwrap();
    primary.create_database("harbour").unwrap();
    let standby = Cluster::start_standby_of(&primary, &Options::default()).unwrap();
    assert_ne!(standby.port(), primary.port());
    on(&primary, "create table boat (name text); insert into boat values ('a')").unwrap();
    let written = on(&primary, "select pg_current_wal_lsn()").unwrap();
    let arrived = format!("select pg_last_wal_replay_lsn() >= '{written}'");
    assert!((0..1_000).any(|_| on(&standby, &arrived).unwrap() == "t"), "{written} has not arrived");
    assert_eq!(on(&standby, "select name from boat").unwrap(), "a");
    assert!(standby.query("harbour", "insert into boat values ('b')").is_err());
}

#[test]
fn databases_are_copied_from_a_template_that_is_made_once() {
    let cluster = Cluster::start(&Options::default()).unwrap();
    let shared = Shared::at(cluster.url("postgres")).unwrap();
    let prepared = AtomicU32::new(0);
    let prepare = |url: &str| -> Result<()> {
        prepared.fetch_add(1, Ordering::Relaxed);
        query(url, "create table boat (name text); insert into boat values ('a')").map(drop)
    };
    let one_test = || {
        let database = shared.database("v1", prepare).unwrap();
        query(&database.url, "insert into boat values ('b')").unwrap();
        assert_eq!(query(&database.url, "select count(*) from boat").unwrap(), "2");
        database.name.clone()
    };
    let mut names = thread::scope(|scope| {
        let tests: Vec<_> = (0..8).map(|_| scope.spawn(one_test)).collect();
        tests.into_iter().map(|test| test.join().unwrap()).collect::<Vec<_>>()
    });
    assert_eq!(prepared.load(Ordering::Relaxed), 1);
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 8);
    let left = cluster.query("postgres", "select datname from pg_database where not datistemplate order by 1").unwrap();
    assert_eq!(left, "postgres\ntemplate_v1");
}

#[test]
fn a_template_that_cannot_be_prepared_leaves_nothing_and_may_be_tried_again() {
    let cluster = Cluster::start(&Options::default()).unwrap();
    let shared = Shared::at(cluster.url("postgres")).unwrap();
    let broken = |_: &str| -> Result<()> {
        ensure!(1 > 2, "the schema is broken");
        Ok(())
    };
    let error = shared.database("v1", broken).unwrap_err();
    assert!(format!("{error:#}").contains("the schema is broken"), "{error:#}");
    assert_eq!(cluster.query("postgres", "select count(*) from pg_database").unwrap(), "3");
    let database = shared.database("v1", |url| query(url, "create table boat ()").map(drop)).unwrap();
    assert_eq!(query(&database.url, "select count(*) from boat").unwrap(), "0");
}

/// Starts the program, lets `end` end it, and waits until nothing is left of its cluster.
fn ends_by(end: impl FnOnce(&mut Child) -> Result<()>) -> Result<()> {
    let program = env!("CARGO_BIN_EXE_twinlock-cluster");
    let mut program = Command::new(program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let mut url = String::new();
    BufReader::new(program.stdout.as_mut().context("no output")?).read_line(&mut url)?;
    let folder = query(url.trim(), "show unix_socket_directories")?;
    ensure!(Path::new(&folder).exists(), "no {folder}");
    end(&mut program)?;
    program.wait()?;
    // Each check runs a program, so the checks last for seconds in all.
    let gone = || query(url.trim(), "select 1").is_err() && !Path::new(&folder).exists();
    ensure!((0..1_000).any(|_| gone()), "{folder} is still there");
    Ok(())
}

#[test]
fn a_cluster_ends_with_its_program_also_when_that_is_killed() {
    ends_by(|program| {
        drop(program.stdin.take());
        Ok(())
    })
    .unwrap();
    ends_by(|program| Ok(program.kill()?)).unwrap();
}

#[test]
fn what_is_no_cluster_is_refused() {
    assert!(Shared::at("postgres://twinlock@127.0.0.1:1/harbour".to_owned()).is_err());
    let error = Cluster::start(&Options::default().with("shared_preload_libraries", "no_such_library")).unwrap_err();
    assert!(error.to_string().contains("no_such_library"), "{error}");
}

#[test]
fn a_fingerprint_is_of_names_and_contents() {
    let folder = tempfile::tempdir().unwrap();
    let of_folder = || fingerprint(folder.path()).unwrap();
    let mut seen = vec![of_folder()];
    std::fs::create_dir(folder.path().join("one")).unwrap();
    for (path, text) in [("one/up.sql", "a"), ("one/up.sql", "b"), ("one/down.sql", "b")] {
        std::fs::write(folder.path().join(path), text).unwrap();
        seen.push(of_folder());
    }
    assert_eq!(seen.last(), Some(&of_folder()));
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 4);
    assert!(fingerprint(&folder.path().join("two")).is_err());
}
