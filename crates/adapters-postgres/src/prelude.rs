//! What every file with statements uses of diesel. Not diesel's own prelude: its `RunQueryDsl` is not the async one.

pub(crate) use diesel::dsl::{count_star, exists, not};
pub(crate) use diesel::upsert::excluded;
pub(crate) use diesel::{
    BoolExpressionMethods, EscapeExpressionMethods, ExpressionMethods, JoinOnDsl, NullableExpressionMethods,
    OptionalExtension, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper, TextExpressionMethods,
};
pub(crate) use diesel_async::RunQueryDsl;
