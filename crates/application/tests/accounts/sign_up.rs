//! Signing up.

use twinlock_application::accounts::{
    FieldProblem, NewAccountRefusal, PasswordProblem, RequestEmailVerification, RequestEmailVerificationOutcome,
    SignUp, SignUpError, VerifyEmail, VerifyEmailError, VerifyEmailOutcome,
};
use twinlock_domain::BearerSecret;

use super::world::{ANN, PASSWORD, World, password};

fn command(email: &'static str, secret: &str, display_name: &'static str) -> SignUp<'static> {
    SignUp { email, password: password(secret), display_name, locale: None }
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
    let verify = || {
        let command = VerifyEmail { token: &token, session: Some(session.expose()), password: None };
        world.twinlock.verify_email(command, &world.origin)
    };
    verify().await.expect("confirmed");
    assert!(world.account(ANN).await.email_verified_at.is_some());
    assert!(matches!(verify().await, Err(VerifyEmailError::DeadLink)), "a link works once");

    let again = RequestEmailVerification { session: Some(session.expose()) };
    let again = world.twinlock.request_email_verification(again, &world.origin).await.expect("asked");
    assert_eq!(again, RequestEmailVerificationOutcome::AlreadyVerified);
}

/// Otherwise the reader of the mail could, by one click, confirm the address for a stranger who signed up with it.
#[tokio::test]
async fn l5_an_address_is_confirmed_by_its_session_or_its_password_alone() {
    let world = World::new().await;
    let session = world.sign_up(ANN).await;
    let bob = world.sign_up("bob@example.org").await;
    let token = world.mailed_token_to(ANN, "/email/verify").await;
    let verify = async |session: Option<&BearerSecret>, secret: Option<&str>| {
        let command =
            VerifyEmail { token: &token, session: session.map(BearerSecret::expose), password: secret.map(password) };
        world.twinlock.verify_email(command, &world.origin).await.expect("looked at")
    };
    for (session, secret, outcome) in [
        (None, None, VerifyEmailOutcome::PasswordNeeded),
        (Some(&bob), None, VerifyEmailOutcome::PasswordNeeded),
        (None, Some("seven grey herons over the weir"), VerifyEmailOutcome::WrongPassword),
        (Some(&bob), Some("seven grey herons over the weir"), VerifyEmailOutcome::WrongPassword),
    ] {
        assert_eq!(verify(session, secret).await, outcome);
        assert!(world.account(ANN).await.email_verified_at.is_none());
    }
    let verified = VerifyEmailOutcome::Verified;
    assert_eq!(verify(None, Some(PASSWORD)).await, verified);
    assert!(world.account(ANN).await.email_verified_at.is_some());
    assert!(world.account("bob@example.org").await.email_verified_at.is_none());
    drop(session);
}

#[tokio::test]
async fn all_fields_that_are_not_in_order_are_told_at_once() {
    let world = World::new().await;
    let refused = world.twinlock.sign_up(command("ann at example", "short", "  "), &world.origin).await;
    let Err(SignUpError::Refused(NewAccountRefusal::Invalid(problems))) = refused else { panic!("{refused:?}") };
    assert!(matches!(
        problems.as_slice(),
        [FieldProblem::InvalidEmail(_), FieldProblem::EmptyName, FieldProblem::Password(PasswordProblem::TooShort)]
    ));

    let refused = world.twinlock.sign_up(command(ANN, "ann@example.org", "Ann"), &world.origin).await;
    let Err(SignUpError::Refused(NewAccountRefusal::Invalid(problems))) = refused else { panic!("{refused:?}") };
    assert!(matches!(problems.as_slice(), [FieldProblem::Password(PasswordProblem::TooWeak { .. })]), "{problems:?}");
}

#[tokio::test]
async fn an_address_has_one_account_also_in_a_race() {
    let world = World::new().await;
    let (one, two) = tokio::join!(
        world.twinlock.sign_up(command(ANN, PASSWORD, "Ann"), &world.origin),
        world.twinlock.sign_up(command("ANN@example.org", PASSWORD, "Ann"), &world.origin),
    );
    let taken = [one, two]
        .iter()
        .filter(|outcome| matches!(outcome, Err(SignUpError::Refused(NewAccountRefusal::EmailTaken))))
        .count();
    assert_eq!(taken, 1);
}

#[tokio::test]
async fn a_closed_provider_takes_nobody() {
    let world = World::with(|settings| settings.sign_up_open = false).await;
    let refused = world.twinlock.sign_up(command(ANN, PASSWORD, "Ann"), &world.origin).await;
    assert!(matches!(refused, Err(SignUpError::Closed)));
}
