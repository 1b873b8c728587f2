//! The browser that the tests control.

use anyhow::Result;

use crate::apt;

const PROGRAMS: [&str; 2] = ["chromium", "chromedriver"];

/// Makes sure that chromium and chromedriver are installed.
pub(crate) fn ensure() -> Result<()> {
    let missing: Vec<&str> = PROGRAMS.into_iter().filter(|program| !apt::on_path(program)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    apt::install(&missing.join(" and "), "browser", &["chromium", "chromium-driver"])
}
