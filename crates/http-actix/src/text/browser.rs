//! A browser in two words, so that people recognise their own in a list.

use twinlock_application::browser;

use super::{Message, message};

/// A browser, as far as it was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Browser(browser::Browser);

impl Browser {
    /// Recognised by its `User-Agent`, of which no text is repeated.
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

#[cfg(test)]
mod tests {
    use super::Browser;
    use crate::text::Texts;

    fn described(user_agent: &str) -> String {
        Texts::ENGLISH.plain(Browser::of(user_agent).words())
    }

    #[test]
    fn a_browser_is_named_by_its_own_mark_and_not_by_those_it_copies() {
        let edge =
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 Edg/130.0";
        assert_eq!(described(edge), "Edge on Windows");
        assert_eq!(
            described("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"),
            "Firefox on Linux"
        );
        assert_eq!(described("curl/8.5.0"), "curl");
    }

    #[test]
    fn m6_nothing_of_an_unknown_user_agent_is_repeated() {
        for (sent, said) in [
            ("", "Unknown browser"),
            ("Your account is locked. Unlock it at https://evil.example", "Unknown browser"),
            ("evil.example/Linux", "Unknown browser on Linux"),
            ("Firefox/1 https://evil.example", "Firefox"),
        ] {
            assert_eq!(described(sent), said);
        }
    }
}
