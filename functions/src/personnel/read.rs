use crate::users::OfUser;
use shared::{
    domain::{Caller, Personnel, Result},
    http::{Found, Path},
    permission::Action,
    table::{Table, keys},
};

pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfUser>) -> Result<Found<Personnel>> {
    let mut proof = table.prove(&caller, path.user_id, Action::ReadPersonnel, &[keys::personnel(&path.user_id)]).await?;
    Ok(Found(proof.record(0)?.unwrap_or_default()))
}
