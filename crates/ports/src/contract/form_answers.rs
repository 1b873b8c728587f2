//! Stored responses to forms.

use super::Subject;
use super::samples::{at, hash};
use crate::FormAnswer;

pub(super) fn form_answer(n: u8) -> FormAnswer {
    FormAnswer { form: hash(n), sealed: vec![n, 0, 255], expires_at: at(600) }
}

pub(super) async fn a_form_answer_is_read_back_whole(s: &Subject) {
    s.write(async |tx| {
        tx.keep_form_answer(&form_answer(1)).await?;
        assert_eq!(tx.form_answer(hash(1)).await?, Some(form_answer(1)), "in the same transaction");
        Ok(())
    })
    .await;
    assert_eq!(s.read(async |tx| tx.form_answer(hash(1)).await).await, Some(form_answer(1)));
    assert_eq!(s.read(async |tx| tx.form_answer(hash(2)).await).await, None);
}

pub(super) async fn r11_a_form_answer_is_tried_so_many_times_and_no_more(s: &Subject) {
    let tried = async |n| s.write(async |tx| tx.try_form_answer(hash(n), 2).await).await;
    s.write(async |tx| {
        tx.keep_form_answer(&form_answer(1)).await?;
        tx.keep_form_answer(&form_answer(2)).await
    })
    .await;
    assert_eq!([tried(1).await, tried(1).await, tried(1).await, tried(1).await], [true, true, false, false]);
    assert!(tried(2).await, "each by itself");
    assert!(!tried(3).await, "nothing is kept");
}

pub(super) async fn a_new_form_answer_takes_the_place_of_an_older_one(s: &Subject) {
    s.write(async |tx| tx.keep_form_answer(&form_answer(1)).await).await;
    assert!(s.write(async |tx| tx.try_form_answer(hash(1), 1).await).await);
    let newer = FormAnswer { sealed: vec![9], expires_at: at(700), ..form_answer(1) };
    s.write(async |tx| tx.keep_form_answer(&newer).await).await;
    assert_eq!(s.read(async |tx| tx.form_answer(hash(1)).await).await, Some(newer));
    assert!(s.write(async |tx| tx.try_form_answer(hash(1), 1).await).await, "nobody has tried this one");
}
