//! Row 3 (CVE-2025-3910): a form whose hidden fields were deleted, emptied, doubled, or taken from another page does
//! not circumvent what the page requires.

use std::collections::BTreeMap;

use twinlock_domain::AuditKind;

use crate::support::{PASSWORD, Page, Person, RelyingParty, Server};

/// A form of a page.
#[derive(Clone, Debug)]
struct Form {
    action: String,
    hidden: Vec<(String, String)>,
    /// The fields of its buttons: a form that has some can be sent without anything typed.
    buttons: Vec<(String, String)>,
    typed: Vec<String>,
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, value) = tag.split_once(&format!(" {name}=\""))?;
    value.split_once('"').map(|(value, _)| value.replace("&amp;", "&"))
}

fn forms(page: &Page) -> Vec<Form> {
    let mut forms = Vec::new();
    for part in page.body.split("<form").skip(1) {
        let part = part.split("</form>").next().unwrap();
        let action = attribute(part.split('>').next().unwrap(), "action").unwrap_or_else(|| page.path.clone());
        let mut form = Form { action, hidden: Vec::new(), buttons: Vec::new(), typed: Vec::new() };
        for tag in part.split('<').filter(|tag| tag.starts_with("input ") || tag.starts_with("button ")) {
            let Some(name) = attribute(tag, "name") else { continue };
            let value = attribute(tag, "value").unwrap_or_default();
            match attribute(tag, "type").as_deref() {
                Some("hidden") => form.hidden.push((name, value)),
                Some("submit") => form.buttons.push((name, value)),
                None if tag.starts_with("button") => form.buttons.push((name, value)),
                _ => form.typed.push(name),
            }
        }
        forms.push(form);
    }
    forms
}

/// The variants of a form in which one of its hidden fields is not what the page had.
fn variants(form: &Form, others: &BTreeMap<String, Vec<String>>) -> Vec<Vec<(String, String)>> {
    let mut variants = vec![form.hidden.clone(), Vec::new()];
    for at in 0..form.hidden.len() {
        let mut without = form.hidden.clone();
        let (name, value) = without.remove(at);
        let with = |value: &str| [&without[..], &[(name.clone(), value.to_owned())]].concat();
        variants.extend([without.clone(), with(""), with("x"), [with(&value), vec![(name.clone(), value)]].concat()]);
        variants.extend(others.get(&name).into_iter().flatten().map(|other| with(other)));
    }
    variants
}

/// Sends a form with other hidden fields, once for each of its buttons.
async fn send(person: &mut Person, form: &Form, hidden: &[(String, String)]) -> Vec<Page> {
    let mut pages = Vec::new();
    let none = (String::new(), String::new());
    let email = person.email.clone();
    for button in form.buttons.iter().chain([&none]).filter(|(_, value)| value != "deny") {
        let mut fields: Vec<_> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        for name in &form.typed {
            let value = match name.as_str() {
                "email" => email.as_str(),
                "password" => PASSWORD,
                // In the format of a recovery code, so that no guess can be right by chance.
                "code" | "recovery_code" => "aaaa-bbbb-cccc-dddd",
                _ => "true",
            };
            fields.push((name, value));
        }
        let (name, value) = (button.0.clone(), button.1.clone());
        if !name.is_empty() {
            fields.push((&name, &value));
        }
        // Sent although the page has no such button, as at the panel.
        if form.action == "/api/oauth/consent" {
            fields.push(("decision", "approve"));
        }
        pages.push(person.post_bare(&form.action, &fields).await);
    }
    pages
}

/// The hidden fields, by name, of the same pages as another user sees them.
async fn of_another(server: &Server, bank: &RelyingParty, wiki: &RelyingParty) -> BTreeMap<String, Vec<String>> {
    let mut other = Person::with_account(server, "other@example.com").await;
    let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for url in [bank.attempt().url, wiki.attempt().url, "/dashboard/security".into()] {
        let page = other.visit(&url).await;
        for (name, value) in forms(&page).into_iter().flat_map(|form| form.hidden) {
            values.entry(name).or_default().push(value);
        }
    }
    values
}

