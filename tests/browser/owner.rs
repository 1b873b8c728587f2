//! The switch *Require 2FA* in a browser without JavaScript: what it shows before and after, and what turning off
//! requires.

use std::time::Duration;

use anyhow::Result;

use super::driver::Look;
use super::visitor::Visitor;
use crate::support::{PASSWORD, Person, RelyingParty, Server};

const OFF: &str = "button[role=switch][aria-checked=false]";
const ON: &str = "button[role=switch][aria-checked=true]";

/// An app with three people, one of them enrolled, and its owner's browser at the developer dashboard.
async fn owner_at_the_switch(server: &Server) -> Result<Visitor<'_>> {
    let registered = server.app("Larch Bank").await;
    let bank = RelyingParty::new(server, &registered).await;
    for email in ["ada@example.com", "grace@example.com"] {
        bank.sign_in(&mut Person::with_account(server, email).await).await;
    }
    let (mut enrolled, _) = Person::enrolled(server, "hedy@example.com").await;
    bank.sign_in(&mut enrolled).await;
    let visitor = Visitor::open(server, Look::DESKTOP.without_javascript()).await?;
    visitor.visit("/sign-in?continue=developer").await?;
    visitor.sign_in("owner@example.com").await?;
    visitor.sees("Developer").await?;
    visitor.click("details.app summary").await?;
    Ok(visitor)
}

#[tokio::test]
async fn r13_the_owner_reads_who_is_affected_before_and_what_remains_after() -> Result<()> {
    let server = Server::start().await;
    let visitor = owner_at_the_switch(&server).await?;
    let before = visitor.text(".rule-box").await?;
    assert!(before.contains("2 of 3 people with access have no 2FA"), "{before}");
    // Refresh tokens are extended by 30 days at each use, and the requirement stops that.
    assert!(before.contains("They keep access until 21 October 2026 at the latest."), "{before}");
    visitor.click(OFF).await?;
    visitor.sees("Developer").await?;
    let after = visitor.text(".rule-box").await?;
    assert_eq!(visitor.count(ON).await?, 1);
    assert!(after.contains("2 grandfathered grants remain. The last ends on 21 October 2026."), "{after}");
    Ok(())
}

#[tokio::test]
async fn r24_turning_it_off_asks_for_the_password_that_is_no_longer_fresh() -> Result<()> {
    let server = Server::start().await;
    let visitor = owner_at_the_switch(&server).await?;
    visitor.click(OFF).await?;
    server.wait(Duration::from_mins(10));
    visitor.visit("/dashboard/developer").await?;
    visitor.click("details.app summary").await?;
    visitor.sees("Developer").await?;
    assert_eq!(visitor.count(".rule-box form input[name=code]").await?, 0, "there is no second factor to ask for");
    visitor.fill(".rule-box input[name=password]", "not this one").await?;
    visitor.click(ON).await?;
    visitor.sees_problem("Developer", "password").await?;
    assert_eq!(visitor.count(ON).await?, 1, "it stays on");
    visitor.fill(".rule-box input[name=password]", PASSWORD).await?;
    visitor.click(ON).await?;
    visitor.sees("Developer").await?;
    assert_eq!((visitor.count(ON).await?, visitor.count(OFF).await?), (0, 1));
    Ok(())
}

#[tokio::test]
async fn r24_turning_it_off_asks_an_enrolled_owner_for_a_code_too() -> Result<()> {
    let server = Server::start().await;
    let visitor = owner_at_the_switch(&server).await?;
    visitor.click(OFF).await?;
    let mut elsewhere = Person::new(&server, "owner@example.com");
    elsewhere.sign_in().await;
    let phone = elsewhere.enrol(&server).await;
    server.wait(Duration::from_mins(10));
    visitor.visit("/dashboard/developer").await?;
    visitor.click("details.app summary").await?;
    visitor.sees("Developer").await?;
    visitor.fill(".rule-box input[name=password]", PASSWORD).await?;
    visitor.fill(".rule-box input[name=code]", &phone.wrong_code(server.now())).await?;
    visitor.click(ON).await?;
    visitor.sees_problem("Developer", "").await?;
    assert_eq!(visitor.count(ON).await?, 1, "it stays on");
    visitor.fill(".rule-box input[name=password]", PASSWORD).await?;
    visitor.fill(".rule-box input[name=code]", &phone.code(server.now())).await?;
    visitor.click(ON).await?;
    visitor.sees("Developer").await?;
    assert_eq!((visitor.count(ON).await?, visitor.count(OFF).await?), (0, 1));
    Ok(())
}

