//! R1 and R4: each recovery code works once, for its own account, and only from the latest set.

use crate::support::{PASSWORD, Page, Person, Server};

async fn try_code(server: &Server, email: &str, code: &str) -> Page {
    let mut person = Person::new(server, email);
    let page = person.give_password().await;
    let answer = person.type_code(&page, code).await;
    assert_eq!(person.is_signed_in().await, answer.status == 303, "{}", answer.body);
    answer
}

async fn lets_in(server: &Server, code: &str) -> bool {
    try_code(server, "ada@example.com", code).await.status == 303
}

#[tokio::test]
async fn r01_only_the_latest_set_of_recovery_codes_works() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let (phone, page) = ada.enrol_fully(&server, &[]).await;
    let first = page.recovery_codes();
    server.next_step();
    let second = ada.replace_recovery_codes(&phone.code(server.now())).await;
    assert!(!lets_in(&server, &first[0]).await, "replaced");
    assert!(lets_in(&server, &second[0]).await);

    server.next_step();
    assert_eq!(ada.disable(PASSWORD, &phone.code(server.now())).await.status, 303);
    server.next_step();
    let third = ada.enrol_fully(&server, &[]).await.1.recovery_codes();
    for old in [&first[1], &second[1]] {
        assert!(!lets_in(&server, old).await, "from before it was off");
    }
    assert!(lets_in(&server, &third[0]).await);
}

#[tokio::test]
async fn r04_a_recovery_code_works_once_however_it_is_typed() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let codes = ada.enrol_fully(&server, &[]).await.1.recovery_codes();
    assert_eq!(codes.len(), 10);
    assert!(codes.iter().all(|code| code.len() == 19 && code.matches('-').count() == 3), "{codes:?}");
    let unlike: std::collections::BTreeSet<_> = codes.iter().collect();
    assert_eq!(unlike.len(), 10);

    assert!(lets_in(&server, &codes[0]).await);
    assert!(!lets_in(&server, &codes[0]).await);
    assert!(!lets_in(&server, &codes[0].replace('-', "")).await, "another spelling is the same code");
    assert!(lets_in(&server, &format!(" {} ", codes[1].replace('-', " ").to_uppercase())).await);
    assert!(!lets_in(&server, &codes[1]).await);
    let left = ada.visit("/dashboard/security").await;
    assert!(left.body.contains("8 recovery codes"), "the page says how many are left: {}", left.body);
}

#[tokio::test]
async fn r04_another_accounts_recovery_code_is_refused_and_not_burned() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let codes = ada.enrol_fully(&server, &[]).await.1.recovery_codes();
    Person::enrolled(&server, "bob@example.com").await;
    assert_eq!(try_code(&server, "bob@example.com", &codes[0]).await.status, 401);
    assert_eq!(try_code(&server, "ada@example.com", &codes[0]).await.status, 303);
}

#[tokio::test]
async fn r04_new_recovery_codes_need_password_and_code_and_are_mailed_about() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let (phone, page) = ada.enrol_fully(&server, &[]).await;
    let old = page.recovery_codes();
    server.next_step();
    let path = "/dashboard/security/recovery-codes";
    let code = phone.code(server.now());
    for fields in [
        vec![("password", "wrong horse battery staple"), ("code", code.as_str())],
        vec![("password", PASSWORD), ("code", "")],
        vec![("code", code.as_str())],
        vec![("password", PASSWORD)],
    ] {
        let answer = ada.post(path, &fields).await;
        assert!(answer.status == 403 || answer.status == 400, "{}", answer.body);
        assert!(!answer.body.contains("<textarea"), "no codes: {}", answer.body);
    }
    assert!(lets_in(&server, &old[0]).await, "the old ones still work");

    let before = ada.session();
    let new = ada.replace_recovery_codes(&code).await;
    assert_eq!(new.len(), 10);
    assert_ne!(ada.session(), before);
    assert!(server.letter("ada@example.com", "new recovery codes").await.body.contains("no longer work"));
    let page = ada.visit("/dashboard/security").await;
    assert!(new.iter().all(|code| !page.body.contains(code)), "shown once");
}

/// The tag of an input of that name.
fn input_tag<'a>(page: &'a Page, name: &str) -> &'a str {
    let mut tags = page.body.split('<').filter(|tag| tag.starts_with("input"));
    let tag = tags.find(|tag| tag.contains(&format!("name=\"{name}\"")));
    tag.unwrap_or_else(|| panic!("no {name}: {}", page.body))
}

/// A phone's keypad for digits has no letters, and a recovery code has them.
#[tokio::test]
async fn b16_e07_a_recovery_code_has_a_field_of_its_own_wherever_a_code_is_asked_for() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let codes = ada.enrol_fully(&server, &[]).await.1.recovery_codes();
    let mut again = Person::new(&server, "ada@example.com");
    let page = again.give_password().await;
    let security = ada.visit("/dashboard/security").await;
    for page in [&page, &security] {
        let (code, recovery) = (input_tag(page, "code"), input_tag(page, "recovery_code"));
        assert!(code.contains("inputmode=\"numeric\"") && code.contains("autocomplete=\"one-time-code\""), "{code}");
        assert!(recovery.contains("type=\"text\"") && !recovery.contains("inputmode"), "{recovery}");
        for attribute in ["autocapitalize=\"none\"", "autocomplete=\"off\"", "spellcheck=\"false\""] {
            assert!(recovery.contains(attribute), "{attribute} in {recovery}");
        }
    }
    let wrong = again.post_from(&page, "/two-factor", &[("recovery_code", "aaaa-bbbb-cccc-dddd")]).await;
    assert_eq!(wrong.status, 401);
    assert!(input_tag(&wrong, "recovery_code").contains("aria-invalid"), "{}", wrong.body);
    assert!(!input_tag(&wrong, "code").contains("aria-invalid"), "{}", wrong.body);
    assert_eq!(again.post_from(&page, "/two-factor", &[("recovery_code", &codes[0]), ("code", "")]).await.status, 303);
    assert!(again.is_two_factor().await);

    let fields = [("password", PASSWORD), ("code", ""), ("recovery_code", codes[1].as_str())];
    let fresh = ada.post("/dashboard/security/recovery-codes", &fields).await;
    assert_eq!(fresh.status, 200, "{}", fresh.body);
    let fresh = fresh.recovery_codes();
    let nothing = ada.post("/dashboard/security/disable", &[("password", PASSWORD), ("code", "")]).await;
    assert_eq!(nothing.status, 403, "one of the two is needed: {}", nothing.body);
    let fields = [("password", PASSWORD), ("recovery_code", fresh[0].as_str())];
    assert_eq!(ada.post("/dashboard/security/disable", &fields).await.status, 303);
    assert!(!ada.is_enrolled().await);
}
