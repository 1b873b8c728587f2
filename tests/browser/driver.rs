//! Drives headless Chromium over WebDriver, so that a test can click, read and photograph the pages as users see them.

mod chromedriver;
mod command;
mod tabs;
#[cfg(test)]
mod tests;

use std::{path::Path, time::Duration};

use anyhow::{Context as _, Result};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use fantoccini::{Client, ClientBuilder, Locator, elements::Element};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::{Semaphore, SemaphorePermit};
use url::Url;

use self::command::{DevTools, Log};
pub(crate) use self::tabs::Tab;

/// Chromium without a sandbox (tests may run as root) and without any call to the outside.
const FLAGS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    // A phone lays its scrollbar over the page; a classic one would take 15 of the 320 pixels.
    "--hide-scrollbars",
];

/// Height of the viewport in CSS pixels.
const HEIGHT: u64 = 900;

/// How often, and how far apart, a click is checked for the page that it leads to. A busy machine may need many checks.
const LOOKS: u32 = 3000;
const PAUSE: Duration = Duration::from_millis(20);

/// How often Chromium is started before a test fails.
const ATTEMPTS: usize = 4;

/// How many browsers may be open at once: each is half a dozen processes, and tests run on every core.
static OPEN: Semaphore = Semaphore::const_new(4);

/// Whether a click on the element loads another page: a link elsewhere, or the button of a form that is valid.
const LEADS: &str = r##"
const target = arguments[0].closest("a[href], button, input[type=submit]");
if (!target) return false;
if (target.localName === "a") {
  const here = location.href.split("#")[0];
  return target.protocol.startsWith("http") && !target.download && !target.target
    && (!target.hash || target.href.split("#")[0] !== here);
}
if (target.type !== "submit" || !target.form) return false;
return target.formNoValidate || target.form.noValidate || target.form.checkValidity();
"##;

/// The colour scheme that the browser prefers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    Light,
    Dark,
}

/// How the browser is set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Look {
    /// Whether pages may run scripts.
    pub(crate) javascript: bool,
    /// The value of `prefers-color-scheme`.
    pub(crate) scheme: Scheme,
    /// Width of the viewport in CSS pixels.
    pub(crate) width: u32,
}

impl Look {
    /// A desktop: scripts on, light, 1280 pixels wide.
    pub(crate) const DESKTOP: Self = Self { javascript: true, scheme: Scheme::Light, width: 1280 };

    /// The narrowest screen that every page must fit: 320 pixels (WCAG 2.2, 1.4.10).
    pub(crate) const NARROW: Self = Self { width: 320, ..Self::DESKTOP };

    /// The same look without JavaScript.
    pub(crate) const fn without_javascript(self) -> Self {
        Self { javascript: false, ..self }
    }

    /// The same look in the dark scheme.
    pub(crate) const fn dark(self) -> Self {
        Self { scheme: Scheme::Dark, ..self }
    }
}

/// One browser with a profile of its own. Dropping it ends Chromium.
#[derive(Debug)]
pub(crate) struct Browser {
    client: Client,
    // Dropped in this order: Chromium ends before its profile is deleted and before another may be opened.
    _session: Session,
    _profile: TempDir,
    _permit: SemaphorePermit<'static>,
}

/// A session of the chromedriver that all tests share.
#[derive(Debug)]
struct Session {
    port: u16,
    id: String,
}

impl Drop for Session {
    fn drop(&mut self) {
        // If this fails, chromedriver has ended, and Chromium ends with the run.
        let _ = chromedriver::end(self.port, &self.id);
    }
}

/// How long a page may take on a busy machine until its scripts have run.
const PATIENCE: std::time::Duration = std::time::Duration::from_mins(1);

impl Browser {
    /// Starts a browser that looks like `look`.
    pub(crate) async fn open(look: Look) -> Result<Self> {
        let permit = OPEN.acquire().await?;
        let mut attempt = 1;
        let (profile, session, client) = loop {
            match Self::connect(look).await {
                Ok(connected) => break connected,
                Err(error) if attempt == ATTEMPTS => return Err(error.context("Chromium does not start")),
                Err(_) => attempt += 1,
            }
        };
        let browser = Self { client, _session: session, _profile: profile, _permit: permit };
        browser.show(look).await?;
        Ok(browser)
    }

