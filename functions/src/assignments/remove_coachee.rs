//! Removes a coachee from a coach. With this one write every right of the coach to the coachee ends.

use super::{OfPair, Why, change::disconnect};
use shared::{
    domain::{Caller, Result},
    http::{NoContent, Path, Query},
    table::Table,
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfPair>,
    Query(why): Query<Why>,
) -> Result<NoContent> {
    disconnect(&table, &caller, path.connected()?, why.reason()?).await?;
    Ok(NoContent)
}
