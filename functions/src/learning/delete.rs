//! Deletes a learning record.

use super::OfLearning;
use crate::simple_record;
use shared::{
    domain::{Caller, Learning, Result},
    http::{IfMatch, NoContent, Path},
    table::Table,
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfLearning>,
    if_match: IfMatch,
) -> Result<NoContent> {
    let of = (path.user_id, path.learning_id);
    simple_record::delete::<Learning>(&caller, &table, of, &if_match).await
}
