//! Decision records are numbered without gaps or duplicates, and each is in the list.

use super::{Finding, Tree};

const FOLDER: &str = "docs/adr/";
const LIST: &str = "docs/adr/README.md";

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let list = tree.text(LIST).unwrap_or_default();
    let mut findings = Vec::new();
    let mut expected = 1;
    for (path, _) in tree.ending(".md").filter(|(path, _)| *path != LIST) {
        let Some(name) = path.strip_prefix(FOLDER) else { continue };
        match number(name) {
            Some(number) if number == expected => expected += 1,
            Some(number) => {
                findings.push(Finding::new(path, format!("has the number {number} where {expected} is next")));
                expected = number + 1;
            }
            None => findings.push(Finding::new(path, "is not called `NNNN-what-it-decides.md`")),
        }
        if !list.contains(&format!("({name})")) {
            findings.push(Finding::new(path, format!("is not in {LIST}")));
        }
    }
    findings
}

fn number(name: &str) -> Option<u32> {
    let (number, _) = name.split_once('-')?;
    (number.len() == 4).then(|| number.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whats(files: &[(&str, &str)]) -> Vec<String> {
        check(&Tree::of(files)).into_iter().map(|finding| finding.what).collect()
    }

    #[test]
    fn numbered_and_listed_is_well() {
        let list = (LIST, "[a](0001-a.md) [b](0002-b.md)");
        assert_eq!(whats(&[("docs/adr/0001-a.md", ""), ("docs/adr/0002-b.md", ""), list]), [""; 0]);
    }

    #[test]
    fn a_gap_a_double_a_missing_number_and_a_missing_line_are_found() {
        let list = (LIST, "(0001-a.md) (0001-b.md) (0003-c.md) (notes.md)");
        let gap = whats(&[("docs/adr/0001-a.md", ""), ("docs/adr/0003-c.md", ""), list]);
        assert!(gap.iter().any(|what| what.contains("3 where 2")), "{gap:?}");
        let double = whats(&[("docs/adr/0001-a.md", ""), ("docs/adr/0001-b.md", ""), list]);
        assert!(double.iter().any(|what| what.contains("1 where 2")), "{double:?}");
        assert!(whats(&[("docs/adr/notes.md", ""), list]).iter().any(|what| what.contains("NNNN")));
        assert!(whats(&[("docs/adr/0001-x.md", ""), list]).iter().any(|what| what.contains("not in")));
    }
}
