//! The documentation of the routes, compared with the table of routes: nothing missing, nothing made up.

use std::collections::BTreeSet;
use std::path::Path;

use twinlock_http_actix::{Access, ROUTES, Route};

use super::is_json;
use crate::support::{Person, Server};

pub(super) fn document(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Paths and methods of `openapi.yaml`, read by indentation: a path has two spaces before it, a method four.
fn described() -> BTreeSet<(String, String)> {
    let text = document("openapi.yaml");
    let mut path = String::new();
    let mut rows = BTreeSet::new();
    let paths = text.lines().skip_while(|line| *line != "paths:").skip(1);
    for line in paths.take_while(|line| line.is_empty() || line.starts_with([' ', '#'])) {
        let indent = line.len() - line.trim_start().len();
        let Some(key) = line.trim().strip_suffix(':') else { continue };
        if indent == 2 {
            key.trim_matches('"').clone_into(&mut path);
        } else if indent == 4 && ["get", "put", "post", "delete", "patch", "head", "options", "trace"].contains(&key) {
            rows.insert((path.clone(), key.to_ascii_uppercase()));
        }
    }
    rows
}

fn of_table(wanted: impl Fn(&Route) -> bool) -> BTreeSet<(String, String)> {
    ROUTES.iter().filter(|route| wanted(route)).map(|route| (route.path.into(), route.method.into())).collect()
}

#[test]
fn the_openapi_document_and_the_table_of_routes_have_the_same_paths_and_methods() {
    let (described, routed) = (described(), of_table(is_json));
    assert!(routed.len() >= 18);
    let missing: Vec<_> = routed.difference(&described).collect();
    let made_up: Vec<_> = described.difference(&routed).collect();
    assert!(missing.is_empty() && made_up.is_empty(), "missing: {missing:?}; made up: {made_up:?}");
}

#[test]
fn every_reference_in_the_openapi_document_leads_somewhere() {
    let text = document("openapi.yaml");
    let mut found = 0;
    for reference in text.split("$ref: \"#/components/").skip(1) {
        let (kind, name) = reference.split('"').next().unwrap().split_once('/').unwrap();
        let section = text.split_once(&format!("\n  {kind}:\n")).unwrap_or_else(|| panic!("no {kind}")).1;
        assert!(
            section.contains(&format!("\n    {name}:\n")) || section.starts_with(&format!("    {name}:\n")),
            "{kind}/{name}"
        );
        found += 1;
    }
    assert!(found > 30, "{found}");
}

#[test]
fn every_described_operation_says_what_its_errors_are() {
    let text = document("openapi.yaml");
    let paths = text.split_once("\npaths:\n").unwrap().1.split("\ncomponents:\n").next().unwrap();
    let operations: Vec<_> = paths.split("\n      operationId: ").skip(1).collect();
    assert_eq!(operations.len(), described().len());
    for operation in operations {
        let name = operation.lines().next().unwrap();
        let public = ["openidConfiguration", "authorizationServerMetadata", "keys"].contains(&name);
        assert!(
            operation.contains("        \"200\":")
                || operation.contains("        \"20")
                || operation.contains("        \"303\":"),
            "{name}"
        );
        assert!(public || operation.contains("        \"4"), "{name} says nothing of errors");
    }
}

/// The words of `docs/http.md` for who may call a route.
const fn word(access: Access) -> &'static str {
    match access {
        Access::Anyone => "anybody",
        Access::LinkHolder => "link",
        Access::Pending => "password given",
        Access::SignedIn => "signed in",
        Access::Client => "client",
        Access::Bearer => "access token",
    }
}

#[test]
fn the_guide_to_the_surface_has_a_row_for_each_route_and_says_who_may_call_it() {
    let text = document("http.md");
    let mut rows = BTreeSet::new();
    for line in text.lines().filter(|line| line.starts_with("| `/")) {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [path, methods, access, what] = cells[..] else { panic!("four cells: {line}") };
        assert!(what.len() > 3, "{line}");
        for method in methods.split(", ") {
            rows.insert((path.trim_matches('`').to_owned(), method.to_owned(), access.to_owned()));
        }
    }
    let table: BTreeSet<_> = ROUTES
        .iter()
        .map(|route| (route.path.to_owned(), route.method.to_owned(), word(route.access).to_owned()))
        .collect();
    let missing: Vec<_> = table.difference(&rows).collect();
    let made_up: Vec<_> = rows.difference(&table).collect();
    assert!(missing.is_empty() && made_up.is_empty(), "missing: {missing:?}; made up: {made_up:?}");
}

#[test]
fn the_guide_to_the_surface_lists_each_setting_and_its_default() {
    let text = document("http.md");
    for setting in twinlock_server::config::SETTINGS {
        let default =
            if setting.default.is_empty() { "see there".to_owned() } else { format!("`{}`", setting.default) };
        let row = format!("| `{}` | {default} |", setting.variable());
        assert!(text.lines().any(|line| line == row), "{row}");
    }
}

#[tokio::test]
async fn the_metadata_names_no_endpoint_that_is_not_there() {
    let server = Server::start().await;
    let mut nobody = Person::new(&server, "nobody@example.com");
    let metadata = nobody.get("/.well-known/openid-configuration").await.json();
    let mut found = 0;
    for (name, value) in metadata.as_object().unwrap() {
        if !(name.ends_with("_endpoint") || name == "jwks_uri") {
            continue;
        }
        let path = value.as_str().unwrap().strip_prefix(&server.url).unwrap();
        assert!(ROUTES.iter().any(|route| route.path == path), "{name}: {path}");
        found += 1;
    }
    assert!(found >= 6);
}

#[tokio::test]
async fn no_page_links_to_what_is_not_there() {
    let server = Server::start().await;
    server.app("Bank").await;
    let (mut owner, _) = {
        let mut owner = Person::new(&server, "owner@example.com");
        owner.sign_in().await;
        let phone = owner.enrol(&server).await;
        (owner, phone)
    };
    let mut seen = BTreeSet::new();
    let mut waiting: Vec<String> =
        vec!["/dashboard".into(), "/sign-in".into(), "/password/forgot".into(), "/signed-out".into()];
    while let Some(path) = waiting.pop() {
        let path = path.replace("&amp;", "&").split('#').next().unwrap().to_owned();
        if path.is_empty() || !seen.insert(path.clone()) {
            continue;
        }
        let page = owner.visit(&path).await;
        assert_eq!(page.status, 200, "{path}");
        waiting.extend(page.body.split("href=\"/").skip(1).map(|rest| format!("/{}", rest.split('"').next().unwrap())));
        for action in page.body.split("action=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            let wanted: Vec<_> = action.split('/').collect();
            let there = ROUTES.iter().filter(|route| route.method == "POST").any(|route| {
                let parts: Vec<_> = route.path.split('/').collect();
                parts.len() == wanted.len()
                    && parts.iter().zip(&wanted).all(|(part, wanted)| part.starts_with('{') || part == wanted)
            });
            assert!(there, "{path} sends to {action}");
        }
    }
    assert!(seen.len() >= 9, "{seen:?}");
}
