//! Records progress toward a goal. It takes no `If-Match`: an entry is added to the goal as it is then.

use super::OfGoal;
use crate::records::id_taken;
use shared::{
    domain::{ActivityKind, Caller, Error, MAX_ENTRIES, ProgressEntry, ProgressFields, Result},
    http::{Created, Once, Path},
    permission::Action,
    table::{Changes, Edit, Idempotent, Table, at_most_in_all, keys, version_is},
};

/// How often this is tried while others change the goal.
const MAX_ATTEMPTS: u32 = 3;

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfGoal>,
    once: Once<ProgressFields>,
) -> Result<Created<ProgressEntry>> {
    let (owner, key) = (path.user_id, once.key.as_ref());
    let created = create(&caller, &table, path, once.body, key).await;
    let right = (owner, Action::EditGoals);
    let entry = table.or_answered(&caller, right, key, created).await?;
    Ok(Created {
        location: format!("/users/{owner}/goals/{}/progress", path.goal_id),
        resource: entry,
    })
}

async fn create(
    caller: &Caller,
    table: &Table,
    path: OfGoal,
    fields: ProgressFields,
    once: Option<&Idempotent>,
) -> Result<ProgressEntry> {
    let entry = ProgressEntry::new(fields, caller)?;
    for _ in 1..MAX_ATTEMPTS {
        match add(caller, table, path, &entry, once).await {
            Err(Error::Stale { .. }) => {}
            result => return result,
        }
    }
    add(caller, table, path, &entry, once).await
}

/// Adds the entry, and makes it the goal's latest measure if it is newer than the current one.
async fn add(
    caller: &Caller,
    table: &Table,
    path: OfGoal,
    entry: &ProgressEntry,
    once: Option<&Idempotent>,
) -> Result<ProgressEntry> {
    let owner = path.user_id;
    let (proof, before) = table
        .prove(caller, owner, Action::EditGoals, path.key())
        .await?;
    let edit = Edit::between(&before, &before.measured(entry, caller))?.and_add("entry_count", 1);
    let room = at_most_in_all(
        "entry_count",
        1,
        MAX_ENTRIES,
        ("progress entries of a goal", "Go on in a new goal."),
    );
    let changes = Changes::by(
        caller,
        proof.ground,
        owner,
        caller.activity_on(ActivityKind::GoalMeasured, owner, path.goal_id),
    )?
    .create(
        keys::part::<ProgressEntry>(&owner, path.goal_id, entry.id),
        entry,
        id_taken(),
    )?
    .edit(
        path.key(),
        edit,
        vec![version_is(before.stamp.version), room],
    );
    table
        .commit_once(changes, caller, once, entry.clone())
        .await
}
