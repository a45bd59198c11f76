//! Creates a rubric, in its first version.

use crate::records::id_taken;
use shared::{
    domain::{ActivityKind, Caller, MAX_RUBRICS, Result, Rubric, RubricFields},
    http::{Created, Once},
    table::{Changes, Edit, Table, at_most_in_all, keys},
};

pub async fn handle(
    caller: Caller,
    table: Table,
    once: Once<RubricFields>,
) -> Result<Created<Rubric>> {
    let rubric = Rubric::new(once.body, &caller)?;
    let room = at_most_in_all(
        "rubric_count",
        1,
        MAX_RUBRICS,
        ("rubrics in use", "Retire one, then repeat."),
    );
    let changes = Changes::by_administrator(
        &caller,
        super::activity(&caller, ActivityKind::RubricCreated, rubric.id),
    )?
    .create(keys::rubric(rubric.id), &rubric, id_taken())?
    .create(
        keys::rubric_version(rubric.id, rubric.stamp.version),
        &rubric,
        id_taken(),
    )?
    .create(keys::rubric_line(rubric.id), &rubric.line(), id_taken())?
    .edit(
        keys::rubric_count(),
        Edit::add("rubric_count", 1),
        vec![room],
    );
    let rubric = table
        .commit_once(changes, &caller, once.key.as_ref(), rubric)
        .await?;
    Ok(Created {
        location: format!("/rubrics/{}", rubric.id),
        resource: rubric,
    })
}
