//! Retires a rubric: it can still be read, but new observations can't be scored against it.

use super::OfRubric;
use shared::{
    domain::{ActivityKind, Caller, Error, Result},
    http::{IfMatch, NoContent, Path},
    table::{Changes, Edit, Table, equals, keys, must},
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfRubric>,
    if_match: IfMatch,
) -> Result<NoContent> {
    let retired = || Edit::set("state", "retired");
    let mut rules = vec![must(equals("state", "in_use"), Error::NotFound)];
    rules.extend(if_match.rule());
    let changes = Changes::by_administrator(
        &caller,
        super::activity(&caller, ActivityKind::RubricRetired, path.rubric_id),
    )?
    .edit(keys::rubric(path.rubric_id), retired(), rules)
    .edit(keys::rubric_line(path.rubric_id), retired(), Vec::new())
    .edit(
        keys::rubric_count(),
        Edit::add("rubric_count", -1),
        Vec::new(),
    );
    table.commit(changes).await?;
    Ok(NoContent)
}
