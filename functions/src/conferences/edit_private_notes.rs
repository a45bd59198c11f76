//! Edits the caller's private notes on a conference, which nobody else can read.

use super::{NOTED_BY, OfConference};
use shared::{
    domain::{ActivityKind, Caller, Error, PrivateNotes, PrivateNotesFields, Result},
    http::{Found, IfMatch, Json, Path},
    permission::Action,
    table::{Changes, Condition, Edit, Table, keys, must, version_is},
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfConference>,
    if_match: IfMatch,
    Json(fields): Json<PrivateNotesFields>,
) -> Result<Found<PrivateNotes>> {
    let owner = path.user_id;
    let key = keys::private_notes(&caller.user_id, path.conference_id);
    let wanted = (path.key().present(), key.clone().optional());
    let (proof, ((), before)) = table
        .prove(&caller, owner, Action::KeepPrivateNotes, wanted)
        .await?;
    let before = before.unwrap_or_else(PrivateNotes::none);
    let version = if_match.or(before.version)?;
    let after = before.written(fields.text, caller.now);
    let activity = caller.activity_on(ActivityKind::PrivateNotesWritten, owner, path.conference_id);
    let Some(activity) = activity.of_edit(&before.fields(), &after.fields())? else {
        return Ok(Found(before));
    };
    let changes = Changes::by(&caller, proof.ground, owner, activity)?
        // Deleting the conference deletes the notes of every coach named here.
        .edit(
            path.key(),
            Edit::into_set(NOTED_BY, caller.user_id),
            vec![must(Condition::Exists, Error::NotFound)],
        )
        .create_by(key, &after, vec![version_is(version)])?;
    table.commit(changes).await?;
    Ok(Found(after))
}
