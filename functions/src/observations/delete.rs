use super::{OfObservation, is_own_draft};
use shared::{
    domain::{ActivityKind, Caller, EvidenceLine, Result},
    http::{NoContent, Path},
    permission::Action,
    table::{Changes, Edit, Order, Table, keys},
};

/// So many lines of evidence go in one transaction, which takes a hundred actions.
const BATCH: usize = 90;

/// Deletes a draft and its evidence. An interrupted deletion is finished by sending it again.
pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfObservation>) -> Result<NoContent> {
    let owner = path.user_id;
    loop {
        let range = keys::parts::<EvidenceLine>(&owner, path.observation_id);
        let lines = table.list::<EvidenceLine>(&range, Order::Ascending, BATCH, None).await?.to_change().items;
        let is_last = lines.len() < BATCH;
        let kind = if is_last { ActivityKind::ObservationDeleted } else { ActivityKind::EvidenceDeleted };
        let build = |ground| {
            let mut changes = Changes::by(&caller, ground, owner, caller.activity_on(kind, owner, path.observation_id))?;
            for line in &lines {
                changes = changes.delete(keys::part::<EvidenceLine>(&owner, path.observation_id, line.id), Vec::new());
            }
            let rules = is_own_draft(&caller);
            let changes = if is_last {
                changes.delete(path.key(), rules).delete(path.scale(), Vec::new())
            } else {
                changes.edit(path.key(), Edit::add("evidence_count", -(BATCH as i64)), rules)
            };
            Ok((changes, ()))
        };
        table.commit_for(&caller, owner, Action::EditObservations, None, build).await?;
        if is_last {
            return Ok(NoContent);
        }
    }
}
