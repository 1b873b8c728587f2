//! The commands of the operator.

use twinlock_application::accounts::{
    AdministrationError, CreateAccount, CreateAccountError, DisableAccountOutcome, NewAccountRefusal, SetUpAdmin,
    SetUpAdminError, SignInOutcome, SignedUp,
};
use twinlock_application::developer::DeleteApp;
use twinlock_application::{Actor, LinkPurpose};
use twinlock_domain::AuditKind;

use super::world::{ANN, PASSWORD, World, address, password};

fn token_of(url: &str) -> String {
    url.split_once("token=").expect("a token").1.to_owned()
}

#[tokio::test]
async fn the_first_administrator_comes_by_a_link_that_works_once() {
    let world = World::with(|settings| settings.sign_up_open = false).await;
    let url = world.twinlock.make_first_setup_link(&world.origin).await.expect("made").expect("no administrator yet");
    assert!(url.expose().starts_with("https://id.example.org/set-up?token="));
    let token = token_of(url.expose());
    let set_up = |secret| {
        let command =
            SetUpAdmin { token: &token, email: ANN, password: password(secret), display_name: "Ann", locale: None };
        world.twinlock.set_up_admin(command, &world.origin)
    };
    assert!(matches!(set_up("weak").await, Err(SetUpAdminError::Refused(NewAccountRefusal::Invalid(_)))));
    let SignedUp { token: session, .. } = set_up(PASSWORD).await.expect("set up");
    let who = world.who(&session).await.expect("signed in");
    assert!(who.account.is_admin && who.account.email_verified_at.is_some());
    assert!(world.twinlock.make_first_setup_link(&world.origin).await.expect("read").is_none());
    assert!(matches!(set_up(PASSWORD).await, Err(SetUpAdminError::DeadLink)));
}

#[tokio::test]
async fn an_account_is_made_while_sign_up_is_closed_and_its_address_counts_as_verified() {
    let world = World::with(|settings| settings.sign_up_open = false).await;
    let create = || {
        let command = CreateAccount {
            email: ANN,
            password: password(PASSWORD),
            display_name: "Ann",
            is_admin: false,
            locale: None,
        };
        world.twinlock.create_account(Actor::Operator, command, &world.origin)
    };
    create().await.expect("created");
    let account = world.account(ANN).await;
    assert!(account.email_verified_at.is_some() && !account.is_admin);
    assert!(matches!(create().await, Err(CreateAccountError::Refused(NewAccountRefusal::EmailTaken))));
    assert!(matches!(world.sign_in(ANN).await, SignInOutcome::SignedIn { .. }));
}

#[tokio::test]
async fn r23_the_operators_reset_ends_all_sessions_and_the_grants_that_stood_on_the_factor() {
    let world = World::new().await;
    let ann = world.enrolled(ANN).await;
    let (strict, ended) = world.grant(ANN, true).await;
    let (_, kept) = world.grant(ANN, false).await;
    let disconnected =
        world.twinlock.reset_two_factor(Actor::Operator, &address(ANN), &world.origin).await.expect("reset");
    assert_eq!(disconnected[0].id, strict.id);
    assert!(world.is_revoked(ended).await && !world.is_revoked(kept).await);
    assert!(world.who(&ann.session).await.is_none());
    assert!(matches!(world.sign_in(ANN).await, SignInOutcome::SignedIn { .. }));
    assert!(world.log(ANN).await.contains(&"two_factor_reset:operator".into()));
    assert!(world.mails().await.iter().any(|mail| mail.subject.contains("was reset")));
    let nobody = world.twinlock.reset_two_factor(Actor::Operator, &address("nobody@example.org"), &world.origin).await;
    assert!(matches!(nobody, Err(AdministrationError::NoSuchAccount)));
}

