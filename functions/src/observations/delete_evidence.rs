use super::{OfEvidence, is_own_draft};
use shared::{
    domain::{ActivityKind, Caller, Error, Result},
    http::{IfMatch, NoContent, Path},
    permission::Action,
    table::{Changes, Condition, Edit, Table, must},
};

pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfEvidence>, if_match: IfMatch) -> Result<NoContent> {
    let owner = path.user_id;
    let rules: Vec<_> = [must(Condition::Exists, Error::NotFound)].into_iter().chain(if_match.rule()).collect();
    let build = |ground| {
        let activity = caller.activity_on(ActivityKind::EvidenceDeleted, owner, path.observation_id);
        let changes = Changes::by(&caller, ground, owner, activity)?
            .edit(path.observation().key(), Edit::add("evidence_count", -1), is_own_draft(&caller))
            .delete(path.key(), rules.clone());
        Ok((changes, ()))
    };
    table.commit_for(&caller, owner, Action::EditObservations, None, build).await?;
    Ok(NoContent)
}
