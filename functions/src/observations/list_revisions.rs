//! Lists the earlier versions of a shared observation, newest first.

use super::OfObservation;
use shared::{
    domain::{Caller, Result, Revision},
    http::{Listed, Paging, Path},
    permission::Action,
    table::{Order, Table, keys},
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfObservation>,
    paging: Paging,
) -> Result<Listed<Revision>> {
    let range = keys::revisions(&path.user_id, path.observation_id);
    let found = table
        .list(
            &range,
            Order::Descending,
            paging.limit,
            paging.after.as_deref(),
        )
        .await?;
    let action = Action::ReadObservations;
    let (page, _, observation) = found
        .prove(&table, &caller, path.user_id, action, |_| path.key())
        .await?;
    observation.seen_by(caller.user_id)?;
    paging.answer(page)
}
