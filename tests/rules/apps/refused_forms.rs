//! Forms of the developer page that are refused: the page shows them open, with what was typed, and each problem at its
//! input.

use std::time::Duration;

use twinlock_domain::AppId;

use super::{look, owner};
use crate::support::{PASSWORD, Page, Person, Server};

const STALE: Duration = Duration::from_mins(6);

/// The tag of the input with that id.
#[track_caller]
fn tag(page: &Page, id: &str) -> String {
    let found = page.body.split('<').find(|tag| tag.contains(&format!(" id=\"{id}\"")));
    found.unwrap_or_else(|| panic!("no {id}: {}", page.body)).to_owned()
}

/// Checks that an input is named in the summary, marked, and has its message beside it, in a part that is open.
#[track_caller]
fn is_marked(page: &Page, id: &str, words: &str) {
    let input = tag(page, id);
    assert!(input.contains("aria-invalid=\"true\""), "{input}");
    assert!(input.contains(&format!("{id}-problem")), "its message is tied to it: {input}");
    let message = page.between(&format!("id=\"{id}-problem\""), "</div>").unwrap();
    assert!(message.contains(words), "{message}");
    let summary = page.between("class=\"problems\"", "</div>").unwrap();
    assert!(summary.contains(&format!("href=\"#{id}\"")) && summary.contains(words), "{summary}");
    assert!(page.body.contains("role=\"alert\" tabindex=\"-1\" autofocus"), "the summary takes the focus");
    let before = page.body.split(&format!(" id=\"{id}\"")).next().unwrap();
    let folds: Vec<&str> = before.split("<details").skip(1).collect();
    let mut around = Vec::new();
    for fold in folds {
        around.push(fold.split('>').next().unwrap().contains(" open"));
        for _ in 0..fold.matches("</details>").count() {
            around.pop();
        }
    }
    assert!(around.iter().all(|open| *open), "{id} is in a part that is closed: {around:?}");
}

async fn bank(server: &Server) -> (AppId, Person) {
    let id = server.app("Bank").await.app.id;
    (id, owner(server).await)
}

fn path(id: AppId, end: &str) -> String {
    format!("/dashboard/developer/apps/{id}{end}")
}

#[tokio::test]
async fn e05_the_settings_come_back_with_what_was_typed_and_every_bad_line() {
    let server = Server::start().await;
    let (id, mut owner) = bank(&server).await;
    let uris = "https://bank.example/good\nhttp://app.example/\nhttps://bank.example/*\nnonsense";
    let fields = [
        ("name", "Bank, renamed"),
        ("scope", "openid"),
        ("redirect_uris", uris),
        ("id_token_alg", "ES256"),
        ("scope", "email"),
    ];
    let page = owner.post(&path(id, ""), &fields).await;
    assert_eq!(page.status, 400);
    let field = format!("edit-{id}-uris");
    for words in
        ["Redirect URI 2, http://app.example/", "Redirect URI 3, https://bank.example/*", "Redirect URI 4, nonsense"]
    {
        is_marked(&page, &field, words);
    }
    assert!(!page.body.contains("Redirect URI 1,"), "that one is good");
    assert!(page.body.contains(uris), "{}", page.body);
    assert!(tag(&page, &format!("edit-{id}-name")).contains("value=\"Bank, renamed\""));
    assert!(!tag(&page, &format!("edit-{id}-pkce")).contains("checked"));
    assert!(tag(&page, &format!("edit-{id}-email")).contains("checked"));
    assert!(!tag(&page, &format!("edit-{id}-profile")).contains("checked"));
    assert!(page.body.contains("<option value=\"ES256\" selected>"));
    assert_eq!(look(&mut owner, id).await["client_name"], "Bank", "nothing of it was saved");

    let long = "a".repeat(81);
    for (name, uris, input, words) in [
        ("", "https://bank.example/", "name", "1 to 80 characters"),
        (long.as_str(), "https://bank.example/", "name", "1 to 80 characters"),
        ("Bank", "", "uris", "1 to 20 redirect URIs"),
        ("Bank", &"https://bank.example/ ".repeat(21), "uris", "1 to 20 redirect URIs"),
    ] {
        let fields = [
            ("name", name),
            ("scope", "openid"),
            ("redirect_uris", uris),
            ("id_token_alg", "RS256"),
            ("pkce_required", "on"),
        ];
        let page = owner.post(&path(id, ""), &fields).await;
        assert_eq!(page.status, 400);
        is_marked(&page, &format!("edit-{id}-{input}"), words);
        let page = owner.post("/dashboard/developer/apps", &fields).await;
        assert_eq!(page.status, 400);
        is_marked(&page, &format!("new-{input}"), words);
    }
}

