//! Reads a user's profile, with as much as the caller may see.

use super::{OfUser, Profile};
use shared::{
    domain::{Caller, Result},
    http::{Found, Path},
    permission::Action,
    table::Table,
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfUser>,
) -> Result<Found<Profile>> {
    let (proof, ()) = table
        .prove(&caller, path.user_id, Action::ReadCard, ())
        .await?;
    Ok(Found(Profile::of(&proof)))
}
