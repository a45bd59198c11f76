use super::OfConference;
use shared::{
    domain::{ActivityKind, Caller, Conference, Error, PrivateNotes, PrivateNotesFields, Result},
    http::{Found, IfMatch, Json, Path},
    permission::Action,
    table::{Changes, Condition, Table, keys, must, version_is},
};

/// Writes the caller's own, which nobody else reads.
pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfConference>,
    if_match: IfMatch,
    Json(fields): Json<PrivateNotesFields>,
) -> Result<Found<PrivateNotes>> {
    let owner = path.user_id;
    let key = keys::private_notes(&caller.user_id, path.conference_id);
    let mut proof = table.prove(&caller, owner, Action::KeepPrivateNotes, &[path.key(), key.clone()]).await?;
    let _conference: Conference = proof.existing(0)?;
    let before: PrivateNotes = proof.record(1)?.unwrap_or_else(PrivateNotes::none);
    let version = if_match.or(before.version)?;
    let after = before.written(fields.text, caller.now);
    let activity = caller.activity_on(ActivityKind::PrivateNotesWritten, owner, path.conference_id);
    let changes = Changes::by(&caller, proof.ground, owner, activity)?
        .check(path.key(), vec![must(Condition::Exists, Error::NotFound)])
        .create_by(key, &after, vec![version_is(version)])?;
    table.commit(changes).await?;
    Ok(Found(after))
}