/// How wide an input is drawn, in CSS pixels.
async fn width(visitor: &Visitor<'_>, css: &str) -> Result<f64> {
    let script = format!("return document.querySelector('{css}').getBoundingClientRect().width");
    Ok(visitor.run(&script).await?.as_f64().unwrap_or_default())
}

#[tokio::test]
async fn e01_the_tick_shows_fields_of_full_width_another_sentence_and_survives_a_refusal() -> Result<()> {
    let server = Server::start().await;
    let visitor = owner_at_the_switch(&server).await?;
    let mut elsewhere = Person::new(&server, "owner@example.com");
    elsewhere.sign_in().await;
    let phone = elsewhere.enrol(&server).await;
    server.wait(Duration::from_mins(10));
    for look in [Look::DESKTOP, Look::NARROW, Look::NARROW.dark()] {
        visitor.show(look.without_javascript()).await?;
        visitor.visit("/dashboard/developer").await?;
        visitor.click("details.app summary").await?;
        let before = visitor.text(".rule-box").await?;
        assert!(before.contains("They keep access until") && !before.contains("Everybody's access ends"), "{before}");
        assert!(width(&visitor, ".revealed input[name=code]").await? < 1.0, "hidden without the tick");
        visitor.click("input[name=revoke_now]").await?;
        let after = visitor.text(".rule-box").await?;
        assert!(!after.contains("They keep access until") && after.contains("Everybody's access ends"), "{after}");
        for name in ["password", "code"] {
            let width = width(&visitor, &format!(".revealed input[name={name}]")).await?;
            assert!(width > 180.0, "{name} is {width} pixels wide at {}", look.width);
        }
        assert_eq!(visitor.overflow().await?, 0, "nothing scrolls sideways");
        visitor.sees("Developer").await?;
    }
    visitor.fill(".revealed input[name=password]", PASSWORD).await?;
    visitor.click(OFF).await?;
    visitor.sees_problem("Developer", "code").await?;
    let ticked = visitor.run("return document.querySelector('input[name=revoke_now]').checked").await?;
    assert_eq!(ticked, true, "the tick survives");
    let wide = width(&visitor, ".revealed input[name=code]").await?;
    assert!(wide > 180.0, "and so do the fields: {wide}");
    visitor.click(".problems a").await?;
    let focused = visitor.run("return document.activeElement.name").await?;
    assert_eq!(focused, "code", "the summary leads to the field");
    visitor.fill(".revealed input[name=password]", PASSWORD).await?;
    visitor.fill(".revealed input[name=code]", &phone.code(server.now())).await?;
    visitor.click(OFF).await?;
    visitor.sees("Developer").await?;
    assert_eq!((visitor.count(ON).await?, visitor.count(OFF).await?), (1, 0));
    Ok(())
}

#[tokio::test]
async fn m3_a_row_of_the_list_opens_with_one_click_and_without_a_script_with_two() -> Result<()> {
    let server = Server::start().await;
    let first = server.app("Larch Bank").await.app.id;
    let second = server.app("Birch Bank").await.app.id;
    let look = Look::DESKTOP;
    let visitor = Visitor::open(&server, look).await?;
    visitor.visit("/sign-in?continue=developer").await?;
    visitor.sign_in("owner@example.com").await?;
    visitor.sees("Developer").await?;
    assert_eq!(visitor.count("button[role=switch]").await?, 0, "the list alone");
    visitor.click(&format!("#app-{first} summary")).await?;
    visitor.appears(&format!("#app-{first}[open] button[role=switch]")).await?;
    visitor.sees("Developer").await?;
    let visitor = Visitor::open(&server, look.without_javascript()).await?;
    visitor.visit("/sign-in?continue=developer").await?;
    visitor.sign_in("owner@example.com").await?;
    visitor.click(&format!("#app-{second} summary")).await?;
    visitor.click_text("Show the settings of Birch Bank").await?;
    visitor.sees("Developer").await?;
    assert_eq!(visitor.count(&format!("#app-{second}[open] button[role=switch]")).await?, 1);
    Ok(())
}