#[tokio::test]
async fn e05_registering_marks_its_fields_and_says_all_that_is_wrong_at_once() {
    let server = Server::start().await;
    let (_, mut owner) = bank(&server).await;
    let fields = [
        ("name", " "),
        ("scope", "openid"),
        ("redirect_uris", "http://one.example/\nhttps://two.example/\nftp://three.example/"),
        ("kind", "public"),
        ("machine_access", "on"),
        ("id_token_alg", "EdDSA"),
    ];
    let page = owner.post("/dashboard/developer/apps", &fields).await;
    assert_eq!(page.status, 400);
    is_marked(&page, "new-name", "Enter a name");
    is_marked(&page, "new-uris", "Redirect URI 1, http://one.example/");
    is_marked(&page, "new-uris", "Redirect URI 3, ftp://three.example/");
    assert!(tag(&page, "new-public").contains("checked"));
    assert!(tag(&page, "new-machine").contains("checked"));
    let summary = page.between("class=\"problems\"", "</div>").unwrap();
    assert!(summary.contains("href=\"#new-machine\""), "{summary}");
    assert_eq!(owner.get("/api/developer/apps").await.json()["apps"].as_array().unwrap().len(), 1);
}

/// Names and values of fields.
type Fields<'a> = &'a [(&'a str, &'a str)];

