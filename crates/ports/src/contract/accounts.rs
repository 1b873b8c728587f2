//! Accounts.

use twinlock_domain::{GuessCount, Locale, PasswordHash, UserName};

use super::Subject;
use super::samples::{account, account_id, assert_same, at, email};
use crate::Account;

pub(super) async fn an_account_is_read_back_whole(s: &Subject) {
    let full = Account {
        email_verified_at: Some(at(7)),
        display_name: "Zoë \u{1f512} O'Hara; DROP TABLE".into(),
        user_name: UserName::of_display_name("Zoë O'Hara"),
        locale: Locale::parse("de-AT").ok(),
        guesses: GuessCount { failures: u32::MAX, last_failure: Some(at(8)) },
        is_admin: true,
        disabled_at: Some(at(9)),
        ..account(2)
    };
    for account in [account(1), full] {
        assert!(s.write(async |tx| tx.add_account(&account).await).await);
        let (by_id, by_email) =
            s.read(async |tx| Ok((tx.account(account.id).await?, tx.account_by_email(&account.email).await?))).await;
        let (by_id, by_email) = (by_id.unwrap(), by_email.unwrap());
        assert_eq!(by_id.password.expose(), account.password.expose());
        assert_same(&by_id, &account);
        assert_same(&by_email, &account);
    }
}

pub(super) async fn an_unknown_account_is_none(s: &Subject) {
    s.accounts(1).await;
    s.read(async |tx| {
        assert!(tx.account(account_id(2)).await?.is_none());
        assert!(tx.account_by_email(&email(2)).await?.is_none());
        Ok(())
    })
    .await;
}

pub(super) async fn a_taken_address_is_refused(s: &Subject) {
    s.accounts(1).await;
    let second = Account { id: account_id(2), ..account(1) };
    assert!(!s.write(async |tx| tx.add_account(&second).await).await);
    assert!(s.read(async |tx| tx.account(account_id(2)).await).await.is_none());
}

pub(super) async fn what_changes_of_an_account_changes_it_alone(s: &Subject) {
    s.accounts(2).await;
    let guesses = GuessCount { failures: 3, last_failure: Some(at(22)) };
    let german = Locale::parse("de").unwrap();
    s.write(async |tx| {
        tx.set_password(account_id(1), &PasswordHash::new("$new".into()), at(20)).await?;
        tx.set_email_verified(account_id(1), at(21)).await?;
        tx.set_guesses(account_id(1), guesses).await?;
        tx.set_locale(account_id(1), Some(&german)).await?;
        tx.set_disabled(account_id(1), Some(at(23))).await
    })
    .await;
    let (changed, other) =
        s.read(async |tx| Ok((tx.account(account_id(1)).await?, tx.account(account_id(2)).await?))).await;
    let changed = changed.unwrap();
    assert_eq!(changed.password.expose(), "$new");
    let expected = Account {
        password_set_at: at(20),
        email_verified_at: Some(at(21)),
        guesses,
        locale: Some(german.clone()),
        disabled_at: Some(at(23)),
        ..account(1)
    };
    assert_same(changed, expected);
    assert_same(other.unwrap(), account(2));

    s.write(async |tx| {
        tx.set_guesses(account_id(1), GuessCount::default()).await?;
        tx.set_locale(account_id(1), None).await?;
        tx.set_disabled(account_id(1), None).await
    })
    .await;
    let restored = s.read(async |tx| tx.account(account_id(1)).await).await.unwrap();
    assert_eq!((restored.guesses, restored.disabled_at, restored.locale), (GuessCount::default(), None, None));
}