    async fn connect(look: Look) -> Result<(TempDir, Session, Client)> {
        let profile = tempfile::tempdir()?;
        let port = tokio::task::spawn_blocking(chromedriver::port).await??;
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities(look, profile.path())?);
        let client = builder.connect(&format!("http://127.0.0.1:{port}")).await?;
        let id = client.session_id().await?.context("a session without an id")?;
        Ok((profile, Session { port, id }, client))
    }

    /// Changes width and colour scheme of the open page. JavaScript stays as it was at the start.
    pub(crate) async fn show(&self, look: Look) -> Result<()> {
        self.resize(u64::from(look.width), HEIGHT).await?;
        let scheme = match look.scheme {
            Scheme::Light => "light",
            Scheme::Dark => "dark",
        };
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.dev_tools("Emulation.setEmulatedMedia", media).await?;
        Ok(())
    }

    /// Opens a page and waits until it is loaded.
    pub(crate) async fn goto(&self, url: &str) -> Result<()> {
        self.client.goto(url).await.with_context(|| format!("cannot open {url}"))
    }

    /// The URL of the open page.
    pub(crate) async fn url(&self) -> Result<Url> {
        Ok(self.client.current_url().await?)
    }

    /// The page's title.
    pub(crate) async fn title(&self) -> Result<String> {
        Ok(self.client.title().await?)
    }

    /// Goes back, as the browser's own button does.
    pub(crate) async fn back(&self) -> Result<()> {
        Ok(self.client.back().await?)
    }

    /// Clicks the first element that matches the CSS selector and waits for the page that follows.
    pub(crate) async fn click(&self, css: &str) -> Result<()> {
        let element = self.find(css).await?;
        self.press(element).await.with_context(|| format!("cannot click {css}"))
    }

    /// Clicks the link or button that shows exactly this text.
    pub(crate) async fn click_text(&self, text: &str) -> Result<()> {
        let path = format!("//*[self::a or self::button or self::summary][normalize-space(.)='{text}']");
        let element = self.client.find(Locator::XPath(&path)).await;
        let element = element.with_context(|| format!("no link or button says {text:?}"))?;
        self.press(element).await.with_context(|| format!("cannot click {text:?}"))
    }

    /// Clicks like [`Self::click`] where no page of ours is expected to follow, and waits for nothing.
    pub(crate) async fn click_in_vain(&self, css: &str) -> Result<()> {
        Ok(self.find(css).await?.click().await?)
    }

    /// Waits until the browser logs a complaint that contains these words.
    pub(crate) async fn complains(&self, words: &str) -> Result<()> {
        let mut seen = Vec::new();
        for _ in 0..LOOKS {
            seen.extend(self.complaints().await?);
            if seen.iter().any(|line| line.contains(words)) {
                return Ok(());
            }
            tokio::time::sleep(PAUSE).await;
        }
        anyhow::bail!("nothing about {words:?} in {seen:?}")
    }

    /// Replaces the text of an input.
    pub(crate) async fn fill(&self, css: &str, text: &str) -> Result<()> {
        let input = self.find(css).await?;
        input.clear().await.with_context(|| format!("cannot clear {css}"))?;
        input.send_keys(text).await.with_context(|| format!("cannot type into {css}"))
    }

    /// The visible text of the first element that matches.
    pub(crate) async fn text(&self, css: &str) -> Result<String> {
        Ok(self.find(css).await?.text().await?)
    }

    /// An attribute of the first element that matches.
    pub(crate) async fn attribute(&self, css: &str, name: &str) -> Result<Option<String>> {
        Ok(self.find(css).await?.attr(name).await?)
    }

    /// Waits until an element matches: for what a script does after an event.
    pub(crate) async fn appears(&self, css: &str) -> Result<()> {
        let found = self.client.wait().at_most(PATIENCE).for_element(Locator::Css(css)).await;
        found.map(|_| ()).with_context(|| format!("{css} does not appear"))
    }

    /// How many elements match.
    pub(crate) async fn count(&self, css: &str) -> Result<usize> {
        Ok(self.client.find_all(Locator::Css(css)).await?.len())
    }

    /// By how many CSS pixels the page is wider than the viewport: 0 where nothing has to be scrolled sideways.
    pub(crate) async fn overflow(&self) -> Result<u64> {
        let metrics = self.dev_tools("Page.getLayoutMetrics", json!({})).await?;
        let content = pixels(&metrics, "/cssContentSize/width")?;
        let viewport = pixels(&metrics, "/cssLayoutViewport/clientWidth")?;
        Ok(content.saturating_sub(viewport))
    }

    /// Runs a script of the test's own, even where pages may not run scripts, and returns its result.
    pub(crate) async fn run(&self, script: &str) -> Result<Value> {
        self.client.execute(script, Vec::new()).await.context("the test's script fails")
    }

    /// The visible text inside the first frame that matches.
    pub(crate) async fn text_in_frame(&self, css: &str) -> Result<String> {
        self.find(css).await?.enter_frame().await?;
        let text = self.text("body").await;
        self.client.enter_parent_frame().await?;
        text
    }

    /// Deletes every cookie, as a browser does that was closed in private mode.
    pub(crate) async fn forget(&self) -> Result<()> {
        self.dev_tools("Network.clearBrowserCookies", json!({})).await?;
        Ok(())
    }

    /// What the browser complained about since the last call: script errors, and what the CSP blocked.
    pub(crate) async fn complaints(&self) -> Result<Vec<String>> {
        self.log("browser").await
    }

    /// Waits until the browser requests a URL that begins so, and returns it. This shows that a redirect to an app of
    /// the operating system is followed: the browser loads nothing then, and its URL does not change.
    pub(crate) async fn sets_out_for(&self, start: &str) -> Result<String> {
        for _ in 0..LOOKS {
            for line in self.log("performance").await? {
                let event: Value = serde_json::from_str(&line)?;
                let url = event.pointer("/message/params/request/url").and_then(Value::as_str);
                if let Some(url) = url.filter(|url| url.starts_with(start)) {
                    return Ok(url.to_owned());
                }
            }
            tokio::time::sleep(PAUSE).await;
        }
        anyhow::bail!("the browser does not set out for {start}, and complains of {:?}", self.complaints().await?)
    }

    async fn log(&self, kind: &'static str) -> Result<Vec<String>> {
        let log = self.client.issue_cmd(Log { kind }).await?;
        let entries = log.as_array().context("the browser's log is no list")?;
        Ok(entries.iter().filter_map(|entry| entry.pointer("/message")?.as_str()).map(str::to_owned).collect())
    }

    /// Photographs the whole page, from its top to where its content ends, as a PNG.
    pub(crate) async fn screenshot(&self, path: &Path) -> Result<()> {
        let metrics = self.dev_tools("Page.getLayoutMetrics", json!({})).await?;
        let viewport = pixels(&metrics, "/cssLayoutViewport/clientWidth")?;
        // A page is at least as high as its viewport: with this one there is no empty space below the content.
        self.resize(viewport, 1).await?;
        let taken = self.capture(path).await;
        self.resize(viewport, HEIGHT).await?;
        taken
    }

    async fn capture(&self, path: &Path) -> Result<()> {
        let metrics = self.dev_tools("Page.getLayoutMetrics", json!({})).await?;
        let (width, height) = (pixels(&metrics, "/cssContentSize/width")?, pixels(&metrics, "/cssContentSize/height")?);
        let clip = json!({ "x": 0, "y": 0, "width": width, "height": height, "scale": 1 });
        let shot = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let answer = self.dev_tools("Page.captureScreenshot", shot).await?;
        let data = answer.pointer("/data").and_then(Value::as_str).context("a screenshot without data")?;
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(path, BASE64_STANDARD.decode(data)?).with_context(|| format!("cannot write {}", path.display()))
    }

    async fn resize(&self, width: u64, height: u64) -> Result<()> {
        // A headless window has a minimum width of its own; the emulated viewport has none.
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.dev_tools("Emulation.setDeviceMetricsOverride", metrics).await?;
        Ok(())
    }

    /// Clicks. If the click leads to another page, waits until the browser has begun to load it: from then on
    /// chromedriver answers no command before that page is loaded.
    async fn press(&self, element: Element) -> Result<()> {
        let leads = self.client.execute(LEADS, vec![serde_json::to_value(&element)?]).await?;
        let before = self.document().await?;
        element.click().await?;
        for _ in 0..LOOKS {
            if leads != true || self.document().await? != before {
                break;
            }
            tokio::time::sleep(PAUSE).await;
        }
        Ok(())
    }

    /// An id that differs for each load of a page.
    async fn document(&self) -> Result<String> {
        let tree = self.dev_tools("Page.getFrameTree", json!({})).await?;
        let loader = tree.pointer("/frameTree/frame/loaderId").and_then(Value::as_str);
        Ok(loader.context("a page that nothing loaded")?.to_owned())
    }

    async fn find(&self, css: &str) -> Result<Element> {
        let found = self.client.find(Locator::Css(css)).await;
        if found.is_err() {
            let url = self.url().await?;
            return found.with_context(|| format!("nothing matches {css} at {url}"));
        }
        Ok(found?)
    }

    async fn dev_tools(&self, method: &'static str, params: Value) -> Result<Value> {
        self.client.issue_cmd(DevTools { method, params }).await.with_context(|| format!("{method} fails"))
    }
}

fn pixels(metrics: &Value, pointer: &str) -> Result<u64> {
    // DevTools returns whole CSS pixels, as JSON integers or as floats with zero decimals.
    let number = metrics.pointer(pointer).with_context(|| format!("no {pointer} in the layout metrics"))?;
    let text = number.to_string();
    text.split('.').next().unwrap_or_default().parse().with_context(|| format!("{pointer} is {text}"))
}

fn capabilities(look: Look, profile: &Path) -> Result<fantoccini::wd::Capabilities> {
    let mut arguments: Vec<String> = FLAGS.iter().map(ToString::to_string).collect();
    arguments.push(format!("--user-data-dir={}", profile.display()));
    // 1 allows, 2 blocks.
    let scripts = if look.javascript { 1 } else { 2 };
    let prefs = json!({ "profile.managed_default_content_settings.javascript": scripts });
    let all = json!({
        "goog:chromeOptions": { "args": arguments, "prefs": prefs },
        "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
    });
    match all {
        Value::Object(map) => Ok(map),
        other => anyhow::bail!("capabilities are an object, not {other}"),
    }
}
