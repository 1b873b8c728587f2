//! The generated sections of a document, each between two marks. The text outside the marks is kept.

use std::{fs, path::Path};

use anyhow::{Context as _, Result};

/// Replaces the text between the marks of `section`.
pub(crate) fn replace(path: &Path, section: &str, text: &str) -> Result<()> {
    let document = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let new =
        replaced(&document, section, text).with_context(|| format!("{} has no marks of {section}", path.display()))?;
    fs::write(path, new).with_context(|| format!("cannot write {}", path.display()))
}

fn replaced(document: &str, section: &str, text: &str) -> Option<String> {
    let (begin, end) = (format!("<!-- {section}: begin -->"), format!("<!-- {section}: end -->"));
    let (before, rest) = document.split_once(&begin)?;
    let (_, after) = rest.split_once(&end)?;
    Some(format!("{before}{begin}\n\n{}\n\n{end}{after}", text.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_between_the_marks_changes() {
        let document = "a\n<!-- x: begin -->\nold\n<!-- x: end -->\nb <!-- y: begin --> c <!-- y: end -->";
        let new = replaced(document, "x", "new\n").unwrap();
        assert_eq!(new, "a\n<!-- x: begin -->\n\nnew\n\n<!-- x: end -->\nb <!-- y: begin --> c <!-- y: end -->");
        assert_eq!(replaced(document, "z", "new"), None);
    }
}
