//! Deletes a line of evidence from a draft observation.

use super::{OfEvidence, rules::is_own_draft};
use crate::records::exists;
use shared::{
    domain::{ActivityKind, Caller, Result},
    http::{IfMatch, NoContent, Path},
    permission::Action,
    table::{Changes, Edit, Table},
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfEvidence>,
    if_match: IfMatch,
) -> Result<NoContent> {
    let owner = path.user_id;
    let build = |ground| {
        let activity =
            caller.activity_on(ActivityKind::EvidenceDeleted, owner, path.observation_id);
        let changes = Changes::by(&caller, ground, owner, activity)?
            .edit(
                path.observation().key(),
                Edit::add("evidence_count", -1),
                is_own_draft(&caller),
            )
            .delete(path.key(), exists(&if_match));
        Ok((changes, ()))
    };
    table
        .commit_for(&caller, owner, Action::EditObservations, None, build)
        .await?;
    Ok(NoContent)
}
