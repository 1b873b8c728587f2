//! A user at a real browser: what they do on the pages, and the checks of [`faults`] on each page.

use std::ops::Deref;

use anyhow::{Result, ensure};

use super::accessibility::faults;
use super::driver::{Browser, Look};
use crate::support::{Authenticator, PASSWORD, Server};

/// A user at a browser.
pub(crate) struct Visitor<'s> {
    browser: Browser,
    server: &'s Server,
    look: Look,
}

impl Deref for Visitor<'_> {
    type Target = Browser;

    fn deref(&self) -> &Browser {
        &self.browser
    }
}

impl<'s> Visitor<'s> {
    /// Opens a browser.
    pub(crate) async fn open(server: &'s Server, look: Look) -> Result<Self> {
        Ok(Self { browser: Browser::open(look).await?, server, look })
    }

    /// Opens a page of Twinlock by its path.
    pub(crate) async fn visit(&self, path: &str) -> Result<()> {
        self.goto(&format!("{}{path}", self.server.url)).await
    }

    /// Checks that the page with that title is open, and that it has no faults.
    pub(crate) async fn sees(&self, title: &str) -> Result<()> {
        let seen = self.title().await?;
        ensure!(seen == format!("{title} · Twinlock"), "{seen:?} instead of {title:?} at {}", self.url().await?);
        let faults = faults(&self.browser, self.look).await?;
        ensure!(faults.is_empty(), "{title}: {faults:#?}");
        Ok(())
    }

    /// The same after a form was refused: the title names the error, and the summary of the problems has the focus.
    pub(crate) async fn sees_problem(&self, title: &str, words: &str) -> Result<()> {
        self.sees(&format!("Error: {title}")).await?;
        let summary = self.text(".problems").await?;
        ensure!(summary.contains(words), "{summary:?} does not say {words:?}");
        let focused = self.run("return document.activeElement.matches('.problems')").await?;
        ensure!(focused == true, "the focus is not on what was wrong");
        Ok(())
    }

    /// Fills in inputs by name, except those in parts of the page that are closed.
    pub(crate) async fn fill_in(&self, fields: &[(&str, &str)]) -> Result<()> {
        for (name, value) in fields {
            self.fill(&format!("main input[name={name}]"), value).await?;
        }
        Ok(())
    }

    /// Enters email address and password on the sign-in page.
    pub(crate) async fn sign_in(&self, email: &str) -> Result<()> {
        self.fill_in(&[("email", email), ("password", PASSWORD)]).await?;
        self.click_text("Sign in").await
    }

    /// Enters the current code on the page that asks for one.
    pub(crate) async fn give_code(&self, phone: &Authenticator) -> Result<()> {
        self.fill_in(&[("code", &phone.code(self.server.now()))]).await?;
        self.click_text("Continue").await
    }

    /// Reads the key from the enrolment page, as a user does who cannot scan it.
    pub(crate) async fn read_key(&self) -> Result<Authenticator> {
        self.click_text("Type the key instead").await?;
        Ok(Authenticator::with_key(&self.text("code.key").await?))
    }

    /// The page's whole source, visible or not.
    pub(crate) async fn source(&self) -> Result<String> {
        let source = self.run("return document.documentElement.outerHTML").await?;
        Ok(source.as_str().unwrap_or_default().to_owned())
    }
}
