//! Tells cargo that the migrations are compiled in: a new one rebuilds the crate.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations/sqlite");
}
