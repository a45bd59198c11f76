use super::OfGoal;
use crate::records::id_taken;
use shared::{
    domain::{ActivityKind, Caller, Error, Goal, MAX_ENTRIES, ProgressEntry, ProgressFields, Result},
    http::{Created, Once, Path},
    permission::Action,
    table::{Changes, Edit, Idempotent, Table, at_most_in_all, keys, version_is},
};

/// How often somebody else may change the goal while this is added.
const ATTEMPTS: u32 = 3;

pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfGoal>, once: Once<ProgressFields>) -> Result<Created<ProgressEntry>> {
    let entry = ProgressEntry::new(once.body, &caller)?;
    for _ in 1..ATTEMPTS {
        match add(&caller, &table, path, &entry, once.key.as_ref()).await {
            Err(Error::Stale { .. }) => {}
            settled => return settled,
        }
    }
    add(&caller, &table, path, &entry, once.key.as_ref()).await
}

/// Adds the entry, and makes it the goal's latest measure if it is.
async fn add(
    caller: &Caller,
    table: &Table,
    path: OfGoal,
    entry: &ProgressEntry,
    once: Option<&Idempotent>,
) -> Result<Created<ProgressEntry>> {
    let owner = path.user_id;
    let mut proof = table.prove(caller, owner, Action::EditGoals, &[path.key()]).await?;
    let before: Goal = proof.existing(0)?;
    let edit = Edit::between(&before, &before.measured(entry, caller))?.and_add("entry_count", 1);
    let room = at_most_in_all("entry_count", 1, MAX_ENTRIES, "progress entries of a goal");
    let changes = Changes::by(caller, proof.ground, owner, caller.activity_on(ActivityKind::GoalMeasured, owner, path.goal_id))?
        .create(keys::part::<ProgressEntry>(&owner, path.goal_id, entry.id), entry, id_taken())?
        .edit(path.key(), edit, vec![version_is(before.stamp.version), room]);
    let entry = table.commit_once(changes, caller, once, entry.clone()).await?;
    Ok(Created { location: format!("/users/{owner}/goals/{}/progress", path.goal_id), resource: entry })
}
