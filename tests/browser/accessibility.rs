//! Accessibility checks for every page: language, one heading, labels, targets, room at 320 pixels, no console errors.

use anyhow::{Context as _, Result};

use super::driver::{Browser, Look};
use super::visitor::Visitor;
use crate::support::{PASSWORD, Person, RelyingParty, Server};

/// Finds what is wrong with the open page. A link inside a sentence may be as small as its words (WCAG 2.2, 2.5.8).
const EXAMINE: &str = r#"
const faults = [];
const all = (selector) => [...document.querySelectorAll(selector)];
const shown = (element) => element.checkVisibility({ visibilityProperty: true });
const inputs = "input:not([type=hidden]), select, textarea";
if (!document.documentElement.lang) faults.push("no language");
if (!document.title) faults.push("no title");
if (all("h1").length !== 1) faults.push(`${all("h1").length} first headings`);
if (all("main").length !== 1) faults.push("not one main part");
let level = 1;
for (const heading of all("main :is(h1, h2, h3, h4)").filter(shown)) {
  const next = Number(heading.localName[1]);
  if (next > level + 1) faults.push(`a heading of level ${next} after ${level}: ${heading.textContent}`);
  level = next;
}
for (const input of all(inputs).filter(shown)) {
  if (![...input.labels].some((label) => label.textContent.trim())) faults.push(`no label: ${input.outerHTML}`);
}
for (const button of all("button, a[href], summary").filter(shown)) {
  const label = document.getElementById(button.getAttribute("aria-labelledby"));
  if (!(label ?? button).textContent.trim()) faults.push(`no words: ${button.outerHTML}`);
}
for (const target of all(`a[href], button, summary, ${inputs}`).filter(shown)) {
  const { width, height } = target.getBoundingClientRect();
  const inSentence = getComputedStyle(target).display === "inline"
    && target.parentElement.textContent.trim() !== target.textContent.trim();
  if (!inSentence && Math.min(width, height) < 24) {
    faults.push(`${width.toFixed(1)} by ${height.toFixed(1)} pixels: ${target.outerHTML.slice(0, 200)}`);
  }
}
for (const element of all("[aria-describedby], [aria-labelledby]")) {
  const ids = `${element.getAttribute("aria-describedby") ?? ""} ${element.getAttribute("aria-labelledby") ?? ""}`;
  for (const id of ids.split(" ").filter(Boolean)) {
    if (!document.getElementById(id)) faults.push(`nothing is called ${id}`);
  }
}
const ids = all("[id]").map((element) => element.id);
for (const id of new Set(ids)) {
  if (ids.filter((other) => other === id).length > 1) faults.push(`more than one ${id}`);
}
return faults;
"#;

/// What is wrong with the open page.
pub(super) async fn faults(browser: &Browser, look: Look) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for width in [Look::NARROW.width, look.width] {
        browser.show(Look { width, ..look }).await?;
        let found = browser.run(EXAMINE).await?;
        let found = found.as_array().context("no list of faults")?;
        faults.extend(found.iter().map(|fault| format!("{fault} at {width} pixels")));
        let overflow = browser.overflow().await?;
        if overflow > 0 {
            faults.push(format!("{overflow} pixels too wide for {width}"));
        }
    }
    // The browser also logs the status of an error page. That is no fault of the page.
    let complaints = browser.complaints().await?;
    faults.extend(complaints.into_iter().filter(|line| !line.contains("the server responded with a status of")));
    Ok(faults)
}

/// Opens everything that can be opened, so that it is examined too.
const UNFOLD: &str = "for (const part of document.querySelectorAll('details')) part.open = true";

#[tokio::test]
async fn every_page_outside_is_fit_for_everybody() -> Result<()> {
    let server = Server::start().await;
    let registered = server.app("Larch Bank").await;
    let bank = RelyingParty::new(&server, &registered).await;
    let visitor = Visitor::open(&server, Look::DESKTOP).await?;
    visitor.visit("/sign-up").await?;
    visitor.sees("Create an account").await?;
    visitor.visit("/password/forgot").await?;
    visitor.sees("Set a new password").await?;
    visitor.visit("/signed-out").await?;
    visitor.sees("You are signed out").await?;
    visitor.visit("/nowhere").await?;
    visitor.sees("Error: Not found").await?;
    visitor.goto(&bank.attempt().url.replace("callback", "callback%2Felsewhere")).await?;
    visitor.sees("The redirect URI does not match").await?;
    visitor.goto(&server.url.replace("localhost", "127.0.0.1")).await?;
    visitor.sees("This server has another address").await
}

#[tokio::test]
async fn every_page_inside_is_fit_for_everybody() -> Result<()> {
    let server = Server::start().await;
    let registered = server.app("Larch Bank").await;
    let bank = RelyingParty::new(&server, &registered).await;
    let mut owner = Person::new(&server, "owner@example.com");
    owner.sign_in().await;
    bank.sign_in(&mut owner).await;
    server.require_2fa(registered.app.id, true).await;

    let visitor = Visitor::open(&server, Look::DESKTOP).await?;
    visitor.visit("/sign-in").await?;
    visitor.sign_in("owner@example.com").await?;
    visitor.sees("Overview").await?;
    for (path, title) in [("security", "Security"), ("apps", "Connected apps"), ("developer", "Developer")] {
        visitor.visit(&format!("/dashboard/{path}")).await?;
        visitor.sees(title).await?;
        visitor.run(UNFOLD).await?;
        visitor.sees(title).await?;
    }
    visitor.visit(&format!("/dashboard/developer/apps/{}/panel", registered.app.id)).await?;
    visitor.sees("Your account needs a second lock").await
}

#[tokio::test]
async fn what_was_wrong_with_a_form_has_the_focus_and_leads_to_the_input() -> Result<()> {
    let server = Server::start().await;
    server.account("ada@example.com").await;
    for look in [Look::DESKTOP, Look::DESKTOP.without_javascript()] {
        let visitor = Visitor::open(&server, look).await?;
        visitor.visit("/sign-in").await?;
        visitor.fill_in(&[("email", "ada@example.com"), ("password", "not this one")]).await?;
        visitor.click_text("Sign in").await?;
        visitor.sees_problem("Sign in", "Wrong e-mail address or password.").await?;
        assert_eq!(visitor.attribute("#email", "value").await?.as_deref(), Some("ada@example.com"));
        visitor.click(".problems a").await?;
        assert_eq!(visitor.run("return document.activeElement.id").await?, "password");
        visitor.fill_in(&[("password", PASSWORD)]).await?;
        visitor.click_text("Sign in").await?;
        visitor.sees("Overview").await?;
    }
    Ok(())
}
