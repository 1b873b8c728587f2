//! More than one page open in a browser.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use fantoccini::wd::WindowHandle;
use serde_json::json;

use super::Browser;

/// A tab of a browser.
#[derive(Clone, Debug)]
pub(crate) struct Tab(WindowHandle);

impl Browser {
    /// Opens pages in tabs of their own, all at the same time, and returns the tabs in this order.
    pub(crate) async fn open_tabs(&self, urls: &[&str]) -> Result<Vec<Tab>> {
        let before = self.client.windows().await?;
        let name = |index: usize| format!("tab {}", before.len() + index);
        for (index, url) in urls.iter().enumerate() {
            self.run(&format!("window.open({}, {})", json!(url), json!(name(index)))).await?;
        }
        let mut tabs = BTreeMap::new();
        for tab in self.client.windows().await?.into_iter().filter(|tab| !before.contains(tab)) {
            self.client.switch_to_window(tab.clone()).await?;
            tabs.insert(self.run("return window.name").await?.to_string(), Tab(tab));
        }
        (0..urls.len())
            .map(|index| tabs.remove(&json!(name(index)).to_string()).with_context(|| format!("no tab for {urls:?}")))
            .collect()
    }

    /// Switches to a tab.
    pub(crate) async fn turn_to(&self, tab: &Tab) -> Result<()> {
        Ok(self.client.switch_to_window(tab.0.clone()).await?)
    }
}
