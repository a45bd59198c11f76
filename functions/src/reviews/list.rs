//! Lists reviews, newest first.

use crate::records::list_range;
use shared::{
    domain::{Caller, Result, Review},
    http::{Listed, Paging},
    permission::Action,
    table::{Order, Table, keys},
};

/// Returns a page of reviews.
pub async fn handle(caller: Caller, table: Table, paging: Paging) -> Result<Listed<Review>> {
    let right = (caller.user_id, Action::ManageAssignments);
    let range = keys::reviews();
    let page = list_range(&caller, &table, right, &range, Order::Descending, &paging).await?;
    paging.answer(page)
}
