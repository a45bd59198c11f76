//! Lists the organization's activity log, newest first. A page may be empty and still not be the last.

use super::entries::{ActivityLine, Period, page_of_log};
use shared::{
    domain::{Caller, Result},
    http::{Listed, Paging, Query},
    table::Table,
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Query(period): Query<Period>,
    paging: Paging,
) -> Result<Listed<ActivityLine>> {
    let moments = period.moments(&caller)?;
    let (limit, after) = (paging.limit, paging.after.as_deref());
    paging.answer(page_of_log(&caller, &table, moments, limit, after).await?)
}
