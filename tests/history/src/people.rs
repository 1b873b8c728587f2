//! The clients: people with browsers, owners who change policies, and the servers of apps. Browser, authenticator app
//! and relying party are those of the shared test client, each wrapped so that requests and answers are recorded.

pub mod browser;
pub mod line;
pub mod owner;
pub mod person;
pub mod phone;
pub mod relying_party;
