//! R1 and R4: recovery codes work once each, for their own account, from the latest set alone.

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
