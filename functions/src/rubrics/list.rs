use shared::{
    domain::{Caller, Result, RubricLine},
    http::{Listed, Paging},
    permission::Action,
    table::{Order, Table, keys},
};

pub async fn handle(caller: Caller, table: Table, paging: Paging) -> Result<Listed<RubricLine>> {
    let found = table.list(&keys::rubrics(), Order::Ascending, paging.limit, paging.after.as_deref()).await?;
    paging.answer(found.prove_only(&table, &caller, caller.user_id, Action::ReadRubrics).await?)
}
