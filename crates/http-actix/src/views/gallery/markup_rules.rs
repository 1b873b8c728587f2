//! What must hold for the markup of every page: a small parser of tags, and the checks.

use std::collections::{BTreeMap, BTreeSet};

struct Tag {
    name: String,
    closing: bool,
    attributes: BTreeMap<String, String>,
}

impl Tag {
    fn attribute(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }

    fn is(&self, name: &str) -> bool {
        self.name == name && !self.closing
    }

    /// Reads what is between `<` and `>`. Our pages quote every attribute, so that suffices.
    fn read(inside: &str) -> Self {
        let closing = inside.starts_with('/');
        let inside = inside.trim_start_matches('/');
        let (name, mut rest) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
        let mut attributes = BTreeMap::new();
        loop {
            rest = rest.trim_start();
            let end = rest.find(['=', ' ']).unwrap_or(rest.len());
            let (key, after) = rest.split_at(end);
            if key.is_empty() {
                break;
            }
            let (value, after) = match after.strip_prefix("=\"") {
                Some(quoted) => quoted.split_once('"').unwrap(),
                None => ("", after),
            };
            assert!(attributes.insert(key.to_owned(), value.to_owned()).is_none(), "{key} twice in <{inside}>");
            rest = after;
        }
        Self { name: name.to_owned(), closing, attributes }
    }
}

fn tags(html: &str) -> Vec<Tag> {
    html.split('<').skip(1).map(|part| Tag::read(part.split_once('>').unwrap().0)).collect()
}

pub(super) fn check(page: &str, language: &str, html: &str) {
    let tags = tags(html);
    let all = |name: &str| tags.iter().filter(|tag| tag.is(name)).collect::<Vec<_>>();
    assert!(html.starts_with("<!DOCTYPE html>"), "{page}: doctype");
    assert_eq!(all("h1").len(), 1, "{page}: one h1");
    assert_eq!(all("title").len(), 1, "{page}: one title");
    assert_eq!(all("main").len(), 1, "{page}: one main");
    assert_eq!(all("html").first().unwrap().attribute("lang"), language, "{page}: lang");
    assert!(tags.iter().all(|tag| !tag.attributes.contains_key("style")), "{page}: style");
    assert!(tags.iter().all(|tag| !tag.attributes.keys().any(|key| key.starts_with("on"))), "{page}: handler");
    assert!(all("style").is_empty(), "{page}: <style>");
    assert!(all("script").iter().all(|tag| !tag.attribute("src").is_empty()), "{page}: inline script");
    assert!(!html.contains("\"data:") && !html.contains("javascript:"), "{page}: a URL that runs or embeds");
    assert!(all("form").iter().all(|tag| tag.attribute("method") == "post"), "{page}: a form that is no POST");
    check_nesting(page, &tags);
    check_labels(page, &tags);
    check_forms(page, &tags);
}

fn check_nesting(page: &str, tags: &[Tag]) {
    const VOID: [&str; 4] = ["meta", "link", "input", "!DOCTYPE"];
    let mut open: Vec<&str> = Vec::new();
    for tag in tags.iter().filter(|tag| !VOID.contains(&tag.name.as_str())) {
        if tag.closing {
            assert_eq!(open.pop(), Some(tag.name.as_str()), "{page}: nesting");
        } else {
            assert!(tag.name != "form" || !open.contains(&"form"), "{page}: a form in a form");
            assert!(tag.name != "div" || !open.contains(&"p"), "{page}: a block in a paragraph");
            open.push(&tag.name);
        }
    }
    assert!(open.is_empty(), "{page}: {open:?} not closed");
}

fn check_labels(page: &str, tags: &[Tag]) {
    let ids: Vec<&str> = tags.iter().map(|tag| tag.attribute("id")).filter(|id| !id.is_empty()).collect();
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(unique.len(), ids.len(), "{page}: an id twice");
    let labelled: BTreeSet<&str> = tags.iter().filter(|tag| tag.is("label")).map(|tag| tag.attribute("for")).collect();
    for tag in tags.iter().filter(|tag| matches!(tag.name.as_str(), "input" | "textarea" | "select") && !tag.closing) {
        let hidden = tag.attribute("type") == "hidden" || tag.attributes.contains_key("hidden");
        assert!(hidden || labelled.contains(tag.attribute("id")), "{page}: {} has no label", tag.attribute("name"));
    }
    for name in ["aria-describedby", "aria-labelledby"] {
        for id in tags.iter().flat_map(|tag| tag.attribute(name).split(' ')).filter(|id| !id.is_empty()) {
            assert!(unique.contains(id), "{page}: {name} names {id}, which is not there");
        }
    }
}

fn check_forms(page: &str, tags: &[Tag]) {
    for (start, form) in tags.iter().enumerate().filter(|(_, tag)| tag.is("form")) {
        let inside: Vec<&Tag> = tags[start..].iter().take_while(|tag| !(tag.closing && tag.name == "form")).collect();
        let tokens = inside.iter().filter(|tag| tag.attribute("name") == "csrf" && !tag.attribute("value").is_empty());
        // A form that is posted to an app has no CSRF token.
        let expected = usize::from(form.attribute("action").starts_with('/'));
        assert_eq!(tokens.count(), expected, "{page}: csrf in the form to {}", form.attribute("action"));
        assert!(inside.iter().any(|tag| tag.is("button")), "{page}: a form without a button");
        let has = |name: &str, value: &str| inside.iter().any(|tag| tag.is("input") && tag.attribute(name) == value);
        // Otherwise a password manager cannot tell whose password it fills in or keeps.
        assert!(!has("type", "password") || has("autocomplete", "username"), "{page}: a password of nobody");
    }
}
