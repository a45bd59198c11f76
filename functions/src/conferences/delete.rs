//! Deletes a canceled conference and all private notes on it.

use super::{NOTED_BY, OfConference};
use shared::{
    domain::{ActivityKind, Caller, Error, Result, UserId},
    http::{IfMatch, NoContent, Path},
    permission::Action,
    table::{Changes, Condition, Item, Rule, Table, equals, keys, must, set_is},
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfConference>,
    if_match: IfMatch,
) -> Result<NoContent> {
    let owner = path.user_id;
    let (proof, item) = table
        .prove(&caller, owner, Action::EditConferences, path.key().raw())
        .await?;
    let item = item.ok_or(Error::NotFound)?;
    let noted_by = noted_by(&item);
    // A conference that can't be parsed is an error before anything is deleted.
    item.parse()?;
    let activity = caller.activity_on(ActivityKind::ConferenceDeleted, owner, path.conference_id);
    let mut changes = Changes::by(&caller, proof.ground, owner, activity)?
        .delete(path.key(), rules(&noted_by, if_match.rule()));
    for coach in noted_by
        .iter()
        .filter_map(|coach| coach.parse::<UserId>().ok())
    {
        changes = changes.delete(keys::private_notes(&coach, path.conference_id), Vec::new());
    }
    table.commit(changes).await?;
    Ok(NoContent)
}

/// The coaches who keep private notes of the conference.
fn noted_by(conference: &Item) -> Vec<String> {
    conference
        .get(NOTED_BY)
        .and_then(|coaches| coaches.as_ss().ok())
        .cloned()
        .unwrap_or_default()
}

fn rules(noted_by: &[String], if_match: Option<Rule>) -> Vec<Rule> {
    let overtaken = Error::Overtaken("somebody began to keep notes of the conference");
    let mut rules = vec![
        must(Condition::Exists, Error::NotFound),
        must(equals("state", "cancelled"), Error::NotCancelled),
    ];
    rules.extend(if_match);
    rules.push(must(set_is(NOTED_BY, noted_by), overtaken));
    rules
}
