//! Re-authentication, which the switch and *revoke all* need: a fresh password, and a code if enrolled (R24).

use twinlock_application::Actor;
use twinlock_application::accounts::ReauthenticationRefusal;
use twinlock_application::developer::{AppError, RequireTwoFactor};
use twinlock_application::domain::AppId;

use super::world::{ANN, PASSWORD, World, password};

fn off<'a>(session: &'a str, app: AppId, secret: Option<&str>, code: Option<&'a str>) -> RequireTwoFactor<'a> {
    RequireTwoFactor {
        by: Actor::Session(Some(session)),
        app,
        required: false,
        revoke_all: false,
        password: secret.map(password),
        code,
    }
}

#[tokio::test]
async fn r24_turning_off_needs_a_fresh_password_and_of_who_is_enrolled_a_fresh_code() {
    let world = World::new().await;
    let ann = world.enrolled(ANN).await;
    let (app, _) = world.grant(ANN, true).await;
    world.pass_time(301);
    let session = ann.session.expose();
    let code = world.code(&ann.phone, 0);
    for (secret, code, expected) in [
        (None, Some(code.as_str()), ReauthenticationRefusal::PasswordNeeded),
        (Some("wrong"), Some(code.as_str()), ReauthenticationRefusal::WrongPassword),
        (Some(PASSWORD), None, ReauthenticationRefusal::CodeNeeded),
    ] {
        let refused = world.twinlock.require_two_factor(off(session, app.id, secret, code), &world.origin).await;
        assert!(matches!(refused, Err(AppError::Reauthentication(why)) if why == expected), "{refused:?}");
    }
    let done =
        world.twinlock.require_two_factor(off(session, app.id, Some(PASSWORD), Some(&code)), &world.origin).await;
    assert!(done.is_ok(), "{done:?}");
}

#[tokio::test]
async fn r24_without_a_factor_a_fresh_password_is_enough() {
    let world = World::new().await;
    let session = world.sign_up(ANN).await;
    let (app, _) = world.grant(ANN, true).await;
    let done = world.twinlock.require_two_factor(off(session.expose(), app.id, None, None), &world.origin).await;
    assert!(done.is_ok(), "{done:?}");
}
