//! Disabling the second factor, and replacing recovery codes: both need password and code in one request (R15, R23).

use twinlock_application::accounts::{
    CodeRefusal, DisableTwoFactor, DisableTwoFactorOutcome, PassSecondFactorOutcome, ReauthenticationRefusal,
    ReplaceRecoveryCodes, ReplaceRecoveryCodesOutcome, SecondFactorError, SignIn, SignInOutcome,
};
use twinlock_application::domain::BearerSecret;

use super::world::{ANN, PASSWORD, World, password};

async fn disable(world: &World, session: &BearerSecret, secret: &str, code: &str) -> DisableTwoFactorOutcome {
    let command = DisableTwoFactor { session: Some(session.expose()), password: password(secret), code };
    world.twinlock.disable_two_factor(command, &world.origin).await.expect("judged")
}

fn refusal(outcome: &DisableTwoFactorOutcome) -> ReauthenticationRefusal {
    match outcome {
        DisableTwoFactorOutcome::Refused(refusal) => *refusal,
        DisableTwoFactorOutcome::Disabled { .. } => panic!("{outcome:?}"),
    }
}

#[tokio::test]
async fn r23_disabling_needs_password_and_code_and_each_failure_counts() {
    let world = World::new().await;
    let ann = world.enrolled(ANN).await;
    let code = world.code(&ann.phone, 0);
    let refused = disable(&world, &ann.session, "wrong", &code).await;
    assert_eq!(refusal(&refused), ReauthenticationRefusal::WrongPassword);
    let refused = disable(&world, &ann.session, PASSWORD, " ").await;
    assert_eq!(refusal(&refused), ReauthenticationRefusal::CodeNeeded);
    let refused = disable(&world, &ann.session, PASSWORD, &world.wrong_code(&ann.phone)).await;
    assert_eq!(refusal(&refused), ReauthenticationRefusal::Code(CodeRefusal::Wrong));
    assert_eq!(world.account(ANN).await.guesses.failures, 2);
    let done = disable(&world, &ann.session, PASSWORD, &code).await;
    assert!(matches!(done, DisableTwoFactorOutcome::Disabled { .. }), "a wrong password burns no code");
}

#[tokio::test]
async fn r23_while_it_has_to_wait_the_answer_does_not_depend_on_the_password() {
    let world = World::new().await;
    let ann = world.enrolled(ANN).await;
    for _ in 0..5 {
        disable(&world, &ann.session, "wrong", "123456").await;
    }
    let answers = [
        refusal(&disable(&world, &ann.session, "wrong", &world.code(&ann.phone, 0)).await),
        refusal(&disable(&world, &ann.session, PASSWORD, &world.code(&ann.phone, 0)).await),
    ];
    assert!(matches!(answers[0], ReauthenticationRefusal::Code(CodeRefusal::Wait { .. })));
    assert_eq!(answers[0], answers[1]);
    assert_eq!(world.account(ANN).await.guesses.failures, 5);
}

#[tokio::test]
async fn r15_disabling_ends_the_grants_of_apps_that_require_it_and_no_others() {
    let world = World::new().await;
    let ann = world.enrolled(ANN).await;
    let (strict, ended) = world.grant(ANN, true).await;
    let (_, kept) = world.grant(ANN, false).await;
    let at_stake =
        world.twinlock.security_overview(Some(ann.session.expose()), None).await.expect("read").apps_at_stake;
    assert_eq!(at_stake.iter().map(|app| app.id).collect::<Vec<_>>(), [strict.id]);

    let outcome = disable(&world, &ann.session, PASSWORD, &world.code(&ann.phone, 0)).await;
    let DisableTwoFactorOutcome::Disabled { disconnected, .. } = outcome else { panic!("{outcome:?}") };
    assert_eq!(disconnected.iter().map(|app| app.id).collect::<Vec<_>>(), [strict.id]);
    assert!(world.is_revoked(ended).await);
    assert!(!world.is_revoked(kept).await);
    let mails = world.mails().await;
    let mail = mails.last().expect("a mail");
    assert!(mail.body.contains("One app that requires it has lost access to your account."), "{}", mail.body);
    assert!(!mail.body.contains("Mill"), "m6: its name is its owner's text: {}", mail.body);
}

#[tokio::test]
async fn r02_disabling_makes_every_session_single_factor_and_forgets_the_devices() {
    let world = World::new().await;
    let ann = world.enrolled(ANN).await;
    let command = SignIn { email: ANN, password: password(PASSWORD), device: None, session: None };
    let SignInOutcome::SecondFactorNeeded { token } = world.sign_in_with(command).await else { panic!("no code owed") };
    let outcome = world.give_code_and_trust(&token, &world.code(&ann.phone, 0)).await;
    let PassSecondFactorOutcome::Passed { token: other, trusted_device: Some(_) } = outcome else {
        panic!("{outcome:?}")
    };
    let outcome = disable(&world, &ann.session, PASSWORD, ann.recovery_codes[0].expose()).await;
    let DisableTwoFactorOutcome::Disabled { token, .. } = outcome else { panic!("{outcome:?}") };
    for session in [&token, &other] {
        assert!(!world.who(session).await.expect("kept").session.authentication.is_two_factor());
    }
    assert!(world.who(&ann.session).await.is_none(), "the cookie from before is dead");
    let account = world.account(ANN).await.id;
    assert!(world.store(async |tx| tx.devices(account).await).await.is_empty());
    assert!(matches!(world.sign_in(ANN).await, SignInOutcome::SignedIn { .. }));
}

#[tokio::test]
async fn r04_only_the_latest_set_of_recovery_codes_works() {
    let world = World::new().await;
    let ann = world.enrolled(ANN).await;
    let code = world.code(&ann.phone, 0);
    let command =
        ReplaceRecoveryCodes { session: Some(ann.session.expose()), password: password(PASSWORD), code: &code };
    let outcome = world.twinlock.replace_recovery_codes(command, &world.origin).await.expect("judged");
    let ReplaceRecoveryCodesOutcome::Replaced { token, recovery_codes } = outcome else { panic!("{outcome:?}") };
    assert!(world.who(&token).await.is_some());
    let pending = world.pending(ANN).await;
    let old = world.give_code(&pending, ann.recovery_codes[0].expose()).await;
    assert!(matches!(old, PassSecondFactorOutcome::Refused(CodeRefusal::Wrong)));
    let new = world.give_code(&pending, recovery_codes[0].expose()).await;
    assert!(matches!(new, PassSecondFactorOutcome::Passed { .. }));
}

#[tokio::test]
async fn there_is_nothing_to_disable_where_there_is_no_factor_or_no_full_session() {
    let world = World::new().await;
    let plain = world.sign_up("bob@example.org").await;
    let command = DisableTwoFactor { session: Some(plain.expose()), password: password(PASSWORD), code: "123456" };
    let refused = world.twinlock.disable_two_factor(command, &world.origin).await;
    assert!(matches!(refused, Err(SecondFactorError::NotEnrolled)));

    let ann = world.enrolled(ANN).await;
    let pending = world.pending(ANN).await;
    let code = world.code(&ann.phone, 0);
    let command = DisableTwoFactor { session: Some(pending.expose()), password: password(PASSWORD), code: &code };
    let refused = world.twinlock.disable_two_factor(command, &world.origin).await;
    assert!(matches!(refused, Err(SecondFactorError::NotSignedIn)));
}
