//! Lists a user's coaches (Coached By).

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
        &keys::coaches(&path.user_id),
        |assignment| assignment.coach_id,
        &paging,
    )
    .await
}
