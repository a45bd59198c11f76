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
    let mut proof = table.prove(&caller, owner, Action::EditPersonnel, std::slice::from_ref(&key)).await?;
    let before: Personnel = proof.record(0)?.unwrap_or_default();
    let version = if_match.or(before.version)?;
    let after = Personnel { fields, version: version + 1 };
    let mut activity = caller.activity(ActivityKind::PersonnelChanged);
    activity.user_id = Some(owner);
    let changes = Changes::by(&caller, proof.ground, owner, activity)?.create_by(key, &after, vec![version_is(version)])?;
    table.commit(changes).await?;
    Ok(Found(after))
}
