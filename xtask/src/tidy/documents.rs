//! The documents: every link has a target, every picture exists, and every decision has a number and a line in the
//! list.

mod decisions;
mod invariants;
mod markdown;
mod threats;

pub(super) use invariants::gone;

use super::{Finding, tree::Tree};

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = decisions::check(tree);
    findings.extend(invariants::check(tree));
    findings.extend(threats::check(tree));
    for (path, text) in tree.ending(".md") {
        for (line, target) in markdown::targets(text) {
            if let Err(what) = resolve(tree, path, target) {
                findings.push(Finding::line(path, line, what));
            }
        }
    }
    findings
}

fn resolve(tree: &Tree, from: &str, target: &str) -> Result<(), String> {
    // External links are not checked, because a build needs no network.
    if ["http://", "https://", "mailto:"].iter().any(|scheme| target.starts_with(scheme)) {
        return Ok(());
    }
    let (file, anchor) = target.split_once('#').map_or((target, None), |(file, anchor)| (file, Some(anchor)));
    let path = if file.is_empty() { from.to_owned() } else { beside(from, file) };
    if !tree.has(&path) {
        return Err(format!("links to {path}, which is not there"));
    }
    let headings = tree.ending(".md").find(|(file, _)| *file == path).map(|(_, text)| text);
    match (anchor, headings) {
        (Some(anchor), Some(text)) if !markdown::anchors(text).any(|it| it == anchor) => {
            Err(format!("links to #{anchor}, but {path} has no such heading"))
        }
        _ => Ok(()),
    }
}

/// The path that `target` means in the file `from`.
fn beside(from: &str, target: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whats(text: &str) -> Vec<String> {
        let tree = Tree::of(&[("docs/a.md", text), ("docs/b.md", "# A heading, `here`\n"), ("docs/img/x.png", "")]);
        check(&tree).into_iter().map(|finding| finding.what).collect()
    }

    #[test]
    fn links_that_lead_somewhere_are_well() {
        let good = "[b](b.md) [h](b.md#a-heading-here) ![x](img/x.png) [up](../docs) [w](https://example.org/x)\n## Own\n[o](#own)";
        assert_eq!(whats(good), [""; 0]);
    }

    #[test]
    fn links_that_lead_nowhere_are_found() {
        assert!(whats("[b](c.md)").iter().any(|what| what.contains("docs/c.md")));
        assert!(whats("[b](b.md#another)").iter().any(|what| what.contains("#another")));
        assert!(whats("![x](img/y.png)").iter().any(|what| what.contains("y.png")));
        assert!(whats(r#"<img alt="x" src="img/z.png">"#).iter().any(|what| what.contains("z.png")));
    }
}
