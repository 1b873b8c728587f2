//! The two commands of chromedriver's own that WebDriver has no name for: DevTools calls and the browser's log.

use fantoccini::wd::WebDriverCompatibleCommand;
use serde_json::{Value, json};
use url::{ParseError, Url};

/// One call of the Chrome DevTools protocol.
#[derive(Debug)]
pub(super) struct DevTools {
    pub(super) method: &'static str,
    pub(super) params: Value,
}

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        of_session(base, session, "goog/cdp/execute")
    }

    fn method_and_body(&self, _url: &Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(json!({ "cmd": self.method, "params": self.params }).to_string()))
    }
}

/// What has been logged since the last call.
#[derive(Debug)]
pub(super) struct Log {
    /// Whose log: `browser`, or `performance` for the events of DevTools.
    pub(super) kind: &'static str,
}

impl WebDriverCompatibleCommand for Log {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        of_session(base, session, "se/log")
    }

    fn method_and_body(&self, _url: &Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(json!({ "type": self.kind }).to_string()))
    }
}

fn of_session(base: &Url, session: Option<&str>, path: &str) -> Result<Url, ParseError> {
    base.join(&format!("session/{}/{path}", session.unwrap_or_default()))
}
