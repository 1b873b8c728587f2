//! R4: a code is used once, and each refusal names what to do.

use futures_util::future::join_all;

use crate::support::{Authenticator, Page, Person, Server};

const WRONG: &str = "That code is not right";
const USED: &str = "has been used already";
const CLOCK: &str = "clock is off";

/// A new sign-in of ada, and the response to a code entered in it.
async fn try_code(server: &Server, code: &str) -> Page {
    let mut ada = Person::new(server, "ada@example.com");
    let page = ada.give_password().await;
    let answer = ada.type_code(&page, code).await;
    assert_eq!(ada.is_signed_in().await, answer.status == 303, "{}", answer.body);
    answer
}

async fn enrolled(server: &Server) -> Authenticator {
    Person::enrolled(server, "ada@example.com").await.1
}

#[track_caller]
fn refused(answer: &Page, message: &str) {
    assert_eq!(answer.status, 401, "{}", answer.body);
    let said: Vec<_> = [WRONG, USED, CLOCK].into_iter().filter(|text| answer.body.contains(text)).collect();
    assert_eq!(said, [message], "one message of three: {}", answer.body);
}

#[tokio::test]
async fn r04_a_code_is_accepted_once_in_two_sessions_at_once() {
    let server = Server::start().await;
    let phone = enrolled(&server).await;
    let (mut desk, mut sofa) = (Person::new(&server, "ada@example.com"), Person::new(&server, "ada@example.com"));
    let (page_at_desk, page_on_sofa) = (desk.give_password().await, sofa.give_password().await);
    let code = phone.code(server.now());
    assert_eq!(desk.type_code(&page_at_desk, &code).await.status, 303);
    refused(&sofa.type_code(&page_on_sofa, &code).await, USED);
    assert!(desk.is_signed_in().await && !sofa.is_signed_in().await);
}

#[tokio::test]
async fn r04_the_code_that_confirmed_enrolment_is_used_up() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let phone = ada.enrol(&server).await;
    refused(&try_code(&server, &phone.code(server.now())).await, USED);
    server.next_step();
    refused(&try_code(&server, &phone.code_off_by(server.now(), -1)).await, USED);
    assert_eq!(try_code(&server, &phone.code(server.now())).await.status, 303);
}

#[tokio::test]
async fn r04_the_step_before_is_accepted_and_never_after_a_newer_one() {
    let server = Server::start().await;
    let phone = enrolled(&server).await;
    server.next_step();
    assert_eq!(try_code(&server, &phone.code_off_by(server.now(), -1)).await.status, 303, "one step late is in time");
    assert_eq!(try_code(&server, &phone.code(server.now())).await.status, 303);
    server.next_step();
    server.next_step();
    assert_eq!(try_code(&server, &phone.code(server.now())).await.status, 303);
    refused(&try_code(&server, &phone.code_off_by(server.now(), -1)).await, USED);
}

#[tokio::test]
async fn r04_two_steps_back_and_one_ahead_are_the_phones_clock() {
    let server = Server::start().await;
    let phone = enrolled(&server).await;
    server.next_step();
    server.next_step();
    server.next_step();
    let answer = try_code(&server, &phone.code_off_by(server.now(), -2)).await;
    refused(&answer, CLOCK);
    let seconds = server.now().unix_seconds().rem_euclid(86_400);
    let time = format!("{:02}:{:02}", seconds / 3600, seconds / 60 % 60);
    assert!(answer.body.contains(&time), "it says what time it is here: {}", answer.body);

    refused(&try_code(&server, &phone.code_off_by(server.now(), 1)).await, CLOCK);
    refused(&try_code(&server, &phone.code_off_by(server.now(), 200)).await, WRONG);
}

/// A server whose clock is some seconds slow, or a phone whose clock is fast, makes for codes of the next step.
#[tokio::test]
async fn b17_a_code_refused_as_too_early_is_good_when_its_time_comes_and_never_called_used() {
    let server = Server::start().await;
    let phone = enrolled(&server).await;
    for steps in [1, 2, 4] {
        let early = phone.code_off_by(server.now(), steps);
        refused(&try_code(&server, &early).await, CLOCK);
        refused(&try_code(&server, &early).await, CLOCK);
        for _ in 0..steps {
            server.next_step();
        }
        assert_eq!(early, phone.code(server.now()));
        assert_eq!(try_code(&server, &early).await.status, 303, "{steps} steps ahead");
        refused(&try_code(&server, &early).await, USED);
    }
}

/// The answer "too early" reveals that a code will be valid soon, so it counts as a try like any wrong guess (R5).
#[tokio::test]
async fn b17_codes_that_come_too_early_count_as_guesses() {
    let server = Server::start().await;
    let phone = enrolled(&server).await;
    for steps in 2..=6 {
        refused(&try_code(&server, &phone.code_off_by(server.now(), steps)).await, CLOCK);
    }
    let answer = try_code(&server, &phone.code(server.now())).await;
    assert!(answer.status == 401 && answer.body.contains("Too many wrong codes"), "{}", answer.body);
}

