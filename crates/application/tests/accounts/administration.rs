//! Who may administer accounts: the operator, and an administrator who is signed in.

use twinlock_application::Actor;
use twinlock_application::accounts::{
    AdministrationError, CreateAccount, CreateAccountError, FindAccounts, SignInOutcome,
};
use twinlock_domain::{AuditKind, BearerSecret};

use super::world::{ANN, PASSWORD, World, address, password};

const BOB: &str = "bob@example.org";
const ADA: &str = "ada@example.org";

/// Why each use case that administers accounts refuses an actor, by its name; `None` where it does not.
async fn refusals(world: &World, actor: Actor<'_>) -> Vec<(&'static str, Option<AdministrationError>)> {
    let (twinlock, bob) = (&world.twinlock, address(BOB));
    let new = CreateAccount {
        email: "new@example.org",
        password: password(PASSWORD),
        display_name: "New",
        is_admin: false,
        locale: None,
    };
    let find = FindAccounts { part: "", after: None, most: 10 };
    vec![
        ("find", twinlock.find_accounts(actor, &find).await.err()),
        ("details", twinlock.account_details(actor, &bob).await.err()),
        ("setup link", twinlock.make_setup_link(actor, &world.origin).await.err()),
        ("reset link", twinlock.make_reset_link(actor, &bob, &world.origin).await.err()),
        ("reset", twinlock.reset_two_factor(actor, &bob, &world.origin).await.err()),
        ("disable", twinlock.disable_account(actor, &bob, &world.origin).await.err()),
        ("enable", twinlock.enable_account(actor, &bob, &world.origin).await.err()),
        (
            "create",
            match twinlock.create_account(actor, new, &world.origin).await {
                Ok(_) => None,
                Err(CreateAccountError::Administration(error)) => Some(error),
                Err(CreateAccountError::Refused(refusal)) => panic!("{refusal}"),
            },
        ),
        ("delete", twinlock.delete_account(actor, &bob, &world.origin).await.err()),
    ]
}

/// An administrator, signed in.
async fn administrator(world: &World) -> BearerSecret {
    let command =
        CreateAccount { email: ADA, password: password(PASSWORD), display_name: "Ada", is_admin: true, locale: None };
    world.twinlock.create_account(Actor::Operator, command, &world.origin).await.expect("created");
    match world.sign_in(ADA).await {
        SignInOutcome::SignedIn { token } => token,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_operator_and_an_administrator_may_do_everything_to_accounts() {
    for by_operator in [true, false] {
        let world = World::new().await;
        let ada = administrator(&world).await;
        world.sign_up(BOB).await;
        let actor = if by_operator { Actor::Operator } else { Actor::Session(Some(ada.expose())) };
        for (what, refusal) in refusals(&world, actor).await {
            assert!(refusal.is_none(), "{what}: {refusal:?}");
        }
    }
}

#[tokio::test]
async fn another_account_may_not_and_nobody_may_not_and_nothing_is_done() {
    let world = World::new().await;
    administrator(&world).await;
    let ann = world.sign_up(ANN).await;
    world.sign_up(BOB).await;
    let mails = world.mails().await.len();
    for (what, refusal) in refusals(&world, Actor::Session(Some(ann.expose()))).await {
        assert!(matches!(refusal, Some(AdministrationError::Forbidden)), "{what}: {refusal:?}");
    }
    for cookie in [None, Some("no session's")] {
        for (what, refusal) in refusals(&world, Actor::Session(cookie)).await {
            assert!(matches!(refusal, Some(AdministrationError::NotSignedIn)), "{what}: {refusal:?}");
        }
    }
    assert!(matches!(world.sign_in(BOB).await, SignInOutcome::SignedIn { .. }), "neither disabled nor deleted");
    assert_eq!(world.mails().await.len(), mails);
}

#[tokio::test]
async fn r02_an_administrator_who_still_owes_a_code_may_not() {
    let world = World::new().await;
    let ada = administrator(&world).await;
    world.enrol(ada).await;
    world.sign_up(BOB).await;
    let pending = world.pending(ADA).await;
    for (what, refusal) in refusals(&world, Actor::Session(Some(pending.expose()))).await {
        assert!(matches!(refusal, Some(AdministrationError::NotSignedIn)), "{what}: {refusal:?}");
    }
}

#[tokio::test]
async fn the_audit_log_names_the_administrator_and_nobody_for_the_operator() {
    let world = World::new().await;
    let ada = administrator(&world).await;
    world.sign_up(BOB).await;
    let (bob, id) = (address(BOB), world.account(ADA).await.id);
    world.twinlock.disable_account(Actor::Session(Some(ada.expose())), &bob, &world.origin).await.expect("disabled");
    world.twinlock.enable_account(Actor::Operator, &bob, &world.origin).await.expect("enabled");
    let account = world.account(BOB).await.id;
    let events = world.store(async |tx| tx.events_of_account(account, 200).await).await;
    let actor = |kind| events.iter().find(|event| event.kind == kind).map(|event| event.actor);
    assert_eq!(actor(AuditKind::AccountDisabled), Some(Some(id)));
    assert_eq!(actor(AuditKind::AccountEnabled), Some(None));
}
