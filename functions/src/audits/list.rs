//! Lists audits, newest first.

use crate::records::list_range;
use shared::{
    domain::{Audit, Caller, Result},
    http::{Listed, Paging},
    permission::Action,
    table::{Order, Table, keys},
};

/// Returns a page of audits.
pub async fn handle(caller: Caller, table: Table, paging: Paging) -> Result<Listed<Audit>> {
    let right = (caller.user_id, Action::ManageAssignments);
    let range = keys::audits();
    let page = list_range(&caller, &table, right, &range, Order::Descending, &paging).await?;
    paging.answer(page)
}