#[tokio::test]
async fn r04_three_refusals_have_three_messages_beside_the_input() {
    let server = Server::start().await;
    let phone = enrolled(&server).await;
    let code = phone.code(server.now());
    assert_eq!(try_code(&server, &code).await.status, 303);
    let wrong = try_code(&server, &phone.wrong_code(server.now())).await;
    let used = try_code(&server, &code).await;
    let clock = try_code(&server, &phone.code_off_by(server.now(), 5)).await;
    refused(&wrong, WRONG);
    refused(&used, USED);
    refused(&clock, CLOCK);
    for page in [wrong, used, clock] {
        assert!(page.body.contains("<title>Error: "), "the tab says it");
        assert!(page.body.contains("aria-invalid=\"true\""), "and so does the input");
    }
}

#[tokio::test]
async fn r04_white_space_in_a_code_dodges_nothing() {
    let server = Server::start().await;
    let phone = enrolled(&server).await;
    let code = phone.code(server.now());
    let spaced = format!(" {}\u{a0}{}\t", &code[..3], &code[3..]);
    assert_eq!(try_code(&server, &spaced).await.status, 303, "a person types it as the app shows it");
    for again in [code.clone(), format!("{code} "), format!("\n{code}"), code.split("").collect::<Vec<_>>().join(" ")] {
        refused(&try_code(&server, &again).await, USED);
    }
}

/// The digits of another script, or of another width, from their zero on.
fn in_script(code: &str, zero: u32) -> String {
    code.chars().map(|c| char::from_u32(u32::from(c) - 0x30 + zero).unwrap()).collect()
}

#[tokio::test]
async fn b19_a_code_is_taken_in_every_script_and_with_whatever_a_paste_brings_and_still_once() {
    let server = Server::start().await;
    let phone = enrolled(&server).await;
    let spellings: [fn(&str) -> String; 6] = [
        |code| in_script(code, 0xff10),
        |code| in_script(code, 0x660),
        |code| format!("\u{feff}{code}\u{200b}"),
        |code| format!("{}\u{2013}{}", &code[..3], &code[3..]),
        |code| format!("\u{202a}{code}\u{202c}"),
        |code| code.to_owned(),
    ];
    for spell in spellings {
        let code = phone.code(server.now());
        assert_eq!(try_code(&server, &spell(&code)).await.status, 303, "{:?}", spell(&code));
        refused(&try_code(&server, &in_script(&code, 0x966)).await, USED);
        server.wait(std::time::Duration::from_mins(1));
    }
}

#[tokio::test]
async fn b19_a_recovery_code_is_taken_with_any_dash_and_in_any_width_and_still_once() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let codes = ada.enrol_fully(&server, &[]).await.1.recovery_codes();
    let spellings: [fn(&str) -> String; 5] = [
        |code| code.replace('-', "\u{2013}"),
        |code| code.replace('-', " ").to_uppercase(),
        |code| code.replace('-', "\u{2212}"),
        |code| format!("\u{200b}{code}\u{feff}"),
        |code| code.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap()).collect(),
    ];
    for (code, spell) in codes.iter().zip(spellings) {
        assert_eq!(try_code(&server, &spell(code)).await.status, 303, "{:?}", spell(code));
        refused(&try_code(&server, code).await, WRONG);
        server.wait(std::time::Duration::from_mins(1));
    }
}

#[tokio::test]
async fn r04_what_is_not_six_digits_is_no_code() {
    let server = Server::start().await;
    let phone = enrolled(&server).await;
    let code = phone.code(server.now());
    for typed in [format!("+{code}"), format!("{code}.0"), format!("0{code}"), code[1..].to_owned()] {
        refused(&try_code(&server, &typed).await, WRONG);
    }
    assert_eq!(try_code(&server, &code).await.status, 303, "the digits themselves were good all along");
}

#[tokio::test]
async fn r04_of_fifty_posts_of_one_code_at_once_one_passes() {
    let server = Server::start().await;
    let phone = enrolled(&server).await;
    let code = phone.code(server.now());
    let passed = race(&server, &code).await;
    assert_eq!(passed, 1);
}

#[tokio::test]
async fn r04_of_fifty_posts_of_one_recovery_code_at_once_one_passes() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let codes = ada.enrol_fully(&server, &[]).await.1.recovery_codes();
    let passed = race(&server, &codes[0]).await;
    assert_eq!(passed, 1);
}

/// Posts a code from fifty pending sign-ins at once; returns how many passed.
async fn race(server: &Server, code: &str) -> usize {
    let mut waiting = Vec::new();
    for _ in 0..50 {
        let mut ada = Person::new(server, "ada@example.com");
        let page = ada.give_password().await;
        waiting.push((ada, page));
    }
    let posts = waiting.iter_mut().map(|(ada, page)| ada.type_code(page, code));
    let answers = join_all(posts).await;
    let mut signed_in = 0;
    for (ada, _) in &mut waiting {
        signed_in += usize::from(ada.is_signed_in().await);
    }
    assert!(answers.iter().all(|answer| answer.status == 303 || answer.status == 401));
    assert_eq!(answers.iter().filter(|answer| answer.status == 303).count(), signed_in);
    signed_in
}
