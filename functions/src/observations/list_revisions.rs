use super::OfObservation;
use shared::{
    domain::{Caller, Observation, Result, Revision},
    http::{Listed, Paging, Path},
    permission::Action,
    table::{Order, Page, Table, keys},
};

pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfObservation>, paging: Paging) -> Result<Listed<Revision>> {
    let range = keys::revisions(&path.user_id, path.observation_id);
    let found = table.list(&range, Order::Descending, paging.limit, paging.after.as_deref()).await?;
    let observation = |_: &Page<Revision>| vec![path.key()];
    let (page, mut proof) = found.prove(&table, &caller, path.user_id, Action::ReadObservations, observation).await?;
    proof.existing::<Observation>(0)?.seen_by(caller.user_id)?;
    paging.answer(page)
}
