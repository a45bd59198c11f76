//! Lists rubrics.

use crate::records::list_range;
use shared::{
    domain::{Caller, Result, RubricLine},
    http::{Listed, Paging},
    permission::Action,
    table::{Order, Table, keys},
};

pub async fn handle(caller: Caller, table: Table, paging: Paging) -> Result<Listed<RubricLine>> {
    let right = (caller.user_id, Action::ReadRubrics);
    let range = keys::rubrics();
    let page = list_range(&caller, &table, right, &range, Order::Ascending, &paging).await?;
    paging.answer(page)
}
