//! The topology by itself, without Twinlock: if its replica lost data unexpectedly, all other findings would be
//! worthless.

use super::*;

/// Writes a row before the failure. Returns whether it is there afterwards.
fn survives(replication: Replication) -> bool {
    let mut pair = ByHand::start(replication, Failure::Killed).unwrap();
    let first = pair.primary.url(DATABASE);
    twinlock_cluster::query(&first, "create table kept (id int)").unwrap();
    let here = "select count(*) from pg_class where relname = 'kept'";
    while pair.standby.query(DATABASE, here).unwrap() == "0" {
        std::thread::yield_now();
    }
    pair.prepare().unwrap();
    twinlock_cluster::query(&first, "insert into kept values (1)").unwrap();
    pair.fail().unwrap();
    assert!(twinlock_cluster::query(&first, "select 1").is_err(), "the primary still answers");
    pair.take_over(&|| Duration::ZERO).unwrap();
    // The new primary accepts writes without a standby.
    pair.standby.query(DATABASE, "insert into kept values (2)").unwrap();
    pair.standby.query(DATABASE, "select count(*) from kept where id = 1").unwrap() == "1"
}

#[test]
fn what_was_acknowledged_is_on_the_synchronous_standby() {
    assert!(survives(Replication::Synchronous));
}

#[test]
fn the_control_loses_what_was_acknowledged_last() {
    assert!(!survives(Replication::Cut));
}
