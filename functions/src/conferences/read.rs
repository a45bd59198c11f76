//! Reads a conference.

use super::OfConference;
use shared::{
    domain::{Caller, Conference, Result},
    http::{Found, Path},
    permission::Action,
    table::Table,
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfConference>,
) -> Result<Found<Conference>> {
    let (_, conference) = table
        .prove(&caller, path.user_id, Action::ReadConferences, path.key())
        .await?;
    Ok(Found(conference))
}
