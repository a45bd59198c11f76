use shared::{
    domain::{Caller, Result, Review},
    http::{Listed, Paging},
    permission::Action,
    table::{Order, Table, keys},
};

/// Newest first.
pub async fn handle(caller: Caller, table: Table, paging: Paging) -> Result<Listed<Review>> {
    let found = table.list::<Review>(&keys::reviews(), Order::Descending, paging.limit, paging.after.as_deref()).await?;
    paging.answer(found.prove_only(&table, &caller, caller.user_id, Action::ManageAssignments).await?)
}
