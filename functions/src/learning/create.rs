//! Creates a learning record.

use crate::{simple_record, users::OfUser};
use shared::{
    domain::{Caller, Learning, LearningFields, Result},
    http::{Created, Once, Path},
    table::Table,
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfUser>,
    once: Once<LearningFields>,
) -> Result<Created<Learning>> {
    simple_record::create(&caller, &table, path.user_id, once).await
}
