//! Hashing, the limited queue, and strength estimates.

use super::*;
use crate::OsEntropy;

fn cheap(at_once: usize) -> Argon2Passwords {
    Argon2Passwords::with_params(Arc::new(OsEntropy), Argon2Cost::FOR_TESTS, at_once)
}

fn password(text: &str) -> Password {
    Password::new(text.into()).unwrap()
}

#[tokio::test]
async fn the_right_password_is_told_from_the_wrong() {
    let passwords = cheap(2);
    let hash = passwords.hash(&password("correct horse")).await.unwrap();
    assert_eq!(passwords.verify(&password("correct horse"), Some(hash.clone())).await, Some(true));
    assert_eq!(passwords.verify(&password("correct horsf"), Some(hash)).await, Some(false));
}

#[tokio::test]
async fn two_hashes_of_one_password_differ() {
    let passwords = cheap(2);
    let (a, b) = (passwords.hash(&password("x")).await.unwrap(), passwords.hash(&password("x")).await.unwrap());
    assert_ne!(a.expose(), b.expose());
}

#[tokio::test]
async fn a_standard_hash_says_what_it_cost() {
    let hash = Argon2Passwords::new(Arc::new(OsEntropy)).hash(&password("x")).await.unwrap();
    assert!(hash.expose().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hash.expose());
}

#[tokio::test]
async fn a_hash_of_another_cost_still_opens() {
    let cost = Argon2Cost { memory_kib: 64, passes: 3 };
    let older = Argon2Passwords::with_params(Arc::new(OsEntropy), cost, 1);
    let hash = older.hash(&password("x")).await.unwrap();
    assert_eq!(cheap(1).verify(&password("x"), Some(hash)).await, Some(true));
}

#[tokio::test]
async fn without_a_hash_a_real_one_is_computed_and_refused() {
    let passwords = cheap(2);
    assert_eq!(passwords.verify(&password("x"), None).await, Some(false));
    // The substitute hash must parse: otherwise a check against it costs no time, which reveals who has an account.
    let nobodys = argon2::password_hash::phc::PasswordHash::new(passwords.nobodys_hash.expose()).unwrap();
    let cost = argon2::Params::try_from(&nobodys).unwrap();
    assert_eq!((cost.m_cost(), cost.t_cost(), cost.p_cost()), (8, 1, 1));
}

#[tokio::test]
async fn a_malformed_hash_opens_nothing() {
    assert_eq!(cheap(1).verify(&password("x"), Some(PasswordHash::new("plain".into()))).await, Some(false));
}

#[tokio::test]
async fn when_too_many_wait_the_next_is_turned_away() {
    let passwords = cheap(1);
    let all = u32::try_from(1 + WAITING_PER_PERMIT).unwrap();
    let taken = Arc::clone(&passwords.seats).acquire_many_owned(all).await.unwrap();
    assert!(passwords.hash(&password("x")).await.is_none());
    assert_eq!(passwords.verify(&password("x"), None).await, None);
    assert_eq!(passwords.strength(&password("x"), vec![]).await, None);
    drop(taken);
    assert!(passwords.hash(&password("x")).await.is_some());
    assert!(passwords.strength(&password("x"), vec![]).await.is_some());
}

#[tokio::test]
async fn l6_judging_hashing_and_checking_wait_in_one_queue_that_ends() {
    let passwords = cheap(1);
    let turn = Arc::clone(&passwords.permits).acquire_owned().await.unwrap();
    let all = passwords.seats.available_permits();
    let word = password("x");
    let judging = passwords.strength(&word, vec![]);
    let hashing = passwords.hash(&word);
    let checking = passwords.verify(&word, None);
    tokio::pin!(judging, hashing, checking);
    for taken in 1..=3 {
        tokio::select! {
            biased;
            _ = &mut judging, if taken == 1 => unreachable!("there is no turn to take"),
            _ = &mut hashing, if taken == 2 => unreachable!("there is no turn to take"),
            _ = &mut checking, if taken == 3 => unreachable!("there is no turn to take"),
            () = std::future::ready(()) => {}
        }
        assert_eq!(passwords.seats.available_permits(), all - taken);
    }
    drop(turn);
    assert!(judging.await.is_some() && hashing.await.is_some() && checking.await.is_some());
    assert_eq!(passwords.seats.available_permits(), all);
}

