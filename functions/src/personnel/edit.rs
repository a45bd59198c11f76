//! Edits a person's employment record, or writes the first one.

use crate::users::OfUser;
use shared::{
    domain::{ActivityKind, Caller, Personnel, PersonnelFields, Result},
    http::{Found, IfMatch, Json, Path},
    permission::Action,
    table::{Changes, Table, keys, version_is},
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfUser>,
    if_match: IfMatch,
    Json(fields): Json<PersonnelFields>,
) -> Result<Found<Personnel>> {
    let (owner, key) = (path.user_id, keys::personnel(&path.user_id));
    let (proof, before) = table
        .prove(
            &caller,
            owner,
            Action::EditPersonnel,
            key.clone().optional(),
        )
        .await?;
    let before = before.unwrap_or_default();
    let version = if_match.or(before.version)?;
    let after = Personnel {
        fields,
        version: version + 1,
    };
    let mut activity = caller.activity(ActivityKind::PersonnelChanged);
    activity.user_id = Some(owner);
    let Some(activity) = activity.of_edit(&before.fields, &after.fields)? else {
        return Ok(Found(before));
    };
    let changes = Changes::by(&caller, proof.ground, owner, activity)?.create_by(
        key,
        &after,
        vec![version_is(version)],
    )?;
    table.commit(changes).await?;
    Ok(Found(after))
}
