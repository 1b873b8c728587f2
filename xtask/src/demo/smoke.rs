//! Checks that the demo works: both programs answer, and an app's button leads to the provider's sign-in page.

use std::{net::SocketAddr, path::Path, time::Duration};

use anyhow::{Context as _, Result, bail, ensure};
use serde::Deserialize;

use super::{
    child::Child,
    http::{self, Answer},
};

/// How many tenths of a second a program has to answer.
const PATIENCE: u32 = 300;

/// The members of `demo.json` that the check reads.
#[derive(Debug, Deserialize)]
struct Config {
    issuer: String,
    apps: Vec<DemoApp>,
}

#[derive(Debug, Deserialize)]
struct DemoApp {
    name: String,
}

/// Waits until the program answers. Fails if it ends, or does not answer within half a minute.
pub(super) fn wait_for(child: &mut Child, address: SocketAddr, path: &str) -> Result<()> {
    for _ in 0..PATIENCE {
        child.still_runs()?;
        if http::get(address, &host(address), path).is_ok_and(|answer| answer.status == 200) {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    bail!("http://{address}{path} does not answer")
}

/// Follows the links from the apps' front page to the provider's sign-in page.
pub(super) fn check(provider: SocketAddr, apps: SocketAddr, config: &Path) -> Result<()> {
    let config: Config = serde_json::from_str(&std::fs::read_to_string(config)?)?;
    let discovery = http::get(provider, &host(provider), "/.well-known/openid-configuration")?;
    ensure!(discovery.body.contains(&config.issuer), "discovery does not name the issuer {}", config.issuer);
    let front = http::get(apps, &apps.to_string(), "/")?;
    ensure!(config.apps.len() == 2, "the demo has {} apps, not 2", config.apps.len());
    for app in &config.apps {
        ensure!(front.body.contains(&app.name), "the front page does not show {}", app.name);
    }
    let asked = location(&http::post(apps, "/sign-in", "app=0")?).context("the app's button leads nowhere")?;
    let path = asked.strip_prefix(&config.issuer).with_context(|| format!("the app's button leads to {asked}"))?;
    let sent = http::get(provider, &host(provider), path)?;
    let page = location(&sent).with_context(|| format!("{path} answers {}", sent.status))?;
    let page = page.strip_prefix(&config.issuer).unwrap_or(&page);
    ensure!(page.starts_with("/sign-in"), "somebody who is not signed in is sent to {page}");
    let sign_in = http::get(provider, &host(provider), page)?;
    ensure!(sign_in.status == 200, "{page} answers {}", sign_in.status);
    Ok(())
}

fn location(answer: &Answer) -> Result<String> {
    ensure!(answer.status == 303, "answered {} instead of a redirect: {}", answer.status, answer.body);
    Ok(answer.header("location").context("a redirect without a location")?.to_owned())
}

/// The host of the provider's public URL.
fn host(address: SocketAddr) -> String {
    format!("localhost:{}", address.port())
}
