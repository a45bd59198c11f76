use super::OfLearning;
use shared::{
    domain::{ActivityKind, Caller, Error, Learning, Result},
    http::{IfMatch, NoContent, Path},
    permission::Action,
    table::{Changes, Condition, Table, keys, must},
};

pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfLearning>, if_match: IfMatch) -> Result<NoContent> {
    let owner = path.user_id;
    let rules: Vec<_> = [must(Condition::Exists, Error::NotFound)].into_iter().chain(if_match.rule()).collect();
    let build = |ground| {
        let changes = Changes::by(&caller, ground, owner, caller.activity_on(ActivityKind::LearningDeleted, owner, path.learning_id))?
            .delete(keys::record::<Learning>(&owner, path.learning_id), rules.clone());
        Ok((changes, ()))
    };
    table.commit_for(&caller, owner, Action::EditLearning, None, build).await?;
    Ok(NoContent)
}
