//! Rubrics: what practice is scored against, in versions.

pub mod create;
pub mod edit;
pub mod list;
pub mod read;
pub mod retire;

use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{Activity, ActivityKind, Caller, Result, Rubric, RubricId},
    permission::Action,
    table::{Table, keys},
};

/// The path of a rubric.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
pub struct OfRubric {
    /// The rubric.
    pub rubric_id: RubricId,
}

/// The current version of the rubric whose id is in a body; none when it doesn't exist.
pub(crate) async fn find(
    table: &Table,
    caller: &Caller,
    id: Option<RubricId>,
) -> Result<Option<Rubric>> {
    let Some(id) = id else { return Ok(None) };
    let (_, rubric) = table
        .prove(
            caller,
            caller.user_id,
            Action::ReadRubrics,
            keys::rubric(id).optional(),
        )
        .await?;
    Ok(rubric)
}

/// An entry of the activity log about a rubric. Rubrics belong to the organization, so it names no user.
fn activity(caller: &Caller, kind: ActivityKind, id: RubricId) -> Activity {
    Activity {
        record_id: Some(id.to_string()),
        ..caller.activity(kind)
    }
}
