//! Edits a learning record.

use super::OfLearning;
use crate::simple_record;
use shared::{
    domain::{Caller, Learning, LearningFields, Result},
    http::{Found, IfMatch, MergePatch, Path},
    table::Table,
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfLearning>,
    if_match: IfMatch,
    patch: MergePatch<LearningFields>,
) -> Result<Found<Learning>> {
    let of = (path.user_id, path.learning_id);
    simple_record::edit(&caller, &table, of, &if_match, &patch)
        .await
        .map(Found)
}
