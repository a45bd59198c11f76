use super::OfObservation;
use shared::{
    domain::{Caller, Error, Observation, Result},
    http::{Found, Path},
    permission::Action,
    table::Table,
};

pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfObservation>) -> Result<Found<Observation>> {
    let mut proof = table.prove(&caller, path.user_id, Action::ReadObservations, &[path.key()]).await?;
    let observation: Observation = proof.existing(0)?;
    if observation.is_seen_by(caller.user_id) { Ok(Found(observation)) } else { Err(Error::NotFound) }
}
