//! Races for mailed and printed links: setting a password, confirming an address, setting up the first administrator.

use std::time::Duration;

use anyhow::{Context as _, Result};
use twinlock_test_client::fixtures::PASSWORD;

use super::Score;
use super::race_setup::{RaceSetup, fold};
use crate::clock::Deadline;
use crate::people::browser::Browser;

/// How long a mail may take.
const MAILED_WITHIN: Duration = Duration::from_secs(15);

pub(super) async fn race(race_setup: &mut RaceSetup<'_>, rounds: u32) -> Result<Vec<Score>> {
    let mut reset = Score::of("link that sets a password");
    let mut verify = Score::of("link that confirms an address");
    for _ in 0..rounds {
        let mut browser = race_setup.newcomer().await?;
        let token = mailed(race_setup, &browser, "/email/verify?token=").await?;
        let statuses = fold(async |turn| {
            browser.clone().post(race_setup.node(turn), "/email/verify", &[("token", token.as_str())]).await
        });
        verify.round(worked(&statuses.await, 200));
        browser.post(0, "/password/forgot", &[("email", &browser.email())]).await.context("no link was asked for")?;
        let token = mailed(race_setup, &browser, "/password/reset?token=").await?;
        // Each request sets another password: an identical form counts as a resubmission, and gets the first answer
        // again.
        let statuses = fold(async |turn| {
            let password = format!("copper lantern 77 drizzle {turn}");
            let fields = [("token", token.as_str()), ("password", &password)];
            browser.clone().post(race_setup.node(turn), "/password/reset", &fields).await
        });
        reset.round(worked(&statuses.await, 200));
    }
    let mut set_up = Score::of("link that sets up the administrator");
    let token = printed(race_setup).context("the server printed no set-up link")?;
    let browser = race_setup.racer.clone();
    let admin = async |turn: usize| {
        let email = format!("admin-{turn}@example.com");
        let fields = [("token", token.as_str()), ("email", &email), ("display_name", "Admin"), ("password", PASSWORD)];
        browser.clone().post(race_setup.node(turn), "/set-up", &fields).await
    };
    set_up.round(worked(&fold(admin).await, 303));
    Ok(vec![reset, verify, set_up])
}

/// How many requests had the status of a success.
fn worked(statuses: &[Option<u16>], status: u16) -> usize {
    statuses.iter().filter(|found| **found == Some(status)).count()
}

/// Waits for a mail to the browser's account, and returns the token of the link in it.
async fn mailed(race_setup: &RaceSetup<'_>, browser: &Browser, link: &str) -> Result<String> {
    let deadline = Deadline::after(MAILED_WITHIN);
    loop {
        let found = std::fs::read_dir(race_setup.site.mail()).into_iter().flatten().filter_map(Result::ok);
        let mut mine = found.filter(|entry| entry.file_name().to_string_lossy().contains(&browser.email()));
        let token = mine.find_map(|entry| token_after(&std::fs::read_to_string(entry.path()).ok()?, link));
        if let Some(token) = token {
            return Ok(token);
        }
        anyhow::ensure!(!deadline.has_passed(), "no mail with {link} came for {}", browser.email());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// The token of the set-up link that was printed last, since a later link may replace an earlier one.
fn printed(race_setup: &RaceSetup<'_>) -> Option<String> {
    let logs = race_setup.site.nodes.iter().rev().filter_map(|node| std::fs::read_to_string(&node.process.log).ok());
    logs.into_iter().find_map(|log| token_after(&log, "/set-up?token="))
}

fn token_after(text: &str, link: &str) -> Option<String> {
    let (_, rest) = text.rsplit_once(link)?;
    let token: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
    (!token.is_empty()).then_some(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_link_of_a_text_is_taken() {
        let text = "http://a/x?token=one\n http://a/x?token=t-w_o.\n";
        assert_eq!(token_after(text, "/x?token=").as_deref(), Some("t-w_o"));
        assert_eq!(token_after(text, "/y?token="), None);
    }
}
