//! The one client of all tests. It uses Twinlock only from outside: HTTP, pages, JSON.
//!
//! # A first test
//!
//! Tests over HTTP are in `tests/rules`, by subject. There, `support` starts a server in the test's own process, with a
//! clock that the test sets, and wraps the types of this crate: `Person` is a [`browser::Browser`].
//!
//! ```ignore
//! #[tokio::test]
//! async fn r07_without_a_second_factor_there_is_the_panel() {
//!     let server = Server::start().await;
//!     let bank = RelyingParty::register(&server, "Bank").await; // an app, and the client that it is
//!     server.require_2fa(bank.app, true).await; // what its owner would do
//!     let mut ada = Person::with_account(&server, "ada@example.com").await; // signed in by password
//!     let page = ada.visit(&bank.attempt().url).await; // where the app's button leads
//!     assert!(page.is_panel(), "{}", page.body);
//! }
//! ```
//!
//! Run it alone: `cargo test -p twinlock-tests --test integration r07_without`. The name starts with the rule that it
//! shows (`docs/rules.md`); time passes by `server.wait(…)`, never by sleeping.

pub mod account;
pub mod authenticator;
pub mod browser;
pub mod fixtures;
pub mod http;
pub mod pages;
pub mod process;
pub mod relying_party;
