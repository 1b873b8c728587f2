//! Names are what they look like: no invisible characters in them, and none that reorder the text around them.

use reqwest::Method;
use serde_json::json;
use twinlock_application::Actor;
use twinlock_application::RequestOrigin;
use twinlock_application::developer::AddSecret;

use crate::support::{PASSWORD, Person, RelyingParty, Server};

/// What is typed, and what is stored; empty if the name has no visible character.
const NAMES: [(&str, &str); 10] = [
    ("Ada", "Ada"),
    ("\u{202e}kcolniwT", "kcolniwT"),
    ("\u{2066}Bank\u{2069}", "Bank"),
    ("Ba\u{200b}nk\u{feff}", "Bank"),
    ("  Bank \u{2003} of\u{a0}Ada ", "Bank of Ada"),
    ("\u{639}\u{644}\u{6cc}\u{200c}\u{631}\u{636}\u{627}", "\u{639}\u{644}\u{6cc}\u{200c}\u{631}\u{636}\u{627}"),
    ("\u{200b}", ""),
    ("\u{202e}\u{2066}", ""),
    ("\u{3164} \u{2800}", ""),
    (" \u{3000}\u{a0}", ""),
];

#[tokio::test]
async fn l4_display_names_have_nothing_invisible_in_them() {
    let server = Server::start().await;
    for (number, (typed, kept)) in NAMES.into_iter().enumerate() {
        let email = format!("person{number}@example.com");
        let mut person = Person::new(&server, &email);
        let form = person.get("/sign-up").await;
        let fields = [("email", email.as_str()), ("password", PASSWORD), ("display_name", typed)];
        let answer = person.post_from(&form, "/sign-up", &fields).await;
        if kept.is_empty() {
            assert_eq!(answer.status, 400, "{typed:?}");
            assert!(answer.body.contains("display_name-problem"), "{}", answer.body);
        } else {
            assert_eq!(answer.status, 303, "{typed:?}: {}", answer.body);
            assert_eq!(person.whoami().await["account"]["display_name"], kept, "{typed:?}");
        }
        server.wait(std::time::Duration::from_mins(1));
    }
}

#[tokio::test]
async fn l4_names_of_apps_and_secrets_have_nothing_invisible_in_them() {
    let server = Server::start().await;
    let mut owner = Person::with_account(&server, "owner@example.com").await;
    for (typed, kept) in NAMES {
        let body = json!({ "client_name": typed, "redirect_uris": ["https://rp.example/cb"] });
        let answer = owner.api(Method::POST, "/api/developer/apps", &body).await;
        if kept.is_empty() {
            assert_eq!(answer.status, 400, "{typed:?}: {}", answer.body);
            continue;
        }
        assert!(answer.status.is_success(), "{typed:?}: {}", answer.body);
        assert!(answer.body.contains(&format!("\"{kept}\"")), "{typed:?}: {}", answer.body);
    }
    for (typed, kept) in [("\u{200b}", None), ("\u{202e}", None), ("spare\u{200b} key", Some("spare key"))] {
        let app = server.app("Shop").await.app.id;
        let command = AddSecret { by: Actor::Operator, app, label: typed.into(), password: None, code: None };
        let added = server.twinlock.add_secret(command, &RequestOrigin::default()).await;
        assert_eq!(added.ok().map(|new| new.row.label).as_deref(), kept, "{typed:?}");
    }
}

/// A name that is written from right to left would otherwise reorder the words and numbers after it.
#[tokio::test]
async fn l4_a_name_in_a_sentence_turns_nothing_around_it() {
    let server = Server::start().await;
    let name = "\u{5e9}\u{5dc}\u{5d5}\u{5dd} 12";
    let registered = server.app(name).await;
    let shop = RelyingParty::new(&server, &registered).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let question = ada.visit(&shop.attempt().url).await;
    assert!(question.body.contains(&format!("Allow <bdi>{name}</bdi> to use your account?")), "{}", question.body);
    ada.approve(&question).await;
    let apps = ada.visit("/dashboard/apps").await;
    assert!(apps.body.contains(&format!("<bdi>{name}</bdi>")), "{}", apps.body);
}
