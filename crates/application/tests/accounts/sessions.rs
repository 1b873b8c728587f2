//! The lists of sessions and devices on the security page, and ending them from there.

use twinlock_application::accounts::{
    EndOtherSessions, EndSession, EndSessionOutcome, ForgetDevice, ForgetDeviceOutcome, PassSecondFactorOutcome,
    SignIn, SignInOutcome,
};
use twinlock_application::domain::{BearerSecret, SessionId};

use super::world::{ANN, PASSWORD, World, password};

async fn end(world: &World, session: &BearerSecret, ended: SessionId) -> EndSessionOutcome {
    let command = EndSession { session: Some(session.expose()), ended };
    world.twinlock.end_session(command, &world.origin).await.expect("signed in")
}

#[tokio::test]
async fn sessions_end_one_by_one_all_others_at_once_and_never_another_accounts() {
    let world = World::new().await;
    let bob = world.sign_up("bob@example.org").await;
    let bobs = world.who(&bob).await.expect("signed in").session.id;
    let first = world.sign_up(ANN).await;
    let SignInOutcome::SignedIn { token: second } = world.sign_in(ANN).await else { panic!("a code owed") };
    world.sign_in(ANN).await;
    let seconds = world.who(&second).await.expect("signed in").session.id;

    assert_eq!(end(&world, &first, bobs).await, EndSessionOutcome::NoSuchSession);
    assert!(world.who(&bob).await.is_some());
    assert_eq!(end(&world, &first, seconds).await, EndSessionOutcome::Ended);
    assert!(world.who(&second).await.is_none());

    let others = EndOtherSessions { session: Some(first.expose()) };
    let outcome = world.twinlock.end_other_sessions(others, &world.origin).await.expect("signed in");
    assert_eq!(outcome, 1);

    let own = world.who(&first).await.expect("kept").session.id;
    assert_eq!(end(&world, &first, own).await, EndSessionOutcome::SignedOut);
    assert!(world.who(&first).await.is_none());
}

#[tokio::test]
async fn the_overview_shows_what_there_is_and_what_is_current() {
    let world = World::new().await;
    let ann = world.enrolled(ANN).await;
    world.pending(ANN).await;
    let (strict, _) = world.grant(ANN, true).await;
    let overview = world.twinlock.security_overview(Some(ann.session.expose()), None).await.expect("read");
    assert!(overview.enrolment.is_enrolled());
    assert!(!overview.enrolment_pending);
    assert_eq!(overview.recovery_codes_left, 10);
    assert_eq!(overview.sessions.len(), 1, "one that owes a code is no session yet");
    assert!(overview.is_current(overview.sessions[0].id));
    assert_eq!(overview.apps_at_stake[0].id, strict.id);
    assert!(!overview.needs_password);
    assert!(overview.events.iter().any(|event| event.kind.as_str() == "enrolled"));

    let dashboard = world.twinlock.dashboard(Some(ann.session.expose())).await.expect("read");
    assert_eq!((dashboard.own_apps, dashboard.sessions, dashboard.recovery_codes_left), (1, 1, 10));
    world.pass_time(301);
    let overview = world.twinlock.security_overview(Some(ann.session.expose()), None).await.expect("read");
    assert!(overview.needs_password);
}

#[tokio::test]
async fn r02_a_device_that_was_forgotten_owes_a_code_again() {
    let world = World::new().await;
    let ann = world.enrolled(ANN).await;
    let command = SignIn { email: ANN, password: password(PASSWORD), device: None, session: None };
    let SignInOutcome::SecondFactorNeeded { token } = world.sign_in_with(command).await else { panic!("no code owed") };
    let outcome = world.give_code_and_trust(&token, &world.code(&ann.phone, 0)).await;
    let PassSecondFactorOutcome::Passed { token, trusted_device: Some(cookie) } = outcome else {
        panic!("{outcome:?}")
    };
    let overview = world.twinlock.security_overview(Some(token.expose()), None).await.expect("read");
    let device = overview.devices[0].id;
    for expected in [ForgetDeviceOutcome::Forgotten, ForgetDeviceOutcome::NoSuchDevice] {
        let command = ForgetDevice { session: Some(token.expose()), device };
        assert_eq!(world.twinlock.forget_device(command, &world.origin).await.expect("signed in"), expected);
    }
    let there = SignIn { email: ANN, password: password(PASSWORD), device: Some(cookie.expose()), session: None };
    assert!(matches!(world.sign_in_with(there).await, SignInOutcome::SecondFactorNeeded { .. }));
}
