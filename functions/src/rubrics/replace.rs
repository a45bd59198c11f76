use super::OfRubric;
use crate::records::id_taken;
use shared::{
    domain::{ActivityKind, Caller, Result, Rubric, RubricFields},
    http::{Found, IfMatch, Json, Path},
    permission::Action,
    table::{Changes, Edit, Table, keys, version_is},
};

/// Makes the next version; what was scored against an older one keeps that.
pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfRubric>,
    if_match: IfMatch,
    Json(fields): Json<RubricFields>,
) -> Result<Found<Rubric>> {
    let key = keys::rubric(path.rubric_id);
    let mut proof = table.prove(&caller, caller.user_id, Action::EditRubrics, std::slice::from_ref(&key)).await?;
    let before: Rubric = proof.existing(0)?;
    let version = if_match.or(before.stamp.version)?;
    let after = before.replaced(fields, &caller)?;
    let changes = Changes::by_administrator(&caller, super::activity(&caller, ActivityKind::RubricReplaced, after.id))?
        .edit(key, Edit::between(&before, &after)?, vec![version_is(version)])
        .create(keys::rubric_version(after.id, after.stamp.version), &after, id_taken())?
        .edit(keys::rubric_line(after.id), Edit::between(&before.line(), &after.line())?, Vec::new());
    table.commit(changes).await?;
    Ok(Found(after))
}
