//! Those who ask: people with browsers, owners with a switch, and the apps' servers.

pub mod browser;
pub mod line;
pub mod owner;
pub mod person;
pub mod phone;
pub mod relying_party;

/// Everybody's password.
pub const PASSWORD: &str = "violet anchor tramway 42 pocket";
