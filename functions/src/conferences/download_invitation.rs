//! Downloads a conference's calendar invitation.

use super::{OfConference, invitation, invited};
use shared::{
    domain::{Caller, Conference, Error, Result, User},
    http::{Calendar, File, Path},
    permission::{Action, Viewer},
    table::{Table, keys},
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfConference>,
) -> Result<File<Calendar>> {
    let owner = path.user_id;
    let found = table.find(&path.key()).await?;
    let profiles = |conference: &Option<Conference>| -> Vec<_> {
        conference
            .iter()
            .flat_map(|c| invited(c, owner))
            .map(|id| keys::profile(&id).lenient())
            .collect()
    };
    let (conference, proof, people) = found
        .prove(&table, &caller, owner, Action::ReadConferences, profiles)
        .await?;
    let conference = conference.ok_or(Error::NotFound)?;
    let people: Vec<User> = people.into_iter().flatten().collect();
    let viewer = Viewer::new(caller.user_id, owner, proof.relation);
    let content = invitation(
        &caller.organisation,
        &conference,
        &proof.owner,
        &people,
        viewer,
    );
    Ok(File::new(
        format!("conference-{}.ics", conference.id),
        content,
    ))
}
