//! Reads a rubric, in its current or an earlier version.

use super::OfRubric;
use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{Caller, Result, Rubric},
    http::{Found, Path, Query},
    permission::Action,
    table::{Table, keys},
};

/// The version of a rubric.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Which {
    /// An earlier version. Default: the current one.
    #[schemars(range(min = 1, max = 999_999))]
    version: Option<u32>,
}

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfRubric>,
    Query(which): Query<Which>,
) -> Result<Found<Rubric>> {
    let key = match which.version {
        Some(version) => keys::rubric_version(path.rubric_id, version.into()),
        None => keys::rubric(path.rubric_id),
    };
    let (_, rubric) = table
        .prove(&caller, caller.user_id, Action::ReadRubrics, key)
        .await?;
    Ok(Found(rubric))
}
