//! No two modules of a crate may import each other, directly or indirectly, so that each can be read after those that
//! it uses.

use std::collections::{BTreeMap, BTreeSet};

use super::Finding;
use super::tree::Tree;

/// The top-level modules of a crate, each with those that it imports.
type Imports = BTreeMap<String, BTreeSet<String>>;

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut crates: BTreeMap<&str, Imports> = BTreeMap::new();
    for (path, text) in tree.rust() {
        let Some((name, file)) = path.strip_prefix("crates/").and_then(|path| path.split_once("/src/")) else {
            continue;
        };
        let module = file.split('/').next().unwrap_or_default().trim_end_matches(".rs");
        if matches!(module, "lib" | "main") || file.ends_with("tests.rs") || file.contains("/tests/") {
            continue;
        }
        let is_top = !file.contains('/');
        crates.entry(name).or_default().entry(module.to_owned()).or_default().extend(imports(text, is_top));
    }
    let circles = crates.iter().flat_map(|(name, imports)| {
        circles(imports).into_iter().map(move |circle| {
            Finding::new(
                format!("crates/{name}/src"),
                format!("modules import each other in a circle: {}", circle.join(", ")),
            )
        })
    });
    circles.collect()
}

/// The modules that code names as `crate::module`, and at the top of a crate as `super::module`.
fn imports(text: &str, is_top: bool) -> BTreeSet<String> {
    let code: String = text
        .split("#[cfg(test)]\nmod ")
        .next()
        .unwrap_or_default()
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default().to_owned() + "\n")
        .collect();
    let mut found = BTreeSet::new();
    for start in ["crate::", "super::"].into_iter().filter(|start| is_top || *start == "crate::") {
        for (at, _) in code.match_indices(start) {
            let rest = code.get(at + start.len()..).unwrap_or_default();
            let list = rest.strip_prefix('{').map(|list| list.split('}').next().unwrap_or_default());
            let paths = list.map_or_else(|| vec![rest], |list| list.split(',').collect());
            found.extend(paths.into_iter().map(|path| first_word(path.trim_start())));
        }
    }
    found
}

fn first_word(path: &str) -> String {
    path.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// The groups of modules that import each other, directly or indirectly.
fn circles(imports: &Imports) -> BTreeSet<Vec<&str>> {
    let reachable = |from: &str| {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut next: Vec<&str> = vec![from];
        while let Some(module) = next.pop() {
            for import in imports.get(module).into_iter().flatten() {
                if import != module && imports.contains_key(import) && seen.insert(import) {
                    next.push(import);
                }
            }
        }
        seen
    };
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        imports.keys().map(|module| (module.as_str(), reachable(module))).collect();
    let circle = |module: &str| {
        let others = reached.get(module)?;
        let all = others.iter().filter(|other| reached.get(*other).is_some_and(|back| back.contains(module)));
        Some(all.copied().collect::<Vec<_>>()).filter(|circle| !circle.is_empty())
    };
    imports.keys().filter_map(|module| circle(module)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(files: &[(&str, &str)]) -> usize {
        check(&Tree::of(files)).len()
    }

    #[test]
    fn modules_that_import_each_other_are_found() {
        let direct = [("crates/x/src/a.rs", "use crate::b::B;"), ("crates/x/src/b.rs", "use crate::{c::C, a};")];
        assert_eq!(count(&direct), 1);
        let by_way = [
            ("crates/x/src/a.rs", "use super::b;"),
            ("crates/x/src/b/deep.rs", "fn f() { crate::c::g() }"),
            ("crates/x/src/c.rs", "use crate::a::A;"),
            ("crates/x/src/d.rs", "use crate::a::A;"),
        ];
        assert_eq!(count(&by_way), 1);
    }

    #[test]
    fn what_goes_one_way_or_is_in_tests_and_comments_is_none() {
        for b in
            ["// use crate::a::A;", "use std::fmt;", "#[cfg(test)]\nmod tests { use crate::a::A; }", "use crate::b::B;"]
        {
            assert_eq!(count(&[("crates/x/src/a.rs", "use crate::b::B;"), ("crates/x/src/b.rs", b)]), 0, "{b}");
        }
        let two_crates = [("crates/x/src/a.rs", "use crate::b::B;"), ("crates/y/src/b.rs", "use crate::a::A;")];
        assert_eq!(count(&two_crates), 0);
    }
}
