//! What a copy of the database is worth to a thief: it contains no secret that works (rows 20, 40, 42 and 63 of the
//! checklist). Links are stored in mails that are not sent yet, and are not among these.

use super::place::{Place, open};
use crate::support::{PASSWORD, Person, RelyingParty, Server};

/// Whether the bytes contain a secret, as it is or in hexadecimal digits.
fn has(contents: &[u8], secret: &[u8]) -> bool {
    let hex = secret.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    let stands = |needle: &[u8]| contents.windows(needle.len()).any(|part| part == needle);
    stands(secret) || stands(hex.as_bytes()) || stands(hex.to_uppercase().as_bytes())
}

#[tokio::test]
async fn a_copy_of_the_database_has_no_secret_that_works() {
    let place = Place::new();
    let server = Server::on(open(&place.address()).await).await;
    let bank = RelyingParty::register(&server, "Bank").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let (phone, page) = ada.enrol_fully(&server, &[]).await;
    let tokens = bank.sign_in(&mut ada).await;
    let rotated = bank.refresh(tokens.refresh_token.as_ref().unwrap()).await.unwrap();
    let attempt = bank.attempt();
    let code = bank.code(&attempt, &ada.visit(&attempt.url).await);
    server.next_step();
    let trusted = super::trusted(&server, "ada@example.com", &phone).await;
    let texts = [
        vec![PASSWORD.to_owned(), ada.session(), bank.secret.clone().unwrap(), code, tokens.access_token],
        vec![tokens.refresh_token.unwrap(), rotated.access_token, rotated.refresh_token.unwrap()],
        trusted.cookies.values().chain(ada.cookies.values()).cloned().collect(),
        page.recovery_codes().iter().flat_map(|code| [code.clone(), code.replace('-', "")]).collect(),
    ];
    let contents = place.contents();
    assert!(has(&contents, b"ada@example.com"), "it is the database that was read");
    for text in texts.concat() {
        assert!(text.len() > 8 && !has(&contents, text.as_bytes()), "{text}");
    }
    let seed = phone.seed();
    assert!(seed.len() == 20 && !has(&contents, seed), "the seed itself");
    assert!(!has(&contents, phone.key().as_bytes()), "the seed as it was shown");
    assert!(!has(&contents, server.master_key.to_base64().as_bytes()));
}
