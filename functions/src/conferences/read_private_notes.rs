//! Reads the caller's private notes on a conference. Nobody else can read them.

use super::OfConference;
use shared::{
    domain::{Caller, PrivateNotes, Result},
    http::{Found, Path},
    permission::Action,
    table::{Table, keys},
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfConference>,
) -> Result<Found<PrivateNotes>> {
    let notes = keys::private_notes(&caller.user_id, path.conference_id);
    let wanted = (path.key().present(), notes.optional());
    let (_, ((), notes)) = table
        .prove(&caller, path.user_id, Action::KeepPrivateNotes, wanted)
        .await?;
    Ok(Found(notes.unwrap_or_else(PrivateNotes::none)))
}
