//! A browser in two words, from its `User-Agent`: enough to recognise one's own in a list or a mail.

const BROWSERS: [(&str, &str); 6] = [
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
];
const SYSTEMS: [(&str, &str); 6] = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

/// What was recognised of a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Browser {
    /// "Firefox"
    pub name: Option<&'static str>,
    /// "Linux"
    pub system: Option<&'static str>,
}

/// Recognises a browser. The words are always ours: anybody may send any text as `User-Agent`, and none of it is
/// repeated on a page or in a mail.
pub fn recognised(user_agent: &str) -> Browser {
    let find = |table: &[(&str, &'static str)]| {
        table.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
    };
    Browser { name: find(&BROWSERS), system: find(&SYSTEMS) }
}

/// "Firefox on Linux". What is not recognised is "Unknown browser".
pub fn described(user_agent: &str) -> String {
    match recognised(user_agent) {
        Browser { name: Some(browser), system: Some(system) } => format!("{browser} on {system}"),
        Browser { name: Some(browser), system: None } => browser.to_owned(),
        Browser { name: None, system: Some(system) } => format!("Unknown browser on {system}"),
        Browser { name: None, system: None } => "Unknown browser".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::described;

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
