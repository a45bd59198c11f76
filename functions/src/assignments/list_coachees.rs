//! Lists a user's coachees (Coaching).

use super::connections::{Connection, list};
use crate::users::OfUser;
use shared::{
    domain::{Caller, Result},
    http::{Listed, Paging, Path},
    table::{Table, keys},
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfUser>,
    paging: Paging,
) -> Result<Listed<Connection>> {
    list(
        &caller,
        &table,
        path.user_id,
        &keys::coachees(&path.user_id),
        |assignment| assignment.coachee_id,
        &paging,
    )
    .await
}
