//! Reads an observation. A draft is found only by its observer.

use super::OfObservation;
use shared::{
    domain::{Caller, Observation, Result},
    http::{Found, Path},
    permission::Action,
    table::Table,
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfObservation>,
) -> Result<Found<Observation>> {
    let (_, observation) = table
        .prove(&caller, path.user_id, Action::ReadObservations, path.key())
        .await?;
    observation.seen_by(caller.user_id).map(Found)
}
