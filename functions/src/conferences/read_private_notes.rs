use super::OfConference;
use shared::{
    domain::{Caller, Conference, PrivateNotes, Result},
    http::{Found, Path},
    permission::Action,
    table::{Table, keys},
};

/// The caller's own, and nobody else's.
pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfConference>) -> Result<Found<PrivateNotes>> {
    let also = [path.key(), keys::private_notes(&caller.user_id, path.conference_id)];
    let mut proof = table.prove(&caller, path.user_id, Action::KeepPrivateNotes, &also).await?;
    let _conference: Conference = proof.existing(0)?;
    Ok(Found(proof.record(1)?.unwrap_or_else(PrivateNotes::none)))
}
