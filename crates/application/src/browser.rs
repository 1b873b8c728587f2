//! The names of browser and operating system from a `User-Agent`: enough for users to recognise their own in a list or
//! a mail.

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

/// The name and the operating system that were recognised in a `User-Agent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Browser {
    /// "Firefox"
    pub name: Option<&'static str>,
    /// "Linux"
    pub system: Option<&'static str>,
}

/// Recognises a browser. Only names of our own are returned: anybody can send any text as `User-Agent`, and none of it
/// may appear on a page or in a mail.
pub fn recognised(user_agent: &str) -> Browser {
    let find = |table: &[(&str, &'static str)]| {
        table.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
    };
    Browser { name: find(&BROWSERS), system: find(&SYSTEMS) }
}
