//! R13 and R16: whom the requirement affects, shown before and after, in counts and a date and never by name.

use std::time::Duration;

use serde_json::{Value, json};
use twinlock_domain::{AccountId, AppId, Consent, EmailAddress};
use twinlock_ports::{AccessCounts, Account, Mode, StoreError, transaction};

use super::{owner, put};
use crate::support::{Person, RelyingParty, Server};

const DAY: Duration = Duration::from_hours(24);

async fn preview(owner: &mut Person, id: impl std::fmt::Display) -> Value {
    let answer = owner.get(&format!("/api/developer/apps/{id}/require-2fa/preview")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["affected"].clone()
}

#[tokio::test]
async fn r16_before_and_after_the_flip_the_owner_is_told_how_many_and_until_when() {
    let server = Server::start().await;
    let registered = server.app("Bank").await;
    let id = registered.app.id;
    let bank = RelyingParty::new(&server, &registered).await;
    let mut owner = owner(&server).await;
    let nobody = json!({
        "consented": 0, "without_2fa": 0, "grandfathered_grants": 0, "last_grandfathered_expiry": null
    });
    assert_eq!(preview(&mut owner, id).await, nobody);

    // Two people without a second factor, a day apart, and one with.
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    bank.sign_in(&mut ada).await;
    server.wait(DAY);
    let mut bob = Person::with_account(&server, "bob@example.com").await;
    bank.sign_in(&mut bob).await;
    let last = (server.now() + 30 * DAY).unix_seconds();
    let (mut cyd, _) = Person::enrolled(&server, "cyd@example.com").await;
    bank.sign_in(&mut cyd).await;
    let mut owner = super::owner(&server).await;
    let expected = json!({
        "consented": 3, "without_2fa": 2, "grandfathered_grants": 2, "last_grandfathered_expiry": last
    });
    assert_eq!(preview(&mut owner, id).await, expected);
    let page = owner.visit("/dashboard/developer").await;
    let date = "<time datetime=\"2026-10-22T14:13:30Z\">22 October 2026</time>";
    let sentence = format!("2 of 3 people with access have no 2FA. They keep access until {date} at the latest.");
    assert!(page.body.contains(&sentence), "{}", page.body);

    let state = put(&mut owner, id, json!({ "required": true })).await.json();
    assert_eq!(state["affected"], expected, "what was said before is what came");
    let page = owner.visit("/dashboard/developer").await;
    let sentence = format!("2 grandfathered grants remain. The last ends on {date}.");
    assert!(page.body.contains(&sentence), "{}", page.body);
    for text in [page.body, state.to_string()] {
        assert!(!text.contains("ada@example.com") && !text.contains("bob@example.com"), "counts, never who");
    }

    let left = u64::try_from(last - server.now().unix_seconds()).unwrap();
    server.wait(Duration::from_secs(left - 1));
    let mut owner = super::owner(&server).await;
    assert_eq!(preview(&mut owner, id).await["grandfathered_grants"], 1, "the first has ended");
    server.wait(Duration::from_secs(1));
    let mut owner = super::owner(&server).await;
    assert_eq!(preview(&mut owner, id).await["grandfathered_grants"], 0);
    let page = owner.visit("/dashboard/developer").await;
    assert!(page.body.contains("No access from before the requirement remains."), "{}", page.body);
}

#[tokio::test]
async fn r16_who_enrols_is_counted_no_more_as_without() {
    let server = Server::start().await;
    let registered = server.app("Bank").await;
    let id = registered.app.id;
    let bank = RelyingParty::new(&server, &registered).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    bank.sign_in(&mut ada).await;
    let mut owner = owner(&server).await;
    assert_eq!(preview(&mut owner, id).await["without_2fa"], 1);
    ada.enrol(&server).await;
    let after = preview(&mut owner, id).await;
    assert_eq!((&after["consented"], &after["without_2fa"]), (&json!(1), &json!(0)));
    assert_eq!(after["grandfathered_grants"], 1, "her grant is still of a single factor");
}

/// Adds that many accounts like an existing one, each with a consent to the app: too many to sign in here.
async fn crowd(server: &Server, like: &str, app: AppId, people: u16) {
    let (now, like) = (server.now(), EmailAddress::parse(like).unwrap());
    let store = &*server.store;
    transaction::<_, StoreError>(store, Mode::Write, async |tx| {
        let one = tx.account_by_email(&like).await?.unwrap();
        let consent = tx.consent(one.id, app).await?.unwrap();
        for n in 0..people {
            let mut own = [0; 10];
            own[..2].copy_from_slice(&n.to_be_bytes());
            let id = AccountId::new(now, own);
            let email = EmailAddress::parse(&format!("{n}@example.com")).unwrap();
            assert!(tx.add_account(&Account { id, email, ..one.clone() }).await?);
            tx.put_consent(&Consent { account: id, ..consent.clone() }).await?;
        }
        Ok(())
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn r16_the_owner_of_a_big_app_waits_for_numbers_only_where_they_are_asked_for() {
    let server = Server::start().await;
    let registered = server.app("Bank").await;
    let id = registered.app.id;
    let bank = RelyingParty::new(&server, &registered).await;
    bank.sign_in(&mut Person::with_account(&server, "ada@example.com").await).await;
    crowd(&server, "ada@example.com", id, 1000).await;
    let mut owner = owner(&server).await;

    let state = put(&mut owner, id, json!({ "required": true })).await;
    assert_eq!((state.status.as_u16(), state.json()["required"].clone()), (200, json!(true)));
    assert_eq!(state.json()["affected"], Value::Null, "the switch itself counts nobody");
    let list = owner.visit("/dashboard/developer").await;
    assert!(list.body.contains("Many people have access."), "{}", list.body);
    let link = format!("/dashboard/developer?open={id}#app-{id}");
    assert!(list.body.contains(&format!("href=\"{link}\">Count them</a>")), "{}", list.body);
    let page = owner.visit(&format!("/dashboard/developer?app={id}")).await;
    assert!(page.body.contains("1 grandfathered grant remains."), "{}", page.body);
    let counted = preview(&mut owner, id).await;
    assert_eq!((&counted["consented"], &counted["without_2fa"]), (&json!(1001), &json!(1001)));

    let state = server.revoke_all(id).await;
    assert_eq!(state.affected, Some(AccessCounts::default()), "nobody has access, which is quickly counted");
}

#[tokio::test]
async fn r16_a_preview_changes_nothing() {
    let server = Server::start().await;
    let id = server.app("Bank").await.app.id;
    let mut owner = owner(&server).await;
    let before = super::look(&mut owner, id).await;
    for _ in 0..3 {
        preview(&mut owner, id).await;
        owner.visit(&format!("/dashboard/developer/apps/{id}/panel")).await;
    }
    assert_eq!(super::look(&mut owner, id).await, before);
}

#[tokio::test]
async fn r07_an_owner_can_see_the_panel_that_others_see_and_it_does_nothing() {
    let server = Server::start().await;
    let id = server.app("Bank").await.app.id;
    let mut owner = owner(&server).await;
    let page = owner.visit(&format!("/dashboard/developer/apps/{id}/panel")).await;
    assert!(page.body.contains("Bank requires two-factor authentication. This app only authorizes"), "{}", page.body);
    assert!(page.body.contains("Preview:"));
    assert!(!page.body.contains("action=\"/api/oauth/consent\""), "nothing can be sent from it");
}
