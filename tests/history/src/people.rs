//! Those who ask: people with browsers, owners with a switch, and the apps' servers. Browser, authenticator app and relying
//! party are those of the shared test client, each wrapped so that the log has what is asked and answered.

pub mod browser;
pub mod line;
pub mod owner;
pub mod person;
pub mod phone;
pub mod relying_party;
