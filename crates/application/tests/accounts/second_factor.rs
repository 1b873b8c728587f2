//! Codes: each works once, failures are counted, and too many of them make the user wait (R4, R5).

use twinlock_application::Actor;
use twinlock_application::accounts::{CodeRefusal, PassSecondFactor, PassSecondFactorOutcome, SecondFactorError};
use twinlock_application::domain::GuessCount;

use super::world::{ANN, World, address, password};

fn refusal(outcome: PassSecondFactorOutcome) -> CodeRefusal {
    match outcome {
        PassSecondFactorOutcome::Refused(refusal) => refusal,
        other @ PassSecondFactorOutcome::Passed { .. } => panic!("{other:?}"),
    }
}

fn passed(outcome: &PassSecondFactorOutcome) -> bool {
    matches!(outcome, PassSecondFactorOutcome::Passed { .. })
}

#[tokio::test]
async fn r02_a_signed_in_session_is_raised_by_a_code_and_keeps_its_id_and_the_age_of_its_password() {
    let world = World::new().await;
    let single = world.sign_up(ANN).await;
    let before = world.who(&single).await.expect("signed in").session;
    let ann = world.enrol(second_session(&world).await).await;
    world.pass_time(60);
    let PassSecondFactorOutcome::Passed { token, trusted_device } =
        world.give_code(&single, &world.code(&ann.phone, 0)).await
    else {
        panic!("not passed")
    };
    assert!(trusted_device.is_none());
    let after = world.who(&token).await.expect("signed in").session;
    assert_eq!(after.id, before.id);
    assert!(after.authentication.is_two_factor());
    assert_eq!(after.authentication.auth_time(), before.authentication.password_at);
    assert!(world.who(&single).await.is_none(), "the cookie from before is dead");
}

