//! Tests of the dependency rule, with a table and dependencies made up for them.

use super::*;

const TOML: &str = r#"
[package.core]
workspace = []
outside = ["thiserror"]
optional = ["serde"]

[package."adapters-*"]
workspace = ["core"]

[package.binary]
workspace = ["*"]

[knows]
diesel = ["adapters-sql"]
"#;

fn table() -> Table {
    toml::from_str(TOML).unwrap()
}

fn edge<'a>(from: &'a str, to: &'a str) -> Edge<'a> {
    Edge { from, to, inside: false, optional: false }
}

#[test]
fn what_the_table_allows_passes() {
    let fine = [
        edge("core", "thiserror"),
        Edge { optional: true, ..edge("core", "serde") },
        Edge { inside: true, ..edge("adapters-sql", "core") },
        edge("adapters-sql", "diesel"),
        Edge { inside: true, ..edge("binary", "adapters-sql") },
    ];
    for edge in fine {
        assert_eq!(table().judge(edge), [], "{edge:?}");
    }
}

#[test]
fn what_it_does_not_allow_is_found() {
    let wrong = [
        edge("core", "tokio"),
        edge("core", "serde"),
        Edge { inside: true, ..edge("core", "adapters-sql") },
        Edge { inside: true, ..edge("adapters-mail", "adapters-sql") },
        edge("adapters-mail", "diesel"),
        edge("binary", "diesel"),
    ];
    for edge in wrong {
        assert_eq!(table().judge(edge).len(), 1, "{edge:?}");
    }
}

#[test]
fn a_package_that_the_table_does_not_know_is_found() {
    assert_eq!(table().strangers(&["core", "adapters-new"]), []);
    assert_eq!(table().strangers(&["another"]).len(), 1);
}
