use super::OfObservation;
use crate::records;
use shared::{
    domain::{Caller, EvidenceLine, Result},
    http::{Listed, Paging, Path},
    permission::Action,
    table::{Order, Table},
};

pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfObservation>, paging: Paging) -> Result<Listed<EvidenceLine>> {
    let how = (Action::ReadObservations, Order::Ascending);
    let (page, observation) = records::list_parts::<EvidenceLine>(&caller, &table, path.user_id, path.observation_id, how, &paging).await?;
    observation.seen_by(caller.user_id)?;
    paging.answer(page)
}
