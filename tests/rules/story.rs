//! The whole story of Twinlock, from sign-up through the panel and set-up to tokens.

use serde_json::json;

use crate::support::{Authenticator, PASSWORD, Person, RelyingParty, Server};

#[tokio::test]
async fn r07_the_whole_story_from_sign_up_through_the_panel_to_tokens() {
    let server = Server::start().await;
    let registered = server.app("Bank").await;
    server.require_2fa(registered.app.id, true).await;
    let bank = RelyingParty::new(&server, &registered).await;
    let mut person = Person::new(&server, "ada@example.com");

    // Nobody is signed in: the app's link leads to the sign-in page, and from there to sign-up.
    let attempt = bank.attempt();
    let sign_in = person.visit(&attempt.url).await;
    assert!(sign_in.body.contains("Bank"), "the sign-in page says where one is heading");
    let target = sign_in.input("continue").unwrap();
    let sign_up = person.visit(&format!("/sign-up?continue={target}")).await;
    let fields = [("email", "ada@example.com"), ("password", PASSWORD), ("display_name", "Ada"), ("continue", &target)];
    let signed_up = person.post_from(&sign_up, "/sign-up", &fields).await;
    let panel = person.follow(signed_up).await;

    // No second factor: the page is the panel, and has nothing to approve.
    assert!(panel.is_panel(), "{}", panel.body);
    assert!(
        panel
            .body
            .contains("Bank requires two-factor authentication. This app only authorizes accounts protected by 2FA.")
    );

    // Its link leads to set-up, which keeps the pending request.
    let request = panel.input("request").unwrap();
    let security = person.visit(&format!("/dashboard/security?continue={request}")).await;
    let seed = person.post_from(&security, "/dashboard/security/enrol", &[("continue", &request)]).await;
    let phone = Authenticator::with_key(&seed.between("secret=", "&").unwrap());
    let code = phone.code(server.now());
    let codes =
        person.post_from(&seed, "/dashboard/security/confirm", &[("code", &code), ("continue", &request)]).await;
    assert!(codes.body.contains("Continue to Bank"), "{}", codes.body);

    // "Continue" goes on with the pending request: confirming a factor made this session two-factor (R21).
    let question = person.visit(&format!("/oauth2/authorize?continue={request}")).await;
    assert!(question.is_question(), "{}", question.body);
    let answer = person.approve(&question).await;
    let tokens = bank.redeem(attempt, &answer).await;
    assert_eq!(tokens.id_token.claims["amr"], json!(["mfa", "otp"]));
    let (status, info) = bank.userinfo(&tokens.access_token).await;
    assert_eq!((status, info["email"].as_str()), (200, Some("ada@example.com")));
    assert_eq!(info["sub"], tokens.id_token.claims["sub"]);
}
