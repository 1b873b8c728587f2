//! What the operator does at the command line.

use twinlock_application::accounts::{
    CreateAccount, CreateAccountError, DisableAccountOutcome, OperatorError, ResetTwoFactorOutcome, SetUpAdmin,
    SetUpAdminError, SetUpAdminOutcome, SignInOutcome,
};

use super::world::{ANN, PASSWORD, World, address, password};

fn token_of(url: &str) -> String {
    url.split_once("token=").expect("a token").1.to_owned()
}

#[tokio::test]
async fn the_first_administrator_comes_by_a_link_that_works_once() {
    let world = World::with(|settings| settings.sign_up_open = false).await;
    assert!(!world.twinlock.has_admin().await.expect("read"));
    let url = world.twinlock.make_setup_link(&world.trace).await.expect("made");
    assert!(url.expose().starts_with("https://id.example.org/set-up?token="));
    let token = token_of(url.expose());
    let set_up = |secret| {
        let command = SetUpAdmin { token: &token, email: ANN, password: password(secret), display_name: "Ann" };
        world.twinlock.set_up_admin(command, &world.trace)
    };
    assert!(matches!(set_up("weak").await, Err(SetUpAdminError::Invalid(_))));
    let SetUpAdminOutcome::SetUp { token: session, .. } = set_up(PASSWORD).await.expect("set up");
    let who = world.who(&session).await.expect("signed in");
    assert!(who.account.is_admin && who.account.email_verified_at.is_some());
    assert!(world.twinlock.has_admin().await.expect("read"));
    assert!(matches!(set_up(PASSWORD).await, Err(SetUpAdminError::DeadLink)));
}

#[tokio::test]
async fn an_account_is_made_while_sign_up_is_closed_and_its_address_counts_as_verified() {
    let world = World::with(|settings| settings.sign_up_open = false).await;
    let create = || {
        let command = CreateAccount { email: ANN, password: password(PASSWORD), display_name: "Ann", is_admin: false };
        world.twinlock.create_account(command, &world.trace)
    };
    create().await.expect("created");
    let account = world.account(ANN).await;
    assert!(account.email_verified_at.is_some() && !account.is_admin);
    assert!(matches!(create().await, Err(CreateAccountError::EmailTaken)));
    assert!(matches!(world.sign_in(ANN).await, SignInOutcome::SignedIn { .. }));
}

#[tokio::test]
async fn r23_the_operators_reset_ends_all_sessions_and_the_grants_that_stood_on_the_factor() {
    let world = World::new().await;
    let ann = world.enrolled(ANN).await;
    let (strict, ended) = world.grant(ANN, true).await;
    let (_, kept) = world.grant(ANN, false).await;
    let ResetTwoFactorOutcome::Reset { disconnected } =
        world.twinlock.reset_two_factor(&address(ANN), &world.trace).await.expect("reset");
    assert_eq!(disconnected[0].id, strict.id);
    assert!(world.is_revoked(ended).await && !world.is_revoked(kept).await);
    assert!(world.who(&ann.session).await.is_none());
    assert!(matches!(world.sign_in(ANN).await, SignInOutcome::SignedIn { .. }));
    assert!(world.log(ANN).await.contains(&"two_factor_reset:operator".into()));
    assert!(world.mails().await.iter().any(|mail| mail.subject.contains("was reset")));
    let nobody = world.twinlock.reset_two_factor(&address("nobody@example.org"), &world.trace).await;
    assert!(matches!(nobody, Err(OperatorError::NoSuchAccount)));
}

#[tokio::test]
async fn a_disabled_account_is_signed_out_and_stays_so_until_it_is_enabled() {
    let world = World::new().await;
    let session = world.sign_up(ANN).await;
    let ann = address(ANN);
    for expected in [DisableAccountOutcome::Changed, DisableAccountOutcome::AlreadySo] {
        assert_eq!(world.twinlock.disable_account(&ann, &world.trace).await.expect("there"), expected);
    }
    assert!(world.who(&session).await.is_none());
    assert!(matches!(world.twinlock.make_reset_link(&ann, &world.trace).await, Err(OperatorError::Disabled)));
    for expected in [DisableAccountOutcome::Changed, DisableAccountOutcome::AlreadySo] {
        assert_eq!(world.twinlock.enable_account(&ann, &world.trace).await.expect("there"), expected);
    }
    assert!(world.who(&session).await.is_none());
    assert!(matches!(world.sign_in(ANN).await, SignInOutcome::SignedIn { .. }));
    let url = world.twinlock.make_reset_link(&ann, &world.trace).await.expect("made");
    assert!(url.expose().starts_with("https://id.example.org/password/reset?token="));
}
