use super::OfConference;
use shared::{
    domain::{ActivityKind, Caller, Error, Result},
    http::{IfMatch, NoContent, Path},
    permission::Action,
    table::{Changes, Condition, Table, equals, keys, must},
};

/// Deletes a cancelled conference, and the caller's own private notes of it.
pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfConference>, if_match: IfMatch) -> Result<NoContent> {
    let owner = path.user_id;
    let mut rules = vec![must(Condition::Exists, Error::NotFound), must(equals("state", "cancelled"), Error::NotCancelled)];
    rules.extend(if_match.rule());
    let build = |ground| {
        let activity = caller.activity_on(ActivityKind::ConferenceDeleted, owner, path.conference_id);
        let changes = Changes::by(&caller, ground, owner, activity)?
            .delete(path.key(), rules.clone())
            .delete(keys::private_notes(&caller.user_id, path.conference_id), Vec::new());
        Ok((changes, ()))
    };
    table.commit_for(&caller, owner, Action::EditConferences, None, build).await?;
    Ok(NoContent)
}
