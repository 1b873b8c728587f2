//! Rows of `form_answers`.

use diesel::{Queryable, Selectable};
use twinlock_ports::FormAnswer;

use crate::column::{At, Hash};
use crate::schema::form_answers;

pub(crate) const WHAT: &str = "form answer";

#[derive(Queryable, Selectable)]
#[diesel(table_name = form_answers)]
pub(crate) struct AnswerRow {
    form: Hash,
    sealed: Vec<u8>,
    expires_at: At,
}

impl From<AnswerRow> for FormAnswer {
    fn from(row: AnswerRow) -> Self {
        Self { form: row.form.0, sealed: row.sealed, expires_at: row.expires_at.0 }
    }
}
