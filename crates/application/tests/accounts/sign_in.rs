//! Signing in, signing in again, signing in as another account, and signing out.

use twinlock_application::Actor;
use twinlock_application::accounts::{
    EndOtherSessions, PassSecondFactorOutcome, SignIn, SignInOutcome, SignOut, SignOutOutcome,
};
use twinlock_application::domain::BearerSecret;
use twinlock_application::{SessionStage, SessionState};

use super::world::{ANN, Enrolled, PASSWORD, World, address, password};

fn again<'a>(session: &'a BearerSecret, device: Option<&'a str>) -> SignIn<'a> {
    SignIn { email: ANN, password: password(PASSWORD), device, session: Some(session.expose()) }
}

fn signed_in(outcome: SignInOutcome) -> BearerSecret {
    match outcome {
        SignInOutcome::SignedIn { token } => token,
        other => panic!("{other:?}"),
    }
}

/// Signs in with a code and trusts the device. Returns the session's and the device's cookie.
async fn trust_device(world: &World, ann: &Enrolled) -> (BearerSecret, BearerSecret) {
    let command = SignIn { email: ANN, password: password(PASSWORD), device: None, session: None };
    let SignInOutcome::SecondFactorNeeded { token } = world.sign_in_with(command).await else { panic!("no code owed") };
    match world.give_code_and_trust(&token, &world.code(&ann.phone, 0)).await {
        PassSecondFactorOutcome::Passed { token, trusted_device: Some(device) } => (token, device),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn wrong_password_unknown_address_and_disabled_account_look_the_same() {
    let world = World::new().await;
    world.sign_up(ANN).await;
    let wrong = SignIn { email: ANN, password: password("wrong"), device: None, session: None };
    assert!(matches!(world.sign_in_with(wrong).await, SignInOutcome::Refused));
    assert!(matches!(world.sign_in("nobody@example.org").await, SignInOutcome::Refused));
    assert!(matches!(world.sign_in("no address").await, SignInOutcome::Refused));
    world.twinlock.disable_account(Actor::Operator, &address(ANN), &world.origin).await.expect("disabled");
    assert!(matches!(world.sign_in(ANN).await, SignInOutcome::Refused));
    let log = world.log(ANN).await;
    assert!(log.contains(&"sign_in_failed:wrong_password".into()), "{log:?}");
    assert!(log.contains(&"sign_in_failed:account_disabled".into()), "{log:?}");
}

#[tokio::test]
async fn r02_an_enrolled_account_owes_a_code_and_until_then_the_session_is_good_for_nothing_else() {
    let world = World::new().await;
    let ann = world.enrolled(ANN).await;
    let pending = world.pending(ANN).await;
    assert!(matches!(world.session_state(&pending).await, SessionState::Pending(_)));
    let cookie = Some(pending.expose());
    assert!(matches!(
        world.twinlock.security_overview(cookie, None).await,
        Err(twinlock_application::SessionError::NotSignedIn)
    ));
    let others = EndOtherSessions { session: cookie };
    assert!(world.twinlock.end_other_sessions(others, &world.origin).await.is_err());
    assert!(world.who(&ann.session).await.is_some());

    let PassSecondFactorOutcome::Passed { token, trusted_device: None } =
        world.give_code(&pending, &world.code(&ann.phone, 0)).await
    else {
        panic!("not passed")
    };
    let who = world.who(&token).await.expect("signed in");
    assert_eq!(who.session.authentication.amr(), Some(["mfa", "otp"].as_slice()));
    assert!(matches!(world.session_state(&pending).await, SessionState::Anonymous), "the pending cookie is dead");
}

#[tokio::test]
async fn r02_a_trusted_device_skips_the_code_and_gets_a_single_factor_session() {
    let world = World::new().await;
    let ann = world.enrolled(ANN).await;
    let (_, device) = trust_device(&world, &ann).await;
    let at_device =
        |email| SignIn { email, password: password(PASSWORD), device: Some(device.expose()), session: None };
    let session = signed_in(world.sign_in_with(at_device(ANN)).await);
    assert!(!world.who(&session).await.expect("signed in").session.authentication.is_two_factor());

    world.pass_time(60);
    world.enrolled("bob@example.org").await;
    let bob = world.sign_in_with(at_device("bob@example.org")).await;
    assert!(matches!(bob, SignInOutcome::SecondFactorNeeded { .. }), "the device is Ann's");

    world.pass_time(30 * 24 * 3600);
    assert!(matches!(world.sign_in_with(at_device(ANN)).await, SignInOutcome::SecondFactorNeeded { .. }));
}

#[tokio::test]
async fn r11_giving_the_password_again_keeps_the_session_and_rotates_its_cookie() {
    let world = World::new().await;
    let first = world.sign_up(ANN).await;
    let before = world.who(&first).await.expect("signed in").session;
    world.pass_time(600);
    let second = signed_in(world.sign_in_with(again(&first, None)).await);
    let after = world.who(&second).await.expect("signed in").session;
    assert_eq!(after.id, before.id);
    assert!(after.authentication.password_at > before.authentication.password_at);
    assert!(matches!(world.session_state(&first).await, SessionState::Anonymous));
}

#[tokio::test]
async fn r02_giving_the_password_again_asks_an_enrolled_account_for_a_fresh_code() {
    let world = World::new().await;
    let ann = world.enrolled(ANN).await;
    let id = world.who(&ann.session).await.expect("signed in").session.id;
    let outcome = world.sign_in_with(again(&ann.session, None)).await;
    let SignInOutcome::SecondFactorNeeded { token } = outcome else { panic!("{outcome:?}") };
    let SessionState::Pending(who) = world.session_state(&token).await else { panic!("not pending") };
    assert_eq!(who.session.id, id);
    assert!(!who.session.authentication.is_two_factor());
}

#[tokio::test]
async fn r02_at_a_trusted_device_giving_the_password_again_leaves_the_second_factor_as_old_as_it_is() {
    let world = World::new().await;
    let ann = world.enrolled(ANN).await;
    let (session, device) = trust_device(&world, &ann).await;
    let passed_at = world.clock_now();
    world.pass_time(600);
    let token = signed_in(world.sign_in_with(again(&session, Some(device.expose()))).await);
    let shown = world.who(&token).await.expect("signed in").session.authentication;
    assert!(shown.is_two_factor());
    assert_eq!(shown.auth_time(), passed_at);
}

#[tokio::test]
async fn signing_in_as_another_ends_the_session_that_the_browser_was_in() {
    let world = World::new().await;
    let ann = world.sign_up(ANN).await;
    world.sign_up("bob@example.org").await;
    let bob = world.sign_in_with(SignIn { email: "bob@example.org", ..again(&ann, None) }).await;
    assert!(world.who(&signed_in(bob)).await.is_some());
    assert!(matches!(world.session_state(&ann).await, SessionState::Anonymous));
    assert_eq!(world.log(ANN).await, ["signed_out:another_account_signed_in", "signed_up"]);
}

#[tokio::test]
async fn a_wrong_password_leaves_the_session_that_the_browser_was_in() {
    let world = World::new().await;
    let ann = world.sign_up(ANN).await;
    let wrong = SignIn { password: password("wrong"), ..again(&ann, None) };
    assert!(matches!(world.sign_in_with(wrong).await, SignInOutcome::Refused));
    assert_eq!(world.who(&ann).await.expect("signed in").session.stage, SessionStage::Active);
}

#[tokio::test]
async fn signing_out_ends_a_session_also_one_that_owes_a_code() {
    let world = World::new().await;
    world.enrolled(ANN).await;
    let pending = world.pending(ANN).await;
    for expected in [SignOutOutcome::SignedOut, SignOutOutcome::NobodyThere] {
        let command = SignOut { session: Some(pending.expose()) };
        assert_eq!(world.twinlock.sign_out(command, &world.origin).await.expect("done"), expected);
    }
    assert!(matches!(world.session_state(&pending).await, SessionState::Anonymous));
}
