//! Signing up.

use twinlock_application::accounts::{
    FieldProblem, PasswordProblem, RequestEmailVerification, RequestEmailVerificationOutcome, SignUp, SignUpError,
    VerifyEmail, VerifyEmailError,
};

use super::world::{ANN, PASSWORD, World, password};

fn command(email: &'static str, secret: &str, display_name: &'static str) -> SignUp<'static> {
    SignUp { email, password: password(secret), display_name }
}

#[tokio::test]
async fn a_new_account_is_signed_in_by_password_alone_and_asked_to_confirm_its_address() {
    let world = World::new().await;
    let session = world.sign_up("Ann@Example.org").await;
    let who = world.who(&session).await.expect("signed in");
    assert_eq!(who.account.email.as_str(), ANN);
    assert!(!who.session.authentication.is_two_factor());
    assert!(who.account.email_verified_at.is_none());
    assert_eq!(world.log(ANN).await, ["signed_up"]);

    let token = world.mailed_token("/email/verify").await;
    let verify = || world.twinlock.verify_email(VerifyEmail { token: &token }, &world.trace);
    verify().await.expect("confirmed");
    assert!(world.account(ANN).await.email_verified_at.is_some());
    assert!(matches!(verify().await, Err(VerifyEmailError::DeadLink)), "a link works once");

    let again = RequestEmailVerification { session: Some(session.expose()) };
    let again = world.twinlock.request_email_verification(again, &world.trace).await.expect("asked");
    assert_eq!(again, RequestEmailVerificationOutcome::AlreadyVerified);
}

#[tokio::test]
async fn all_fields_that_are_not_in_order_are_told_at_once() {
    let world = World::new().await;
    let refused = world.twinlock.sign_up(command("ann at example", "short", "  "), &world.trace).await;
    let Err(SignUpError::Invalid(problems)) = refused else { panic!("{refused:?}") };
    assert!(matches!(
        problems.as_slice(),
        [FieldProblem::InvalidEmail(_), FieldProblem::EmptyName, FieldProblem::Password(PasswordProblem::TooShort)]
    ));

    let refused = world.twinlock.sign_up(command(ANN, "ann@example.org", "Ann"), &world.trace).await;
    let Err(SignUpError::Invalid(problems)) = refused else { panic!("{refused:?}") };
    assert!(matches!(problems.as_slice(), [FieldProblem::Password(PasswordProblem::TooWeak { .. })]), "{problems:?}");
}

#[tokio::test]
async fn an_address_has_one_account_also_in_a_race() {
    let world = World::new().await;
    let (one, two) = tokio::join!(
        world.twinlock.sign_up(command(ANN, PASSWORD, "Ann"), &world.trace),
        world.twinlock.sign_up(command("ANN@example.org", PASSWORD, "Ann"), &world.trace),
    );
    let taken = [one, two].iter().filter(|outcome| matches!(outcome, Err(SignUpError::EmailTaken))).count();
    assert_eq!(taken, 1);
}

#[tokio::test]
async fn a_closed_provider_takes_nobody() {
    let world = World::with(|settings| settings.sign_up_open = false).await;
    let refused = world.twinlock.sign_up(command(ANN, PASSWORD, "Ann"), &world.trace).await;
    assert!(matches!(refused, Err(SignUpError::Closed)));
}
