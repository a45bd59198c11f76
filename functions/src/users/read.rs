use super::{OfUser, Profile};
use shared::{
    domain::{Caller, Result},
    http::{Found, Path},
    permission::Action,
    table::Table,
};

pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfUser>) -> Result<Found<Profile>> {
    let proof = table.prove(&caller, path.user_id, Action::ReadCard, &[]).await?;
    Ok(Found(Profile::seen(&proof)))
}