async fn second_session(world: &World) -> twinlock_application::domain::BearerSecret {
    match world.sign_in(ANN).await {
        twinlock_application::accounts::SignInOutcome::SignedIn { token } => token,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn r04_a_code_is_accepted_once_over_all_sessions_and_a_replay_is_no_guess() {
    let world = World::new().await;
    let ann = world.enrolled(ANN).await;
    let (one, two) = (world.pending(ANN).await, world.pending(ANN).await);
    let code = world.code(&ann.phone, 0);
    let spaced = format!(" {} {}\t", &code[..3], &code[3..]);
    assert!(passed(&world.give_code(&one, &code).await));
    assert_eq!(refusal(world.give_code(&two, &spaced).await), CodeRefusal::AlreadyUsed);
    assert_eq!(world.account(ANN).await.guesses, GuessCount::default());
    assert!(world.log(ANN).await.contains(&"second_factor_failed:code_already_used".into()));
}

#[tokio::test]
async fn r04_of_two_that_race_with_one_code_one_passes() {
    let world = World::new().await;
    let ann = world.enrolled(ANN).await;
    for code in [world.code(&ann.phone, 0), ann.recovery_codes[0].expose().to_owned()] {
        let (one, two) = (world.pending(ANN).await, world.pending(ANN).await);
        let (one, two) = tokio::join!(world.give_code(&one, &code), world.give_code(&two, &code));
        assert_eq!([one, two].iter().filter(|outcome| passed(outcome)).count(), 1);
    }
}

#[tokio::test]
async fn r04_the_code_that_confirmed_enrolment_signs_nobody_in() {
    let world = World::new().await;
    let ann = world.enrol(world.sign_up(ANN).await).await;
    let pending = world.pending(ANN).await;
    assert_eq!(refusal(world.give_code(&pending, &world.code(&ann.phone, 0)).await), CodeRefusal::AlreadyUsed);
}

#[tokio::test]
async fn r04_b17_a_code_of_another_time_says_so_counts_and_is_good_when_its_time_comes() {
    let world = World::new().await;
    let ann = world.enrolled(ANN).await;
    let pending = world.pending(ANN).await;
    let early = world.code(&ann.phone, 4);
    let clock_off = CodeRefusal::ClockOff { server_time: world.clock_now() };
    assert_eq!(refusal(world.give_code(&pending, &early).await), clock_off);
    assert_eq!(world.account(ANN).await.guesses.failures, 1);
    world.pass_time(4 * 30);
    assert!(passed(&world.give_code(&pending, &early).await));
    assert_eq!(world.account(ANN).await.guesses, GuessCount::default(), "a right code ends the row");
}

#[tokio::test]
async fn r04_a_recovery_code_works_once_however_it_is_typed_and_for_its_own_account_alone() {
    let world = World::new().await;
    let ann = world.enrolled(ANN).await;
    world.enrolled("bob@example.org").await;
    let typed = ann.recovery_codes[0].expose().to_uppercase().replace('-', " ");

    let bobs = world.pending("bob@example.org").await;
    assert_eq!(refusal(world.give_code(&bobs, &typed).await), CodeRefusal::Wrong);

    let pending = world.pending(ANN).await;
    let PassSecondFactorOutcome::Passed { token, .. } = world.give_code(&pending, &typed).await else {
        panic!("not passed")
    };
    let who = world.who(&token).await.expect("signed in");
    assert_eq!(who.session.authentication.amr(), Some(["mfa"].as_slice()));
    let left = world.store(async |tx| tx.recovery_codes_left(who.account.id).await).await;
    assert_eq!(left, 9);
    let pending = world.pending(ANN).await;
    assert_eq!(refusal(world.give_code(&pending, ann.recovery_codes[0].expose()).await), CodeRefusal::Wrong);
}

#[tokio::test]
async fn r05_failures_count_over_all_sessions_and_then_even_the_right_code_waits() {
    let world = World::new().await;
    let ann = world.enrolled(ANN).await;
    let wrong = world.wrong_code(&ann.phone);
    for tried in ["not a code", "12345", "１２３４５６", &wrong, &wrong] {
        let pending = world.pending(ANN).await;
        assert_eq!(refusal(world.give_code(&pending, tried).await), CodeRefusal::Wrong);
    }
    let pending = world.pending(ANN).await;
    let until = world.clock_now() + std::time::Duration::from_secs(30);
    for code in [world.code(&ann.phone, 0), ann.recovery_codes[0].expose().to_owned()] {
        assert_eq!(refusal(world.give_code(&pending, &code).await), CodeRefusal::Wait { until });
    }
    assert_eq!(world.account(ANN).await.guesses.failures, 5, "a try that has to wait is not counted");
    world.pass_time(30);
    assert!(passed(&world.give_code(&pending, &world.code(&ann.phone, 0)).await));
}

#[tokio::test]
async fn r05_guesses_in_parallel_are_all_counted() {
    let world = World::new().await;
    let ann = world.enrolled(ANN).await;
    let wrong = world.wrong_code(&ann.phone);
    let pending = world.pending(ANN).await;
    let (a, b, c) = tokio::join!(
        world.give_code(&pending, &wrong),
        world.give_code(&pending, &wrong),
        world.give_code(&pending, &wrong),
    );
    assert!([a, b, c].iter().all(|outcome| !passed(outcome)));
    assert_eq!(world.account(ANN).await.guesses.failures, 3);
}

#[tokio::test]
async fn r05_the_third_failure_is_mailed_once() {
    let world = World::new().await;
    let ann = world.enrolled(ANN).await;
    let pending = world.pending(ANN).await;
    let wrong = world.wrong_code(&ann.phone);
    let mut counts = Vec::new();
    for _ in 0..4 {
        world.give_code(&pending, &wrong).await;
        let mails = world.mails().await;
        counts.push(mails.iter().filter(|mail| mail.subject.contains("Wrong codes")).count());
    }
    assert_eq!(counts, [0, 0, 1, 1]);
}

#[tokio::test]
async fn r05_after_a_hundred_in_a_row_a_recovery_code_or_the_operator_lifts_the_stop() {
    let world = World::new().await;
    let ann = world.enrolled(ANN).await;
    let id = world.account(ANN).await.id;
    let stopped = GuessCount { failures: GuessCount::LOCKOUT_AFTER, last_failure: Some(world.clock_now()) };
    world.store(async |tx| tx.set_guesses(id, stopped).await).await;
    world.pass_time(3600);
    let pending = world.pending(ANN).await;
    assert_eq!(refusal(world.give_code(&pending, &world.code(&ann.phone, 0)).await), CodeRefusal::Stopped);
    assert!(passed(&world.give_code(&pending, ann.recovery_codes[0].expose()).await));
    let pending = world.pending(ANN).await;
    assert!(passed(&world.give_code(&pending, &world.code(&ann.phone, 0)).await));

    world.store(async |tx| tx.set_guesses(id, stopped).await).await;
    world.twinlock.reset_two_factor(Actor::Operator, &address(ANN), &world.origin).await.expect("reset");
    assert_eq!(world.account(ANN).await.guesses, GuessCount::default());
}

#[tokio::test]
async fn r05_a_stranger_who_lacks_the_password_counts_for_nothing() {
    let world = World::new().await;
    world.enrolled(ANN).await;
    for _ in 0..7 {
        let wrong = twinlock_application::accounts::SignIn {
            email: ANN,
            password: password("wrong"),

            device: None,
            session: None,
        };
        world.sign_in_with(wrong).await;
    }
    assert_eq!(world.account(ANN).await.guesses, GuessCount::default());
}

#[tokio::test]
async fn r23_a_pending_sign_in_dies_with_the_password_that_it_was_begun_with() {
    let world = World::new().await;
    let ann = world.enrolled(ANN).await;
    let pending = world.pending(ANN).await;
    world.pass_time(1);
    let account = world.account(ANN).await;
    let now = world.clock_now();
    world.store(async |tx| tx.set_password(account.id, &account.password, now).await).await;
    let code = world.code(&ann.phone, 0);
    let command = PassSecondFactor { session: Some(pending.expose()), code: &code, trust_device: false };
    let refused = world.twinlock.pass_second_factor(command, &world.origin).await;
    assert!(matches!(refused, Err(SecondFactorError::NotSignedIn)));
}

#[tokio::test]
async fn an_account_without_a_factor_has_no_code_to_give() {
    let world = World::new().await;
    let session = world.sign_up(ANN).await;
    world.begin_enrolment(&session).await;
    let command = PassSecondFactor { session: Some(session.expose()), code: "123456", trust_device: true };
    let refused = world.twinlock.pass_second_factor(command, &world.origin).await;
    assert!(matches!(refused, Err(SecondFactorError::NotEnrolled)));
}
