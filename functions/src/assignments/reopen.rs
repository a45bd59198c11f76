use super::{
    OfPair,
    change::{activity, start},
};
use garde::Validate;
use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{ActivityKind, Assignment, Caller, Error, HistoryKind, LastTerms, Result},
    http::{Created, Once, Path},
    permission::Action,
    table::{Changes, Table, keys},
};

/// Reopening takes no terms: they are those the pair last had. The kind stays, and so does the last
/// day unless it has passed; the first day is today.
#[derive(Debug, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Reopening {}

pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfPair>, once: Once<Reopening>) -> Result<Created<Assignment>> {
    let Reopening {} = once.body;
    let pair = path.pair()?;
    let also = [keys::terms(&pair.coachee, &pair.coach), keys::profile(&pair.coach)];
    let mut proof = table.prove(&caller, pair.coachee, Action::ManageAssignments, &also).await?;
    proof.also.get(1).and_then(Option::as_ref).ok_or(Error::NotFound)?;
    let last: LastTerms = proof.record(0)?.ok_or(Error::NothingToReopen)?;
    let assignment = Assignment::start(pair, &last.reopened(caller.today), &caller.actor(), caller.now, caller.today)?;

    let activity = activity(&caller, ActivityKind::AssignmentReopened, pair);
    let changes = Changes::by(&caller, proof.ground, pair.coachee, activity)?;
    let changes = start(changes, &caller, &assignment, HistoryKind::Reopened)?;
    let assignment = table.commit_once(changes, &caller, once.key.as_ref(), assignment).await?;
    Ok(Created { location: format!("/users/{}/coachees/{}", pair.coach, pair.coachee), resource: assignment })
}
