//! Answers in `form_answers`, kept for a form that is submitted again.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel::upsert::excluded;
use twinlock_domain::SecretHash;
use twinlock_ports::{FormAnswer, FormAnswers, StoreError};

use crate::column::{At, Hash};
use crate::error::failed;
use crate::rows::form_answers::{AnswerRow, WHAT};
use crate::schema::form_answers::{self, expires_at, form, sealed, tries};
use crate::transaction::SqliteTransaction;

#[async_trait]
impl FormAnswers for SqliteTransaction {
    async fn keep_form_answer(&mut self, answer: &FormAnswer) -> Result<(), StoreError> {
        let row =
            (form.eq(Hash(answer.form)), sealed.eq(&answer.sealed), tries.eq(0), expires_at.eq(At(answer.expires_at)));
        let kept = diesel::insert_into(form_answers::table)
            .values(row)
            .on_conflict(form)
            .do_update()
            .set((sealed.eq(excluded(sealed)), tries.eq(0), expires_at.eq(excluded(expires_at))))
            .execute(self.sqlite());
        kept.map_err(failed(WHAT)).map(|_| ())
    }

    async fn form_answer(&mut self, of: SecretHash) -> Result<Option<FormAnswer>, StoreError> {
        let found = form_answers::table.find(Hash(of)).select(AnswerRow::as_select());
        let row = found.get_result(self.sqlite()).optional().map_err(failed(WHAT))?;
        Ok(row.map(|row: AnswerRow| row.into()))
    }

    async fn try_form_answer(&mut self, of: SecretHash, most: u32) -> Result<bool, StoreError> {
        let left = form_answers::table.find(Hash(of)).filter(tries.lt(i64::from(most)));
        let tried: Result<usize, _> = diesel::update(left).set(tries.eq(tries + 1)).execute(self.sqlite());
        Ok(tried.map_err(failed(WHAT))? == 1)
    }
}
