//! The bounds on what strangers can send: the operator's manual lists all of them, with the numbers of the code.

use std::collections::BTreeSet;
use std::path::Path;

fn rows_of_the_manual() -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/operations.md");
    let text = std::fs::read_to_string(path).unwrap();
    let section = text.split_once("\n## Bounds\n").unwrap().1.split("\n## ").next().unwrap();
    section.lines().filter(|line| line.starts_with("| `")).map(str::to_owned).collect()
}

#[test]
fn r33_every_bound_is_in_the_manual_with_the_number_of_the_code() {
    let bounds = twinlock_domain::bounds::BOUNDS.iter().chain(twinlock_http_actix::bounds::BOUNDS);
    let table: BTreeSet<_> = bounds
        .map(|bound| format!("| `{}` | {} | {} | {} |", bound.name, bound.value, bound.unit, bound.what))
        .collect();
    assert!(table.len() >= 10);
    let manual = rows_of_the_manual();
    let missing: Vec<_> = table.difference(&manual).collect();
    let made_up: Vec<_> = manual.difference(&table).collect();
    assert!(missing.is_empty() && made_up.is_empty(), "missing: {missing:?}; made up: {made_up:?}");
}
