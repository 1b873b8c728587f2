//! Every migration can be reverted and run again.

use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel_migrations::MigrationHarness as _;

use super::{Gap, MIGRATIONS, run};

diesel::table! {
    sqlite_master (name) {
        name -> Text,
        #[sql_name = "type"]
        kind -> Text,
    }
}

/// The number of tables and indices, without diesel's own and SQLite's.
fn things(connection: &mut SqliteConnection) -> i64 {
    let ours = sqlite_master::table
        .filter(sqlite_master::name.not_like("sqlite%"))
        .filter(sqlite_master::name.ne("__diesel_schema_migrations"));
    ours.select(count_star()).get_result(connection).unwrap()
}

#[test]
fn down_leaves_nothing_and_up_again_makes_the_same() {
    let mut connection = SqliteConnection::establish(":memory:").unwrap();
    let ran = run(&mut connection).unwrap();
    assert!(!ran.is_empty());
    let made = things(&mut connection);
    assert!(made > 19);

    connection.revert_all_migrations(MIGRATIONS).unwrap();
    assert_eq!(things(&mut connection), 0);
    assert_eq!(Gap::of(&mut connection).unwrap().pending, ran);

    assert_eq!(run(&mut connection).unwrap(), ran);
    assert_eq!(things(&mut connection), made);
}