#[tokio::test]
async fn e05_a_proof_that_is_missing_or_wrong_is_said_at_its_field_in_each_form() {
    let server = Server::start().await;
    let (id, mut owner) = bank(&server).await;
    server.require_2fa(id, true).await;
    let phone = owner.enrol(&server).await;
    server.wait(STALE);
    let wrong = phone.wrong_code(server.now());
    let new_uri = [
        ("name", "Bank"),
        ("scope", "openid"),
        ("redirect_uris", "https://rp.example/callback https://new.example/"),
        ("id_token_alg", "EdDSA"),
        ("pkce_required", "on"),
    ];
    let forms: [(&str, &str, Fields<'_>); 6] = [
        ("", "edit", &new_uri),
        ("/require-2fa", "off", &[("required", "false")]),
        ("/require-2fa", "on", &[("required", "true"), ("revoke_now", "on")]),
        ("/revoke-consents", "revoke", &[]),
        ("/delete", "delete", &[]),
        ("/secrets", "secret", &[("label", "rotation")]),
    ];
    for (end, scope, fields) in forms {
        server.require_2fa(id, scope != "on").await;
        for (proof, input, words) in [
            (vec![], "password", "password again"),
            (vec![("password", "wrong horse battery staple")], "password", "password"),
            (vec![("password", PASSWORD)], "code", "code"),
            (vec![("password", PASSWORD), ("code", wrong.as_str())], "code", "code"),
        ] {
            let fields: Vec<_> = fields.iter().copied().chain(proof).collect();
            let page = owner.post(&path(id, end), &fields).await;
            assert_eq!(page.status, 403, "{scope}: {}", page.body);
            is_marked(&page, &format!("{scope}-{id}-{input}"), words);
            assert!(!page.body.contains(PASSWORD) && !page.body.contains(&wrong), "a proof is not shown again");
        }
        // A right code elsewhere resets the count of failures, so that no wait begins.
        server.next_step();
        Person::new(&server, "owner@example.com").sign_in_with(&phone, &server).await;
    }
}

#[tokio::test]
async fn e05_the_other_forms_keep_what_was_typed_too() {
    let server = Server::start().await;
    let (id, mut owner) = bank(&server).await;
    for (days, words) in [
        ("soon", "whole number"),
        ("-1", "whole number"),
        ("1.5", "whole number"),
        ("367", "366 days"),
        ("99999999999", "366 days"),
    ] {
        let page = owner.post(&path(id, "/enrolment-age"), &[("days", days)]).await;
        assert_eq!(page.status, 400);
        is_marked(&page, &format!("age-{id}-days"), words);
        assert!(tag(&page, &format!("age-{id}-days")).contains(&format!("value=\"{days}\"")));
    }
    for label in ["", "  ", &"a".repeat(41)] {
        let page = owner.post(&path(id, "/secrets"), &[("label", label)]).await;
        assert_eq!(page.status, 400);
        is_marked(&page, &format!("secret-{id}-label"), "1 to 40 characters");
    }
    for email in ["", "nobody", "a@", "a b@example.com"] {
        let page = owner.post(&path(id, "/revoke-user"), &[("email", email)]).await;
        assert_eq!(page.status, 400);
        is_marked(&page, &format!("user-{id}-email"), "e-mail address");
        assert!(tag(&page, &format!("user-{id}-email")).contains(&format!("value=\"{email}\"")));
    }
}

#[tokio::test]
async fn e05_no_two_fields_of_the_page_have_the_same_label() {
    let server = Server::start().await;
    let (id, mut owner) = bank(&server).await;
    let phone = owner.enrol(&server).await;
    drop(phone);
    server.wait(STALE);
    for required in [true, false] {
        server.require_2fa(id, required).await;
        let page = owner.visit(&format!("/dashboard/developer?open={id}")).await;
        let row = page.between(&format!("id=\"app-{id}\""), "id=\"new-app\"").unwrap();
        let labels =
            row.split("<label").skip(1).map(|label| label.split('>').nth(1).unwrap().split('<').next().unwrap().trim());
        let mut labels: Vec<&str> =
            labels.filter(|label| label.contains("ode to") || label.contains("Password")).collect();
        let all = labels.len();
        labels.sort_unstable();
        labels.dedup();
        assert_eq!(labels.len(), all, "{labels:?}");
        assert!(all >= 12, "{labels:?}");
    }
}

#[tokio::test]
async fn e01_revoking_everyone_in_the_same_stroke_says_what_it_needs_and_keeps_the_tick() {
    let server = Server::start().await;
    let (id, mut owner) = bank(&server).await;
    let phone = owner.enrol(&server).await;
    server.wait(STALE);
    let page = owner.visit(&format!("/dashboard/developer?open={id}")).await;
    for input in ["password", "code"] {
        let field = format!("on-{id}-{input}");
        let input = tag(&page, &field);
        assert!(
            input.contains("aria-required=\"true\"") && !input.contains(" required"),
            "hidden, it must not block the switch: {input}"
        );
        let label = page.between(&format!("for=\"{field}\""), "</label>").unwrap();
        assert!(label.contains("(required)") && !label.contains("optional"), "{label}");
    }
    assert!(!tag(&page, &format!("on-{id}-now")).contains("checked"));
    let fields = [("required", "true"), ("revoke_now", "on")];
    let page = owner.post(&path(id, "/require-2fa"), &fields).await;
    assert_eq!(page.status, 403);
    is_marked(&page, &format!("on-{id}-password"), "password");
    assert!(tag(&page, &format!("on-{id}-now")).contains("checked"), "the tick survives");
    assert!(page.body.contains("Everybody's access ends at once."), "{}", page.body);
    assert_eq!(look(&mut owner, id).await["require_2fa"], false, "half of it was not done");
    // Without the tick, the change requires no proof.
    let both = [("password", PASSWORD), ("code", &phone.code(server.now()))];
    let fields: Vec<_> = fields.into_iter().chain(both).collect();
    assert_eq!(owner.post(&path(id, "/require-2fa"), &fields).await.status, 303);
    let app = look(&mut owner, id).await;
    assert_eq!((app["require_2fa"].as_bool(), app["policy_epoch"].as_u64()), (Some(true), Some(2)));
}
