//! Second factors and recovery codes.

use super::Subject;
use super::samples::{account_id, assert_same, at, confirmed, factor, factor_id, hash, totp};
use crate::{Factor, Factors};

pub(super) async fn a_factor_is_read_back_whole(s: &Subject) {
    s.accounts(2).await;
    let full = Factor { kind: totp(2, Some(i64::MAX)), ..confirmed(2, account_id(2)) };
    for factor in [factor(1, account_id(1)), full] {
        s.write(async |tx| tx.add_factor(&factor).await).await;
        let read = s.read(async |tx| tx.factors(factor.account).await).await;
        assert_same(read, Factors::new(vec![factor]));
    }
}

pub(super) async fn a_new_seed_takes_the_place_of_an_unconfirmed_one(s: &Subject) {
    s.accounts(2).await;
    let factors = s
        .write(async |tx| {
            tx.add_factor(&confirmed(1, account_id(1))).await?;
            tx.add_factor(&factor(2, account_id(1))).await?;
            tx.add_factor(&factor(3, account_id(2))).await?;
            tx.add_factor(&factor(4, account_id(1))).await?;
            Ok((tx.factors(account_id(1)).await?, tx.factors(account_id(2)).await?))
        })
        .await;
    assert_same(factors.0, Factors::new(vec![confirmed(1, account_id(1)), factor(4, account_id(1))]));
    assert_same(factors.1, Factors::new(vec![factor(3, account_id(2))]));
}

pub(super) async fn factors_are_told_oldest_first(s: &Subject) {
    s.accounts(1).await;
    let told = s
        .write(async |tx| {
            for n in [3, 1, 2] {
                tx.add_factor(&confirmed(n, account_id(1))).await?;
            }
            tx.factors(account_id(1)).await
        })
        .await;
    assert_eq!(told.iter().map(|factor| factor.id).collect::<Vec<_>>(), [1, 2, 3].map(factor_id));
}

pub(super) async fn r01_a_factor_is_confirmed_once(s: &Subject) {
    s.accounts(1).await;
    s.write(async |tx| {
        tx.add_factor(&factor(1, account_id(1))).await?;
        assert!(!tx.confirm_factor(factor_id(2), at(50)).await?, "there is no such factor");
        assert!(tx.confirm_factor(factor_id(1), at(50)).await?);
        assert!(!tx.confirm_factor(factor_id(1), at(51)).await?, "it is confirmed already");
        Ok(())
    })
    .await;
    let read = s.read(async |tx| tx.factors(account_id(1)).await).await;
    assert_same(read, Factors::new(vec![Factor { confirmed_at: Some(at(50)), ..factor(1, account_id(1)) }]));
}

pub(super) async fn r04_a_step_is_accepted_once_and_none_before_it(s: &Subject) {
    s.accounts(1).await;
    s.write(async |tx| {
        tx.add_factor(&factor(1, account_id(1))).await?;
        assert!(tx.confirm_factor(factor_id(1), at(50)).await?);
        assert!(tx.use_step(factor_id(1), 100).await?);
        assert!(!tx.use_step(factor_id(1), 100).await?, "the step that confirmed the factor");
        assert!(!tx.use_step(factor_id(1), 99).await?);
        assert!(tx.use_step(factor_id(1), 102).await?);
        assert!(!tx.use_step(factor_id(1), 102).await?);
        assert!(!tx.use_step(factor_id(1), 101).await?);
        assert!(tx.use_step(factor_id(1), 103).await?);
        assert!(!tx.use_step(factor_id(2), 104).await?, "there is no such factor");
        Ok(())
    })
    .await;
    let read = s.read(async |tx| tx.factors(account_id(1)).await).await;
    let used = Factor { confirmed_at: Some(at(50)), kind: totp(1, Some(103)), ..factor(1, account_id(1)) };
    assert_same(read, Factors::new(vec![used]));
}

pub(super) async fn r04_a_step_of_an_unconfirmed_factor_is_not_accepted(s: &Subject) {
    s.accounts(1).await;
    s.write(async |tx| {
        tx.add_factor(&factor(1, account_id(1))).await?;
        assert!(!tx.use_step(factor_id(1), 100).await?);
        assert_same(tx.factors(account_id(1)).await?, Factors::new(vec![factor(1, account_id(1))]));
        Ok(())
    })
    .await;
}

pub(super) async fn r04_a_recovery_code_works_once_for_its_own_account(s: &Subject) {
    s.accounts(2).await;
    s.write(async |tx| {
        tx.replace_recovery_codes(account_id(1), &[hash(1), hash(2)], at(10)).await?;
        assert_eq!(tx.recovery_codes_left(account_id(1)).await?, 2);
        assert_eq!(tx.recovery_codes_left(account_id(2)).await?, 0);
        assert!(!tx.use_recovery_code(account_id(2), hash(1), at(11)).await?, "another account's");
        assert!(!tx.use_recovery_code(account_id(1), hash(3), at(11)).await?, "no such code");
        assert!(tx.use_recovery_code(account_id(1), hash(1), at(11)).await?);
        assert!(!tx.use_recovery_code(account_id(1), hash(1), at(12)).await?, "used already");
        assert_eq!(tx.recovery_codes_left(account_id(1)).await?, 1);
        Ok(())
    })
    .await;
}

pub(super) async fn r04_recovery_codes_of_an_older_set_are_dead(s: &Subject) {
    s.accounts(2).await;
    s.write(async |tx| {
        tx.replace_recovery_codes(account_id(1), &[hash(1)], at(10)).await?;
        // Two accounts may happen to have the same code.
        tx.replace_recovery_codes(account_id(2), &[hash(1)], at(10)).await?;
        tx.replace_recovery_codes(account_id(1), &[hash(2), hash(3), hash(4)], at(11)).await?;
        assert!(!tx.use_recovery_code(account_id(1), hash(1), at(12)).await?);
        assert!(tx.use_recovery_code(account_id(2), hash(1), at(12)).await?);
        assert_eq!(tx.recovery_codes_left(account_id(1)).await?, 3);
        tx.replace_recovery_codes(account_id(1), &[], at(13)).await?;
        assert_eq!(tx.recovery_codes_left(account_id(1)).await?, 0);
        Ok(())
    })
    .await;
}

pub(super) async fn removing_the_factors_of_one_account_leaves_the_others(s: &Subject) {
    s.accounts(2).await;
    s.write(async |tx| {
        for n in [1, 2] {
            tx.add_factor(&confirmed(n, account_id(n))).await?;
            tx.add_factor(&factor(n + 10, account_id(n))).await?;
            tx.replace_recovery_codes(account_id(n), &[hash(n)], at(10)).await?;
        }
        tx.remove_factors(account_id(1)).await?;
        assert!(tx.factors(account_id(1)).await?.iter().next().is_none());
        assert_eq!(tx.recovery_codes_left(account_id(1)).await?, 0);
        assert_eq!(tx.factors(account_id(2)).await?.iter().count(), 2);
        assert_eq!(tx.recovery_codes_left(account_id(2)).await?, 1);
        Ok(())
    })
    .await;
}
