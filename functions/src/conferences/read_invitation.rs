use super::{OfConference, invitation::invitation, named::people};
use shared::{
    domain::{Caller, Conference, Error, Result, User},
    http::{Calendar, File, Path},
    permission::Action,
    table::{Table, from_item, keys},
};

pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfConference>) -> Result<File<Calendar>> {
    let owner = path.user_id;
    let found = table.find::<Conference>(&path.key()).await?;
    let invited = |conference: &Option<Conference>| conference.iter().flat_map(|c| people(c, owner)).map(|id| keys::profile(&id)).collect();
    let (conference, proof) = found.prove(&table, &caller, owner, Action::ReadConferences, invited).await?;
    let conference = conference.ok_or(Error::NotFound)?;
    let invited = proof.also.into_iter().flatten().map(from_item).collect::<Result<Vec<User>>>()?;
    let content = invitation(&caller.organisation, &conference, &proof.owner, &invited);
    Ok(File::new(format!("conference-{}.ics", conference.id), content))
}