#[tokio::test]
async fn known_words_and_common_passwords_are_weak() {
    let passwords = cheap(2);
    let common = passwords.strength(&password("password1"), vec![]).await.unwrap();
    assert!(common.score <= 1);
    assert!(common.advice.is_some());
    let name = passwords.strength(&password("ada.lovelace"), vec!["ada.lovelace@example.org".into()]).await.unwrap();
    let named = passwords.strength(&password("ada.lovelace"), vec!["ada.lovelace".into()]).await.unwrap();
    assert!(named.score <= name.score);
    assert!(named.score <= 1);
    let strong = passwords.strength(&password("hedge-granite-oboe-marsh-47"), vec![]).await.unwrap();
    assert_eq!(strong.score, 4);
}

#[tokio::test]
async fn the_longest_password_is_judged_by_its_beginning() {
    let long = password(&"é".repeat(Password::MAX_CHARS));
    assert!(cheap(1).strength(&long, vec!["é".repeat(100_000); 40]).await.unwrap().score <= 2);
}

#[test]
fn a_hash_in_used_memory_is_the_library_s() {
    use argon2::password_hash::PasswordHasher as _;
    let params = |memory_kib| Params::new(memory_kib, 2, 1, None).unwrap();
    for (memory_kib, password) in [(64, "first"), (16, "smaller"), (64, "third"), (128, "larger")] {
        let kept = KeptMemory.hash_password_with_params(password.as_bytes(), &[7; 16], params(memory_kib)).unwrap();
        let fresh = argon2::Argon2::from(params(memory_kib));
        assert_eq!(kept, fresh.hash_password_with_salt(password.as_bytes(), &[7; 16]).unwrap());
        assert!(fresh.verify_password(password.as_bytes(), &kept).is_ok());
        assert!(KeptMemory.verify_password(password.as_bytes(), &kept).is_ok());
        assert!(KeptMemory.verify_password(b"another", &kept).is_err());
    }
}

#[tokio::test]
async fn b18_a_password_is_one_in_every_normal_form_and_width() {
    let passwords = cheap(2);
    for (set, typed) in [
        ("sch\u{f6}ne k\u{fc}che", "scho\u{308}ne ku\u{308}che"),
        ("scho\u{308}ne ku\u{308}che", "sch\u{f6}ne k\u{fc}che"),
        ("Violet 42", "\u{ff36}iolet\u{3000}\u{ff14}\u{ff12}"),
        ("\u{212b}ngstr\u{f6}m", "\u{c5}ngstro\u{308}m"),
        ("of\u{fb01}ce", "office"),
        ("\u{1112}\u{1161}\u{11ab}", "\u{d55c}"),
    ] {
        let hash = passwords.hash(&password(set)).await.unwrap();
        assert_eq!(passwords.verify(&password(typed), Some(hash.clone())).await, Some(true), "{set} typed as {typed}");
        assert_eq!(passwords.verify(&password(set), Some(hash)).await, Some(true));
    }
    let hash = passwords.hash(&password("K\u{fc}che")).await.unwrap();
    for other in ["k\u{fc}che", "Kuche", "K\u{fc}che "] {
        assert_eq!(passwords.verify(&password(other), Some(hash.clone())).await, Some(false), "{other}");
    }
}

#[tokio::test]
async fn b18_a_password_is_measured_in_the_form_that_is_hashed() {
    let passwords = cheap(2);
    for (typed, chars) in [("u\u{308}o\u{308}a\u{308}e\u{301}", 4), ("violet", 6)] {
        let strength = passwords.strength(&password(typed), Vec::new()).await.expect("nobody else is waiting");
        assert_eq!(strength.chars, chars, "{typed:?}");
    }
}
