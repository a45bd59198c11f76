//! Reads a person's employment record, which is empty until somebody writes it.

use crate::users::OfUser;
use shared::{
    domain::{Caller, Personnel, Result},
    http::{Found, Path},
    permission::Action,
    table::{Table, keys},
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfUser>,
) -> Result<Found<Personnel>> {
    let (_, personnel) = table
        .prove(
            &caller,
            path.user_id,
            Action::ReadPersonnel,
            keys::personnel(&path.user_id).optional(),
        )
        .await?;
    Ok(Found(personnel.unwrap_or_default()))
}
