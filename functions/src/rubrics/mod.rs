//! Rubrics: what practice is scored against, in versions.

pub mod create;
pub mod list;
pub mod read;
pub mod replace;
pub mod retire;

use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{Activity, ActivityKind, Caller, Result, Rubric, RubricId},
    permission::Action,
    table::{Table, keys},
};

/// The rubric that a path names.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
pub struct OfRubric {
    /// Which one it is.
    pub rubric_id: RubricId,
}

/// The rubric that a body names, as it is now; none when there is no such rubric.
pub(crate) async fn named(table: &Table, caller: &Caller, id: Option<RubricId>) -> Result<Option<Rubric>> {
    let Some(id) = id else { return Ok(None) };
    table.prove(caller, caller.user_id, Action::ReadRubrics, &[keys::rubric(id)]).await?.record(0)
}

/// An activity of the organisation's, about a rubric.
fn activity(caller: &Caller, kind: ActivityKind, id: RubricId) -> Activity {
    Activity { record_id: Some(id.to_string()), ..caller.activity(kind) }
}
