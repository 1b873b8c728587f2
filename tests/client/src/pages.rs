//! Pages of Twinlock: what can be read from their HTML without a parser, and which page a response is.

use crate::http::Response;

impl Response {
    /// The text between two marks.
    pub fn between(&self, before: &str, after: &str) -> Option<String> {
        between(&self.body, before, after).map(str::to_owned)
    }

    /// The `value` of the first input or button of that name.
    pub fn input(&self, name: &str) -> Option<String> {
        self.inputs(name).next()
    }

    /// The `value` of each input and button of that name.
    pub fn inputs(&self, name: &str) -> impl Iterator<Item = String> {
        inputs(&self.body, name)
    }

    /// Whether there is a submit button of that name and value.
    pub fn has_button(&self, name: &str, value: &str) -> bool {
        let (name, value) = (format!("name=\"{name}\""), format!("value=\"{value}\""));
        let mut buttons = self.body.split('<').filter(|tag| tag.starts_with("button"));
        buttons.any(|tag| tag.contains(&name) && tag.contains(&value))
    }

    /// Whether the page is the panel: the sentence, the link to set-up, *Deny*, and no button to approve.
    pub fn is_panel(&self) -> bool {
        self.body.contains("requires two-factor authentication")
            && self.body.contains("/dashboard/security?continue=")
            && self.has_button("decision", "deny")
            && !self.has_button("decision", "approve")
    }

    /// Whether the page is the consent question.
    pub fn is_question(&self) -> bool {
        self.has_button("decision", "approve") && self.has_button("decision", "deny")
    }

    /// Whether the page asks for a code.
    pub fn asks_for_code(&self) -> bool {
        self.body.contains("action=\"/two-factor\"")
    }

    /// The key of an authenticator app that is being set up, in base32.
    pub fn enrolment_key(&self) -> Option<String> {
        self.between("secret=", "&")
    }

    /// The recovery codes on the page; `None` if it has no list of them.
    pub fn try_recovery_codes(&self) -> Option<Vec<String>> {
        let (_, codes) = between(&self.body, "<textarea", "</textarea>")?.split_once('>')?;
        Some(codes.split_whitespace().map(str::to_owned).collect())
    }

    /// The recovery codes on the page.
    ///
    /// # Panics
    ///
    /// If the page shows none.
    #[expect(clippy::panic, reason = "a test that expects recovery codes fails without them")]
    pub fn recovery_codes(&self) -> Vec<String> {
        self.try_recovery_codes().unwrap_or_else(|| panic!("no codes: {}", self.body))
    }

    /// The response in one word: `code` or the error if it redirects to an app, else which page of the flow it is.
    ///
    /// # Panics
    ///
    /// If it is neither.
    #[expect(clippy::panic, reason = "a test that ends nowhere fails")]
    pub fn word(&self) -> String {
        if self.location().is_some_and(|location| !location.starts_with('/')) {
            let code = self.answer("code").map(|_| "code".to_owned());
            return code.or_else(|| self.answer("error")).unwrap_or_else(|| panic!("{:?}", self.location()));
        }
        let path = self.path.split('?').next().unwrap_or_default();
        match path.strip_prefix("http://").map_or(path, |rest| rest.find('/').map_or("", |at| rest.split_at(at).1)) {
            "/consent" if self.is_question() => "question".into(),
            "/consent" if self.has_button("decision", "deny") => "panel".into(),
            "/two-factor" => "challenge".into(),
            "/sign-in" => "sign-in".into(),
            other => panic!("neither a page of the flow nor an answer: {} at {other}: {}", self.status, self.body),
        }
    }

    /// Whether the response contains a code, in its redirect or its body.
    pub fn brings_a_code(&self) -> bool {
        let by_link = self.answer("code").is_some() || self.body.contains("?code=") || self.body.contains("&code=");
        // In a form that is posted to the app, as a page or in a response of the JSON API.
        let by_page = self.body.contains("data-send-now") && self.body.contains("name=\"code\"");
        by_link || by_page || self.body.contains("\"form_post\":{\"code\"")
    }
}

/// The `value` of each input and button of that name in a page.
pub fn inputs(html: &str, name: &str) -> impl Iterator<Item = String> {
    let name = format!("name=\"{name}\"");
    let tags = html.split('<').filter(|tag| tag.starts_with("input") || tag.starts_with("button"));
    let tags = tags.filter(move |tag| tag.contains(&name));
    tags.filter_map(|tag| between(tag, "value=\"", "\"").map(str::to_owned))
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    text.split_once(before)?.1.split_once(after).map(|(found, _)| found)
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;
    use reqwest::header::HeaderMap;

    use super::*;

    fn page(body: &str) -> Response {
        Response { status: StatusCode::OK, headers: HeaderMap::new(), body: body.into(), path: "/consent".into() }
    }

    #[test]
    fn fields_are_read_by_name() {
        let page = page(
            "<input name=\"csrf\" value=\"c\"><input name=\"scope\" value=\"a\"><input name=\"scope\" value=\"b\">",
        );
        assert_eq!(page.input("csrf").as_deref(), Some("c"));
        assert_eq!(page.inputs("scope").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(page.input("password"), None);
    }

    #[test]
    fn a_question_can_be_approved_and_a_panel_cannot() {
        let deny = "<button name=\"decision\" value=\"deny\">";
        let question = page(&format!("{deny}<button name=\"decision\" value=\"approve\">"));
        assert!(question.is_question() && question.word() == "question");
        let panel = page(&format!("{deny} requires two-factor authentication /dashboard/security?continue="));
        assert!(panel.is_panel() && !panel.is_question() && panel.word() == "panel");
    }
}