#[tokio::test]
async fn a_disabled_account_is_signed_out_and_stays_so_until_it_is_enabled() {
    let world = World::new().await;
    let session = world.sign_up(ANN).await;
    let ann = address(ANN);
    for expected in [DisableAccountOutcome::Changed, DisableAccountOutcome::AlreadySo] {
        assert_eq!(
            world.twinlock.disable_account(Actor::Operator, &ann, &world.origin).await.expect("there"),
            expected
        );
    }
    assert!(world.who(&session).await.is_none());
    assert!(matches!(
        world.twinlock.make_reset_link(Actor::Operator, &ann, &world.origin).await,
        Err(AdministrationError::Disabled)
    ));
    for expected in [DisableAccountOutcome::Changed, DisableAccountOutcome::AlreadySo] {
        assert_eq!(world.twinlock.enable_account(Actor::Operator, &ann, &world.origin).await.expect("there"), expected);
    }
    assert!(world.who(&session).await.is_none());
    assert!(matches!(world.sign_in(ANN).await, SignInOutcome::SignedIn { .. }));
    let url = world.twinlock.make_reset_link(Actor::Operator, &ann, &world.origin).await.expect("made");
    assert!(url.expose().starts_with("https://id.example.org/password/reset?token="));
}

/// A new administrator, however created, ends every link that is older.
#[tokio::test]
async fn i5_a_set_up_link_ends_when_there_is_a_new_administrator() {
    let world = World::new().await;
    let set_up = async |token: &str, email: &str| {
        let command = SetUpAdmin { token, email, password: password(PASSWORD), display_name: "Ann", locale: None };
        world.twinlock.set_up_admin(command, &world.origin).await.map(|_| ())
    };
    let works = async |token: &str| world.twinlock.peek_link(token, LinkPurpose::SetUp).await.expect("read").is_some();
    let link =
        async || token_of(world.twinlock.make_setup_link(Actor::Operator, &world.origin).await.expect("made").expose());

    // As two servers do that start at once on a new database: each finds no administrator, and prints a link.
    let first = link().await;
    let second = link().await;
    assert!(!works(&first).await && works(&second).await, "a newer link takes the place of an older one");
    let command =
        CreateAccount { email: ANN, password: password(PASSWORD), display_name: "Ann", is_admin: true, locale: None };
    world.twinlock.create_account(Actor::Operator, command, &world.origin).await.expect("created");
    assert!(!works(&second).await);
    assert!(matches!(set_up(&second, "eve@example.org").await, Err(SetUpAdminError::DeadLink)));

    // A link that is printed later creates a second administrator.
    world.pass_time(1);
    let third = link().await;
    assert!(works(&third).await);
    set_up(&third, "bob@example.org").await.expect("set up");
    assert!(matches!(set_up(&third, "eve@example.org").await, Err(SetUpAdminError::DeadLink)));
}

#[tokio::test]
async fn l8_an_account_is_deleted_unless_it_owns_apps() {
    let world = World::new().await;
    let ann = world.enrolled(ANN).await;
    // She owns this app, and uses it too.
    let (app, _) = world.grant(ANN, false).await;
    let id = world.account(ANN).await.id;
    let refused = world.twinlock.delete_account(Actor::Operator, &address(ANN), &world.origin).await;
    let Err(AdministrationError::OwnsApps(named)) = refused else { panic!("{refused:?}") };
    assert_eq!(named, [format!("{} {}", app.metadata.client_name, app.id)]);
    assert!(world.who(&ann.session).await.is_some(), "a refusal changes nothing");

    let command = DeleteApp { by: Actor::Operator, app: app.id, password: None, code: None };
    world.twinlock.delete_app(command, &world.origin).await.expect("deleted");
    let deleted = world.twinlock.delete_account(Actor::Operator, &address(ANN), &world.origin).await.expect("deleted");
    assert_eq!(deleted, id);
    assert!(world.who(&ann.session).await.is_none());
    assert!(matches!(world.sign_in(ANN).await, SignInOutcome::Refused));
    assert!(world.mails().await.iter().any(|mail| mail.subject.contains("was deleted")));
    let events = world.store(async |tx| tx.events_of_account(id, 1).await).await;
    assert_eq!(events[0].kind, AuditKind::AccountDeleted);
    assert!(!format!("{events:?}").contains(ANN), "the log keeps the id, not the address");
    let again = world.twinlock.delete_account(Actor::Operator, &address(ANN), &world.origin).await;
    assert!(matches!(again, Err(AdministrationError::NoSuchAccount)));
}
