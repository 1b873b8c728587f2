//! Functions that need no database, and are private to the crate. Their files are compiled here a second time, because
//! tests inside the crate would compile all of it a second time, which takes a minute.

#[path = "../../src/deadlock.rs"]
mod deadlock;
#[path = "../../src/hosts.rs"]
mod hosts;

use self::deadlock::is_deadlock;
use self::hosts::one_by_one;

#[test]
fn i3_a_deadlock_is_recognised_in_every_language() {
    let deadlocks = [
        "Process 71 waits for ShareLock on transaction 740; blocked by process 72.\n\
         Process 72 waits for ExclusiveLock on advisory lock [5,0,1,1]; blocked by process 71.",
        "Prozess 71 wartet auf ShareLock-Sperre auf Transaktion 740; blockiert von Prozess 72.\n\
         Prozess 72 wartet auf AccessExclusiveLock-Sperre auf Relation 7 der Datenbank 5; blockiert von Prozess 71.",
        "プロセス 71 は ShareLock を トランザクション 740 で待機していましたが、プロセス 72 でブロックされました\n\
         プロセス 72 は RowExclusiveLock を リレーション 7 で待機していましたが、プロセス 71 でブロックされました",
    ];
    for details in deadlocks {
        assert!(is_deadlock(Some(details)), "{details}");
    }
    let others = [
        None,
        Some(""),
        Some("Key (email)=(ShareLock@example.org) already exists."),
        Some("Failing row contains (ExclusiveLock, 1)."),
    ];
    for details in others {
        assert!(!is_deadlock(details), "{details:?}");
    }
}

#[test]
fn a_url_with_several_hosts_is_one_for_each() {
    assert_eq!(
        one_by_one("postgres://a:b%2Cc@one:1,two:2/x?target_session_attrs=read-write"),
        [
            "postgres://a:b%2Cc@one:1/x?target_session_attrs=read-write",
            "postgres://a:b%2Cc@two:2/x?target_session_attrs=read-write"
        ]
    );
    assert_eq!(one_by_one("postgresql://one/x"), ["postgresql://one/x"]);
    assert_eq!(one_by_one("postgres:///x?host=/run/postgresql"), ["postgres:///x?host=/run/postgresql"]);
    assert_eq!(one_by_one("postgres://a/b,c@one,two"), ["postgres://a/b,c@one", "postgres://a/b,c@two"]);
}
