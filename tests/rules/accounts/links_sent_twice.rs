//! Forms of mailed and printed links, sent twice. The first uses up the link, so the second would find it used.

use std::time::Duration;

use twinlock_application::Actor;
use twinlock_application::RequestOrigin;

use crate::support::{PASSWORD, Page, Person, Server};

const ADA: &str = "ada@example.com";
const NEW_PASSWORD: &str = "copper meadow lantern 77 ferry";

/// What a link is for, and who sends its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    SetUp,
    Verify,
    VerifyByPassword,
    Reset,
    /// In a browser that is signed in, and is signed out by the reset.
    ResetSignedIn,
    Undo,
    UndoSignedIn,
}

const ALL: [Which; 7] = [
    Which::SetUp,
    Which::Verify,
    Which::VerifyByPassword,
    Which::Reset,
    Which::ResetSignedIn,
    Which::Undo,
    Which::UndoSignedIn,
];

/// A form, and the browser that sends it.
struct Ready {
    server: Server,
    browser: Person,
    path: String,
    fields: Vec<(&'static str, String)>,
}

impl Ready {
    async fn at(which: Which) -> Self {
        let server = Server::start().await;
        let (browser, link, mut fields) = match which {
            Which::SetUp => {
                let link = server.twinlock.make_setup_link(Actor::Operator, &RequestOrigin::default()).await.unwrap();
                let link = link.expose().trim_start_matches(&server.twinlock.settings().issuer).to_owned();
                let fields = vec![("email", ADA), ("password", PASSWORD), ("display_name", "Ada")];
                (Person::new(&server, ADA), link, fields)
            }
            Which::Verify | Which::VerifyByPassword => {
                let mut ada = Person::new(&server, ADA);
                let page = ada.visit("/sign-up").await;
                let fields = [("email", ADA), ("password", PASSWORD), ("display_name", "Ada")];
                ada.post_from(&page, "/sign-up", &fields).await;
                let link = server.mailed_link(ADA, "Confirm", "/email/verify").await;
                if which == Which::Verify {
                    (ada, link, Vec::new())
                } else {
                    (Person::new(&server, ADA), link, vec![("password", PASSWORD)])
                }
            }
            Which::Reset | Which::ResetSignedIn => {
                let signed_in = Person::with_account(&server, ADA).await;
                let mut anyone = Person::new(&server, ADA);
                anyone.forget_password(ADA).await;
                let link = server.mailed_link(ADA, "Set a new password", "/password/reset").await;
                let browser = if which == Which::Reset { anyone } else { signed_in };
                (browser, link, vec![("password", NEW_PASSWORD)])
            }
            Which::Undo | Which::UndoSignedIn => {
                let (signed_in, _) = Person::enrolled(&server, ADA).await;
                let link = server.mailed_link(ADA, "Two-factor authentication", "/undo-enrolment").await;
                let browser = if which == Which::Undo { Person::new(&server, ADA) } else { signed_in };
                (browser, link, Vec::new())
            }
        };
        let (mut browser, path) = (browser, link.split('?').next().unwrap().to_owned());
        let page = browser.get(&link).await;
        assert_eq!(page.status, 200, "{which:?}: {}", page.body);
        let hidden = ["csrf", "token"].map(|name| (name, page.input(name).unwrap()));
        let typed = fields.drain(..).map(|(name, value)| (name, value.to_owned()));
        Self { server, browser, path, fields: hidden.into_iter().chain(typed).collect() }
    }

    async fn send(&self, browser: &mut Person) -> Page {
        let fields: Vec<_> = self.fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        browser.press(&self.server, &self.path, &fields).await
    }
}

/// The parts of a response that must be the same: status, redirect and text.
fn told(page: &Page) -> (u16, Option<String>, String) {
    let body = page.between("<main", "</main>").unwrap_or_default();
    (page.status.as_u16(), page.location().map(str::to_owned), body)
}

#[tokio::test]
async fn b04_a_links_answer_that_was_lost_is_given_again() {
    for which in ALL {
        let ready = Ready::at(which).await;
        let (mut first, mut second) = (ready.browser.clone(), ready.browser.clone());
        let answer = ready.send(&mut first).await;
        assert!([200, 303].contains(&answer.status.as_u16()), "{which:?}: {} {}", answer.status, answer.body);
        let events = ready.server.events().await.len();
        let again = ready.send(&mut second).await;
        assert_eq!(told(&again), told(&answer), "{which:?}");
        assert_eq!(second.session(), first.session(), "{which:?}");
        assert_eq!(ready.server.events().await.len(), events, "{which:?}: nothing happened a second time");
    }
}

#[tokio::test]
async fn b04_a_second_click_on_a_links_form_leads_where_the_first_did() {
    for which in ALL {
        let ready = Ready::at(which).await;
        let mut ada = ready.browser.clone();
        let answer = ready.send(&mut ada).await;
        let session = ada.session();
        let again = ready.send(&mut ada).await;
        assert_eq!(told(&again), told(&answer), "{which:?}");
        assert_eq!(ada.session(), session, "{which:?}");
        let mut tabs = [ada.clone(), ready.browser.clone(), ready.browser.clone()];
        let answers = futures_util::future::join_all(tabs.iter_mut().map(|tab| ready.send(tab))).await;
        for again in &answers {
            assert_eq!(told(again), told(&answer), "{which:?}, several at once");
        }
    }
}

#[tokio::test]
async fn b04_after_half_a_minute_or_with_anything_else_in_it_the_links_form_finds_a_dead_link() {
    for which in ALL {
        let mut ready = Ready::at(which).await;
        ready.send(&mut ready.browser.clone()).await;
        let right = ready.fields.clone();
        for (name, value) in [("password", "violet anchor tramway 43 pocket"), ("token", "another")] {
            let mut fields = right.clone();
            fields.iter_mut().filter(|(field, _)| *field == name).for_each(|field| value.clone_into(&mut field.1));
            if fields == right {
                continue;
            }
            ready.fields = fields;
            let mut thief = ready.browser.clone();
            let answer = ready.send(&mut thief).await;
            let led = thief.follow(answer).await;
            assert_eq!(led.status, 410, "{which:?} with another {name}: {}", led.body);
            assert!(!thief.is_signed_in().await || thief.session() == ready.browser.session(), "{which:?}");
        }
        ready.fields = right;
        ready.server.wait(Duration::from_secs(30));
        let mut late = ready.browser.clone();
        let answer = ready.send(&mut late).await;
        let led = late.follow(answer).await;
        assert_eq!(led.status, 410, "{which:?}, late: {}", led.body);
    }
}
