use super::{OfConference, invitation::invitation, named::people};
use shared::{
    domain::{Caller, Conference, Result, User},
    http::{File, Path},
    permission::Action,
    table::{Table, from_item, keys},
};

pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfConference>) -> Result<File> {
    let owner = path.user_id;
    let found = table.find::<Conference>(&path.key()).await?;
    let invited = |conference: &Conference| people(conference, owner).iter().map(keys::profile).collect();
    let (conference, proof) = found.prove(&table, &caller, owner, Action::ReadConferences, invited).await?;
    let invited = proof.also.into_iter().flatten().map(from_item).collect::<Result<Vec<User>>>()?;
    Ok(File {
        media_type: "text/calendar; charset=utf-8",
        name: format!("conference-{}.ics", conference.id),
        content: invitation(&caller.organisation, &conference, &proof.owner, &invited),
    })
}
