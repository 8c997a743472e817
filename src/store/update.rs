//! UPDATE statements that are prepared once and kept, for those that are run with every commit.
//!
//! Diesel's own are prepared anew each time, which costs more than running them.

use diesel::{
    AsChangeset, QueryResult, QuerySource, RunQueryDsl, Table,
    backend::Backend,
    query_builder::{AstPass, QueryFragment, QueryId},
};

/// Changes rows of a table; there must be a change.
pub(super) struct Update<T: QuerySource, C, W> {
    from: T::FromClause,
    changes: C,
    rows: W,
}

/// Makes these changes in those rows of `table`. Kept by its text: with changes that are optional,
/// there are as many texts as combinations of them.
pub(super) fn update_kept<T, C, W>(table: &T, rows: W, changes: C) -> Update<T, C::Changeset, W>
where
    T: Table,
    C: AsChangeset<Target = T>,
{
    Update { from: table.from_clause(), changes: changes.as_changeset(), rows }
}

impl<T: QuerySource, C, W> QueryId for Update<T, C, W> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<T, C, W, B> QueryFragment<B> for Update<T, C, W>
where
    B: Backend,
    T: QuerySource<FromClause: QueryFragment<B>>,
    C: QueryFragment<B>,
    W: QueryFragment<B>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, B>) -> QueryResult<()> {
        out.push_sql("UPDATE ");
        self.from.walk_ast(out.reborrow())?;
        out.push_sql(" SET ");
        self.changes.walk_ast(out.reborrow())?;
        out.push_sql(" WHERE ");
        self.rows.walk_ast(out.reborrow())
    }
}

impl<T: QuerySource, C, W, Connection> RunQueryDsl<Connection> for Update<T, C, W> {}