#[tokio::test]
async fn cve_03_no_form_on_the_way_lets_through_who_changes_its_hidden_fields() {
    let server = Server::start().await;
    let (registered, neighbour) = (server.app("Bank").await, server.app("Wiki").await);
    let bank = RelyingParty::new(&server, &registered).await;
    let wiki = RelyingParty::new(&server, &neighbour).await;
    let others = of_another(&server, &bank, &wiki).await;
    assert!(others.contains_key("csrf") && others.contains_key("request"), "{others:?}");
    let mut bare = Person::with_account(&server, "bare@example.com").await;
    // The consent question of an app without a requirement, and one from before this app had its requirement.
    let elsewhere = bare.visit(&wiki.attempt().url).await;
    assert!(elsewhere.is_question());
    let before = bare.visit(&bank.attempt().url).await;
    assert!(before.is_question());
    server.require_2fa(bank.app, true).await;
    let request = bare.pending(&bank.attempt().url).await;
    let pages = [
        before,
        bare.visit(&format!("/consent?request={request}")).await,
        bare.visit(&format!("/sign-in?continue={request}")).await,
        bare.visit(&format!("/dashboard/security?continue={request}")).await,
        bare.visit(&format!("/two-factor?continue={request}")).await,
    ];
    let own: Vec<String> = pages.iter().chain([&elsewhere]).filter_map(|page| page.input("request")).collect();
    let mut others = others;
    others.entry("request".into()).or_default().extend(own.iter().cloned());
    others.entry("continue".into()).or_default().extend(own);
    let mut sent = 0;
    for form in pages.iter().flat_map(forms).filter(|form| form.action != "/sign-out") {
        for hidden in variants(&form, &others) {
            if !bare.is_signed_in().await {
                bare.sign_in().await;
            }
            // The other app's own question, sent unchanged, may be answered with that app's code.
            let asks_neighbour = hidden.iter().any(|(_, value)| Some(value) == elsewhere.input("request").as_ref());
            for page in send(&mut bare, &form, &hidden).await {
                sent += 1;
                assert!(page.status.as_u16() < 500, "{form:?} as {hidden:?}: {}", page.body);
                assert!(asks_neighbour || !page.brings_a_code(), "{form:?} as {hidden:?}: {:?}", page.location());
            }
        }
    }
    assert!(sent > 60, "{sent}");
    assert_eq!(server.count(bank.app, AuditKind::CodeIssued).await, 0);
    assert!(server.consent_of("bare@example.com", bank.app).await.is_none());
}

#[tokio::test]
async fn cve_03_nor_does_the_form_that_asks_for_a_code() {
    let server = Server::start().await;
    let (registered, neighbour) = (server.app("Bank").await, server.app("Wiki").await);
    let bank = RelyingParty::new(&server, &registered).await;
    let wiki = RelyingParty::new(&server, &neighbour).await;
    let others = of_another(&server, &bank, &wiki).await;
    server.require_2fa(bank.app, true).await;
    let (mut full, _) = Person::enrolled(&server, "full@example.com").await;
    bank.sign_in(&mut full).await;
    let mut pending = Person::new(&server, "full@example.com");
    pending.visit(&bank.attempt().url).await;
    let challenge = pending.give_password().await;
    let issued = server.count(bank.app, AuditKind::CodeIssued).await;
    for form in forms(&challenge).into_iter().filter(|form| form.action != "/sign-out") {
        for hidden in variants(&form, &others) {
            for page in send(&mut pending, &form, &hidden).await {
                assert!(page.status.as_u16() < 500 && !page.brings_a_code(), "{form:?} as {hidden:?}: {}", page.body);
            }
            assert!(!pending.is_signed_in().await, "{form:?} as {hidden:?}");
        }
    }
    assert_eq!(server.count(bank.app, AuditKind::CodeIssued).await, issued);
}
