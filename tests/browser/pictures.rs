//! Screenshots of the pages for the documentation, light and dark, narrow and wide. `TWINLOCK_PICTURES=docs/images`
//! writes them there (made smaller by `ImageMagick`'s `mogrify -strip -colors 128 -define png:compression-level=9`).

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use twinlock_application::Actor;
use twinlock_application::accounts::CreateAccount;
use twinlock_application::developer::{RegisterApp, RegisteredApp};
use twinlock_application::{ClientMetadata, RequestOrigin, SignatureAlgorithm};
use twinlock_domain::{EmailAddress, Password, Scope};

use super::driver::{Browser, Look, Scheme};
use super::visitor::Visitor;
use crate::support::{PASSWORD, Person, RelyingParty, Server, uris};

/// A page without anything on it makes a smaller file than this.
const EMPTY: u64 = 5_000;

/// How long the clock is moved between one step and the next.
const MINUTES: Duration = Duration::from_mins(4);

fn folder() -> PathBuf {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    match std::env::var_os("TWINLOCK_PICTURES") {
        Some(folder) => workspace.join(folder),
        None => Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures"),
    }
}

/// Takes four screenshots of the open page.
async fn photograph(browser: &Browser, name: &str) -> Result<()> {
    // A caret would blink into one picture and not into the next.
    browser.run("document.activeElement.blur()").await?;
    for width in [Look::DESKTOP.width, Look::NARROW.width] {
        for (scheme, word) in [(Scheme::Light, "light"), (Scheme::Dark, "dark")] {
            browser.show(Look { scheme, width, ..Look::DESKTOP }).await?;
            let path = folder().join(format!("{name}-{word}-{width}.png"));
            browser.screenshot(&path).await?;
            let bytes = std::fs::read(&path)?;
            let wide = bytes.get(16..20).context("no PNG")?.iter().fold(0, |sum, byte| sum * 256 + u32::from(*byte));
            ensure!(wide == width, "{} is {wide} pixels wide", path.display());
            ensure!(std::fs::metadata(&path)?.len() > EMPTY, "{} is blank", path.display());
        }
    }
    browser.show(Look::DESKTOP).await
}

async fn account(server: &Server, email: &str, display_name: &str) {
    let password = Password::new(PASSWORD.into()).unwrap();
    let command = CreateAccount { email, password, display_name, is_admin: false, locale: None };
    server.twinlock.create_account(Actor::Operator, command, &RequestOrigin::default()).await.unwrap();
}

async fn app(server: &Server, name: &str, redirect_uri: &str) -> RegisteredApp {
    let mut metadata = ClientMetadata::named(name, uris(&[redirect_uri]));
    metadata.id_token_signed_response_alg = SignatureAlgorithm::EdDsa;
    metadata.optional_scope = [Scope::OfflineAccess].into_iter().collect();
    let owner = EmailAddress::parse("otto@example.com").unwrap();
    let command = RegisterApp { by: Actor::Operator, owner: Some(owner), metadata };
    server.twinlock.register_app(command, &RequestOrigin::default()).await.unwrap()
}

/// Signs a user in to an app, and signs out here afterwards.
async fn connect(person: &mut Person, app: &RelyingParty) {
    app.sign_in(person).await;
    person.post("/sign-out", &[]).await;
}

#[tokio::test]
async fn every_picture_shows_its_page() -> Result<()> {
    let server = Server::start().await;
    for (email, name) in [("otto@example.com", "Otto Brandt"), ("mira@example.com", "Mira Sandoval")] {
        account(&server, email, name).await;
    }
    let bank = app(&server, "Larch Bank", "https://bank.example.com/callback").await;
    let frame = app(&server, "Photo Frame", "https://photos.example.com/signed-in").await;
    let (bank_id, bank, frame) =
        (bank.app.id, RelyingParty::new(&server, &bank).await, RelyingParty::new(&server, &frame).await);
    for email in ["jun@example.com", "ines@example.com", "paul@example.com"] {
        bank.sign_in(&mut Person::with_account(&server, email).await).await;
    }
    bank.sign_in(&mut Person::enrolled(&server, "aya@example.com").await.0).await;
    server.wait(MINUTES);
    let visitor = Visitor::open(&server, Look::DESKTOP).await?;

    // The owner looks at the switch, and turns it on.
    visitor.visit("/sign-in?continue=developer").await?;
    visitor.sign_in("otto@example.com").await?;
    visitor.visit(&format!("/dashboard/developer?app={bank_id}")).await?;
    photograph(&visitor, "developer-before").await?;
    visitor.click(&format!("#app-{bank_id} button[role=switch]")).await?;
    visitor.visit(&format!("/dashboard/developer?app={bank_id}")).await?;
    photograph(&visitor, "developer").await?;

    // Mira comes from one app and then another, and sees the consent question and the panel.
    visitor.forget().await?;
    server.wait(MINUTES);
    visitor.goto(&frame.attempt().url).await?;
    photograph(&visitor, "sign-in").await?;
    visitor.sign_in("mira@example.com").await?;
    photograph(&visitor, "consent").await?;
    server.wait(MINUTES);
    visitor.goto(&bank.attempt().url).await?;
    photograph(&visitor, "panel").await?;
    visitor.click_text("Set up two-factor authentication").await?;
    visitor.click_text("Set up two-factor authentication").await?;
    photograph(&visitor, "enrolment").await?;
    let phone = visitor.read_key().await?;
    visitor.fill_in(&[("code", &phone.code(server.now()))]).await?;
    visitor.click_text("Turn it on").await?;
    visitor.click("#saved").await?;
    photograph(&visitor, "recovery-codes").await?;

    // She allows both in another browser, and comes back to this one.
    let mut mira = Person::new(&server, "mira@example.com");
    for app in [&bank, &frame] {
        server.wait(MINUTES);
        mira.sign_in_with(&phone, &server).await;
        connect(&mut mira, app).await;
    }
    visitor.forget().await?;
    server.wait(MINUTES);
    visitor.goto(&bank.attempt_with(&["email"], &[("prompt", "consent")]).url).await?;
    visitor.sign_in("mira@example.com").await?;
    photograph(&visitor, "two-factor").await?;
    visitor.give_code(&phone).await?;
    visitor.visit("/dashboard/security").await?;
    photograph(&visitor, "security").await?;
    visitor.visit("/dashboard/apps").await?;
    photograph(&visitor, "connected-apps").await?;
    visitor.visit("/dashboard").await?;
    photograph(&visitor, "overview").await?;

    visitor.goto(&bank.attempt().url.replace("%2Fcallback", "%2Flogin%2Fcallback")).await?;
    photograph(&visitor, "redirect-mismatch").await
}
