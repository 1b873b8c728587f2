//! Bugs are planted in one program alone: nothing that is on by default, and no other package, switches them on.

use cargo_metadata::{Metadata, Package};

use super::Finding;

/// The feature that switches them on.
const FEATURE: &str = "planted-bugs";

/// The program that may have it.
const PROGRAM: &str = "twinlock-planted";

pub(super) fn check(metadata: &Metadata) -> Vec<Finding> {
    metadata.workspace_packages().into_iter().flat_map(judge).collect()
}

fn judge(package: &Package) -> Vec<Finding> {
    let name = package.name.as_str();
    let mut findings = Vec::new();
    for (feature, switched_on) in &package.features {
        if feature != FEATURE && switched_on.iter().any(|other| switches_on(other)) {
            findings.push(Finding::new(name, format!("the feature `{feature}` switches `{FEATURE}` on")));
        }
    }
    for dependency in &package.dependencies {
        if dependency.features.iter().any(|feature| feature == FEATURE) {
            findings.push(Finding::new(name, format!("needs {} with `{FEATURE}`", dependency.name)));
        }
    }
    for target in &package.targets {
        let needs_it = target.required_features.iter().any(|feature| feature == FEATURE);
        if needs_it != (target.name == PROGRAM) {
            findings.push(Finding::new(name, format!("`{FEATURE}` is for `{PROGRAM}`, and not for `{}`", target.name)));
        }
    }
    findings
}

fn switches_on(feature: &str) -> bool {
    feature.rsplit('/').next() == Some(FEATURE)
}

#[cfg(test)]
mod tests {
    use cargo_metadata::Package;
    use serde_json::{Value, json};

    use super::*;

    fn package(features: &Value, required: &[&str], program: &str) -> Package {
        let target = json!({
            "name": program, "kind": ["bin"], "crate_types": ["bin"], "src_path": "/a/src/main.rs",
            "required-features": required,
        });
        let package = json!({
            "name": "a", "version": "0.1.0", "id": "a", "dependencies": [], "targets": [target],
            "features": features, "manifest_path": "/a/Cargo.toml",
        });
        serde_json::from_value(package).unwrap()
    }

    #[test]
    fn a_program_of_its_own_may_have_planted_bugs() {
        let features = json!({ "planted-bugs": ["b/planted-bugs"] });
        assert_eq!(judge(&package(&features, &["planted-bugs"], "twinlock-planted")), []);
        assert_eq!(judge(&package(&json!({}), &[], "twinlock")), []);
    }

    #[test]
    fn planted_bugs_on_by_default_are_found() {
        for switched_on in ["planted-bugs", "b/planted-bugs"] {
            let features = json!({ "default": [switched_on], "planted-bugs": [] });
            assert_eq!(judge(&package(&features, &[], "twinlock")).len(), 1, "{switched_on}");
        }
    }

    #[test]
    fn another_program_with_planted_bugs_is_found() {
        assert_eq!(judge(&package(&json!({}), &["planted-bugs"], "twinlock")).len(), 1);
        assert_eq!(judge(&package(&json!({}), &[], "twinlock-planted")).len(), 1);
    }
}
