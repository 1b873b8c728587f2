//! Setting a new password by mailed link (R23).

use twinlock_application::Actor;
use twinlock_application::LinkPurpose;
use twinlock_application::accounts::{
    PasswordProblem, RequestPasswordReset, ResetPassword, ResetPasswordError, SignIn, SignInOutcome, VerifyEmail,
    VerifyEmailError,
};

use super::world::{ANN, World, address, password};

const NEW: &str = "seven grey herons over the weir";

async fn ask(world: &World, email: &str) {
    let command = RequestPasswordReset { email, request: None };
    let outcome = world.twinlock.request_password_reset(command, &world.origin).await;
    outcome.expect("taken");
    world.twinlock.answer_reset_requests(10).await.expect("answered");
}

async fn reset(world: &World, token: &str, secret: &str) -> Result<(), ResetPasswordError> {
    let command = ResetPassword { token, password: password(secret) };
    world.twinlock.reset_password(command, &world.origin).await.map(|_| ())
}

#[tokio::test]
async fn asking_for_a_link_tells_nobody_whether_there_is_an_account() {
    let world = World::new().await;
    world.sign_up(ANN).await;
    let before = world.mails().await.len();
    for email in ["nobody@example.org", "no address", "ann@exämple.org"] {
        ask(&world, email).await;
    }
    assert_eq!(world.mails().await.len(), before);
    ask(&world, " ANN@example.org ").await;
    let mails = world.mails().await;
    assert_eq!(mails.len(), before + 1);
    assert_eq!(mails.last().map(|mail| mail.to.as_str()), Some(ANN));
    world.pass_time(60);
    world.twinlock.disable_account(Actor::Operator, &address(ANN), &world.origin).await.expect("disabled");
    let told = world.mails().await.len();
    assert_eq!(told, before + 2, "that it was disabled");
    ask(&world, ANN).await;
    assert_eq!(world.mails().await.len(), told, "no link for a disabled account");
}

#[tokio::test]
async fn r23_a_reset_signs_nobody_in_ends_all_sessions_and_leaves_the_second_factor() {
    let world = World::new().await;
    let ann = world.enrolled(ANN).await;
    let pending = world.pending(ANN).await;
    ask(&world, ANN).await;
    let token = world.mailed_token("/password/reset").await;
    reset(&world, &token, NEW).await.expect("reset");

    for session in [&ann.session, &pending] {
        assert!(matches!(world.session_state(session).await, twinlock_application::SessionState::Anonymous));
    }
    let account = world.account(ANN).await.id;
    assert!(world.store(async |tx| tx.sessions(account).await).await.is_empty());
    assert!(matches!(world.sign_in(ANN).await, SignInOutcome::Refused), "the old password is dead");
    let command = SignIn { email: ANN, password: password(NEW), device: None, session: None };
    assert!(matches!(world.sign_in_with(command).await, SignInOutcome::SecondFactorNeeded { .. }));
}

#[tokio::test]
async fn a_link_works_once_for_an_hour_for_its_own_purpose_and_not_after_a_newer_one() {
    let world = World::new().await;
    world.sign_up(ANN).await;
    ask(&world, ANN).await;
    let first = world.mailed_token("/password/reset").await;
    let verify =
        world.twinlock.verify_email(VerifyEmail { token: &first, session: None, password: None }, &world.origin).await;
    assert!(matches!(verify, Err(VerifyEmailError::DeadLink)));
    let weak = reset(&world, &first, "password1").await;
    assert!(matches!(weak, Err(ResetPasswordError::Password(PasswordProblem::TooWeak { .. }))), "{weak:?}");

    world.pass_time(60);
    ask(&world, ANN).await;
    assert!(matches!(reset(&world, &first, NEW).await, Err(ResetPasswordError::DeadLink)));
    let second = world.mailed_token("/password/reset").await;
    let (one, two) = tokio::join!(reset(&world, &second, NEW), reset(&world, &second, NEW));
    assert_eq!([one.is_ok(), two.is_ok()].iter().filter(|ok| **ok).count(), 1);

    world.pass_time(60);
    ask(&world, ANN).await;
    let third = world.mailed_token("/password/reset").await;
    world.pass_time(3600);
    assert!(world.twinlock.peek_link(&third, LinkPurpose::ResetPassword).await.expect("read").is_none());
    assert!(matches!(reset(&world, &third, NEW).await, Err(ResetPasswordError::DeadLink)));
}
