//! A browser in two words, so that people recognise their own in a list.

use twinlock_application::browser;

use super::{Message, message};

/// A browser, as far as it was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Browser(browser::Browser);

impl Browser {
    /// By its `User-Agent`, of which nothing is repeated.
    pub(crate) fn of(user_agent: &str) -> Self {
        Self(browser::recognised(user_agent))
    }

    pub(crate) fn words(self) -> Message {
        match (self.0.name, self.0.system) {
            (Some(name), Some(system)) => message::browser_on(name, system),
            (Some(name), None) => message::browser_alone(name),
            (None, Some(system)) => message::browser_unknown_on(system),
            (None, None) => message::browser_unknown(),
        }
    }
}
