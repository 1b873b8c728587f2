//! Enrolling (R21), and undoing it by the link in the mail (R22).

use twinlock_application::Actor;
use twinlock_application::accounts::{
    BeginEnrolment, BeginEnrolmentError, BeginEnrolmentOutcome, CodeRefusal, ConfirmEnrolment, ConfirmEnrolmentError,
    ConfirmEnrolmentOutcome, EnrolmentUndone, ReauthenticationRefusal, SignInOutcome, UndoEnrolment,
    UndoEnrolmentError,
};
use twinlock_application::domain::BearerSecret;
use twinlock_application::{LinkPurpose, SessionState};

use super::world::{ANN, PASSWORD, World, address, password};

async fn begin(
    world: &World,
    session: &BearerSecret,
    secret: Option<&str>,
) -> Result<BeginEnrolmentOutcome, BeginEnrolmentError> {
    let command = BeginEnrolment { session: Some(session.expose()), password: secret.map(password) };
    world.twinlock.begin_enrolment(command, &world.origin).await
}

async fn other_session(world: &World) -> BearerSecret {
    match world.sign_in(ANN).await {
        SignInOutcome::SignedIn { token } => token,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn r21_enrolling_asks_for_a_password_that_is_not_fresh_and_counts_it_as_given() {
    let world = World::new().await;
    let session = world.sign_up(ANN).await;
    world.pass_time(301);
    for (secret, refusal) in
        [(None, ReauthenticationRefusal::PasswordNeeded), (Some("wrong"), ReauthenticationRefusal::WrongPassword)]
    {
        let refused = begin(&world, &session, secret).await.expect("judged");
        assert!(matches!(refused, BeginEnrolmentOutcome::Refused(why) if why == refusal), "{refused:?}");
    }
    let begun = begin(&world, &session, Some(PASSWORD)).await.expect("judged");
    let BeginEnrolmentOutcome::Begun { token: Some(token) } = begun else { panic!("{begun:?}") };
    let who = world.who(&token).await.expect("signed in");
    assert_eq!(who.session.authentication.password_at, world.clock_now());
    assert!(world.who(&session).await.is_none(), "the cookie from before is dead");
}

#[tokio::test]
async fn r21_confirming_makes_this_session_two_factor_and_the_others_end_when_asked() {
    let world = World::new().await;
    let session = world.sign_up(ANN).await;
    let other = other_session(&world).await;
    let phone = world.begin_enrolment(&session).await;
    let before = world.who(&session).await.expect("signed in").session;
    let outcome = world.confirm(&session, &world.code(&phone, 0), true).await;
    let ConfirmEnrolmentOutcome::Enrolled { token, recovery_codes } = outcome else { panic!("{outcome:?}") };
    assert_eq!(recovery_codes.len(), 10);
    let who = world.who(&token).await.expect("signed in");
    assert_eq!(who.session.id, before.id, "a pending request follows the session");
    assert!(who.session.authentication.is_two_factor());
    assert!(world.who(&session).await.is_none());
    assert!(world.who(&other).await.is_none());
    let log = world.log(ANN).await;
    assert!(log.contains(&"session_ended:all_others".into()) && log.contains(&"enrolled".into()), "{log:?}");
}

#[tokio::test]
async fn r02_a_session_that_did_not_confirm_stays_single_factor() {
    let world = World::new().await;
    let other = world.sign_up(ANN).await;
    world.enrol(other_session(&world).await).await;
    assert!(!world.who(&other).await.expect("kept").session.authentication.is_two_factor());
}

#[tokio::test]
async fn r01_a_seed_that_was_only_shown_enrols_nobody() {
    let world = World::new().await;
    let session = world.sign_up(ANN).await;
    world.begin_enrolment(&session).await;
    assert!(matches!(world.sign_in(ANN).await, SignInOutcome::SignedIn { .. }));
}

#[tokio::test]
async fn r21_a_seed_is_shown_to_its_own_session_for_ten_minutes_and_not_once_confirmed() {
    let world = World::new().await;
    let session = world.sign_up(ANN).await;
    let other = other_session(&world).await;
    let phone = world.begin_enrolment(&session).await;
    let pending = async |session: &BearerSecret| {
        world.twinlock.pending_enrolment(Some(session.expose())).await.expect("read").is_some()
    };
    assert!(pending(&session).await);
    assert!(!pending(&other).await);
    let code = world.code(&phone, 0);
    let foreign = ConfirmEnrolment { session: Some(other.expose()), code: &code, end_other_sessions: false };
    let foreign = world.twinlock.confirm_enrolment(foreign, &world.origin).await;
    assert!(matches!(foreign, Err(ConfirmEnrolmentError::NothingPending)));

    world.pass_time(600);
    assert!(!pending(&session).await);
    let code = world.code(&phone, 0);
    let late = ConfirmEnrolment { session: Some(session.expose()), code: &code, end_other_sessions: false };
    let late = world.twinlock.confirm_enrolment(late, &world.origin).await;
    assert!(matches!(late, Err(ConfirmEnrolmentError::NothingPending)));

    let fresh = begin(&world, &session, Some(PASSWORD)).await.expect("judged");
    let BeginEnrolmentOutcome::Begun { token: Some(session) } = fresh else { panic!("{fresh:?}") };
    let phone = world.phone(&session).await;
    let outcome = world.confirm(&session, &world.code(&phone, 0), false).await;
    let ConfirmEnrolmentOutcome::Enrolled { token, .. } = outcome else { panic!("{outcome:?}") };
    assert!(!pending(&token).await);
}

#[tokio::test]
async fn r04_a_first_code_may_be_wrong_or_of_another_time_and_both_count() {
    let world = World::new().await;
    let session = world.sign_up(ANN).await;
    let phone = world.begin_enrolment(&session).await;
    let refused = world.confirm(&session, &world.wrong_code(&phone), false).await;
    assert!(matches!(refused, ConfirmEnrolmentOutcome::Refused(CodeRefusal::Wrong)));
    let refused = world.confirm(&session, &world.code(&phone, 3), false).await;
    assert!(matches!(refused, ConfirmEnrolmentOutcome::Refused(CodeRefusal::ClockOff { .. })));
    assert_eq!(world.account(ANN).await.guesses.failures, 2);
    world.pass_time(3 * 30);
    let outcome = world.confirm(&session, &world.code(&phone, 0), false).await;
    assert!(
        matches!(outcome, ConfirmEnrolmentOutcome::Enrolled { .. }),
        "b17: a code that came too early is not used up"
    );
    assert_eq!(world.account(ANN).await.guesses.failures, 0);
}

#[tokio::test]
async fn r21_of_two_confirmations_that_race_one_enrols() {
    let world = World::new().await;
    let session = world.sign_up(ANN).await;
    let phone = world.begin_enrolment(&session).await;
    let code = world.code(&phone, 0);
    let confirm = || {
        let command = ConfirmEnrolment { session: Some(session.expose()), code: &code, end_other_sessions: false };
        world.twinlock.confirm_enrolment(command, &world.origin)
    };
    let (one, two) = tokio::join!(confirm(), confirm());
    assert_eq!([one.is_ok(), two.is_ok()].iter().filter(|ok| **ok).count(), 1);
}

#[tokio::test]
async fn an_enrolled_account_and_one_that_owes_a_code_cannot_begin_to_enrol() {
    let world = World::new().await;
    let ann = world.enrolled(ANN).await;
    assert!(matches!(begin(&world, &ann.session, None).await, Err(BeginEnrolmentError::AlreadyEnrolled)));
    let pending = world.pending(ANN).await;
    let refused = begin(&world, &pending, Some(PASSWORD)).await;
    assert!(matches!(refused, Err(BeginEnrolmentError::NotSignedIn)));
}

#[tokio::test]
async fn r22_the_link_in_the_mail_takes_the_account_back() {
    let world = World::new().await;
    let owner = world.sign_up(ANN).await;
    let (_, before) = world.grant(ANN, false).await;
    world.pass_time(60);
    let thief = world.enrol(other_session(&world).await).await;
    let (_, since) = world.grant(ANN, false).await;
    let token = world.mailed_token("/undo-enrolment").await;
    assert!(world.twinlock.peek_link(&token, LinkPurpose::UndoEnrolment).await.expect("read").is_some());

    let undo = || world.twinlock.undo_enrolment(UndoEnrolment { token: &token }, &world.origin);
    let EnrolmentUndone { reset_token } = undo().await.expect("undone");
    assert!(matches!(undo().await, Err(UndoEnrolmentError::DeadLink)), "the link works once");
    for session in [&owner, &thief.session] {
        assert!(matches!(world.session_state(session).await, SessionState::Anonymous));
    }
    assert!(!world.is_revoked(before).await);
    assert!(world.is_revoked(since).await);
    assert!(matches!(world.sign_in(ANN).await, SignInOutcome::SignedIn { .. }), "no code is owed any more");
    let reset = world.twinlock.peek_link(reset_token.expose(), LinkPurpose::ResetPassword).await.expect("read");
    assert!(reset.is_some());
    assert_eq!(world.mailed_token("/password/reset").await, reset_token.expose());
}

#[tokio::test]
async fn r22_the_link_ends_after_seven_days_and_with_the_next_enrolment() {
    let world = World::new().await;
    world.enrolled(ANN).await;
    let first = world.mailed_token("/undo-enrolment").await;
    let peek =
        async |token: &str| world.twinlock.peek_link(token, LinkPurpose::UndoEnrolment).await.expect("read").is_some();
    assert!(world.twinlock.peek_link(&first, LinkPurpose::ResetPassword).await.expect("read").is_none());
    world.pass_time(7 * 24 * 3600 - 60);
    assert!(peek(&first).await);
    world.pass_time(60);
    assert!(!peek(&first).await);

    world.twinlock.reset_two_factor(Actor::Operator, &address(ANN), &world.origin).await.expect("reset");
    world.enrol(other_session(&world).await).await;
    let second = world.mailed_token("/undo-enrolment").await;
    world.twinlock.reset_two_factor(Actor::Operator, &address(ANN), &world.origin).await.expect("reset");
    world.pass_time(1);
    world.enrol(other_session(&world).await).await;
    assert!(!peek(&second).await);
    assert!(peek(&world.mailed_token("/undo-enrolment").await).await);
}
