//! Edits a rubric by adding its next version. Observations keep the version they are scored against.

use super::OfRubric;
use crate::{editing::ItemEdit, records::id_taken};
use shared::{
    domain::{ActivityKind, Caller, Result, Rubric, RubricFields},
    http::{Found, IfMatch, Json, Path},
    permission::{Action, Ground},
    table::{Edit, Table, keys},
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfRubric>,
    if_match: IfMatch,
    Json(fields): Json<RubricFields>,
) -> Result<Found<Rubric>> {
    let key = keys::rubric(path.rubric_id);
    let (_, before) = table
        .prove(&caller, caller.user_id, Action::EditRubrics, &key)
        .await?;
    let version = if_match.or(before.stamp.version)?;
    let after = before.replaced(fields, &caller)?;
    let entry = super::activity(&caller, ActivityKind::RubricReplaced, after.id)
        .of_edit(&before.fields, &after.fields)?;
    let edit = ItemEdit {
        key,
        before,
        after,
        version,
        entry,
    };
    edit.commit(&table, &caller, Ground::Administrator, |changes, edit| {
        let (before, after) = (&edit.before, &edit.after);
        let next = keys::rubric_version(after.id, after.stamp.version);
        Ok(changes.create(next, after, id_taken())?.edit(
            keys::rubric_line(after.id),
            Edit::between(&before.line(), &after.line())?,
            Vec::new(),
        ))
    })
    .await
    .map(Found)
}
