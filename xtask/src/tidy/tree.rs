//! The files of the checkout as the checks see them: path and text, whether committed already or about to be.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};

use crate::shell;

/// Paths from the root, with `/`, and what stands in them. A picture has no text but is there.
#[derive(Debug, Default)]
pub(super) struct Tree {
    files: BTreeMap<String, String>,
}

impl Tree {
    /// Every file that Git tracks or would add.
    pub(super) fn of_checkout() -> Result<Self> {
        let root = shell::root()?;
        let mut git = shell::command("git")?;
        let list = shell::output(git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]))?;
        let mut files = BTreeMap::new();
        for path in list.split('\0').filter(|path| !path.is_empty()) {
            // Removed from the work tree, and not yet from Git.
            if !root.join(path).is_file() {
                continue;
            }
            let bytes = std::fs::read(root.join(path)).with_context(|| format!("cannot read {path}"))?;
            files.insert(path.to_owned(), String::from_utf8(bytes).unwrap_or_default());
        }
        Ok(Self { files })
    }

    /// A tree made up for a test.
    #[cfg(test)]
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        Self { files: files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect() }
    }

    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Whether there is such a file, or a folder with files in it.
    pub(super) fn has(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        path.is_empty() || self.files.contains_key(path) || self.files.keys().any(|file| file.starts_with(&folder))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Files with this ending, the dot included.
    pub(super) fn ending(&self, ending: &'static str) -> impl Iterator<Item = (&str, &str)> {
        self.iter().filter(move |(path, _)| path.ends_with(ending))
    }

    /// Rust code that may not say what the checks look for. The checks themselves have to.
    pub(super) fn rust(&self) -> impl Iterator<Item = (&str, &str)> {
        self.ending(".rs").filter(|(path, _)| !is_check(path))
    }
}

/// The checks spell out what they forbid.
pub(super) fn is_check(path: &str) -> bool {
    path.starts_with("xtask/src/tidy/")
}

/// Tests may be long and may break a habit to show what it is for.
pub(super) fn is_test(path: &str) -> bool {
    path.starts_with("tests/") || path.contains("/tests/") || path.ends_with("/tests.rs")
}

/// A file's own name.
pub(super) fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
