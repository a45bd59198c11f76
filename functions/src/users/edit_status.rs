//! Activates or deactivates a user. Deactivating one ends all their rights, and their coaches' rights to
//! them, in one write. Then their assignments are ended, in batches.

use super::{OfUser, end_assignments::end_void, support::count_administrators};
use garde::Validate;
use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{ActivityKind, Caller, Error, Result, Status, User},
    http::{Found, Json, Path},
    permission::Action,
    table::{Changes, Edit, Table, equals, keys, must, version_is},
};

/// The new status of a user.
#[derive(Debug, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewStatus {
    #[garde(skip)]
    status: Status,
}

/// The reason in the coaching history of each assignment that is ended.
const REASON: &str = "The person was made inactive.";

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfUser>,
    Json(new): Json<NewStatus>,
) -> Result<Found<User>> {
    let (proof, ()) = table
        .prove(&caller, path.user_id, Action::ManageUsers, ())
        .await?;
    let before = proof.owner;
    let has_assignments = before.coachee_count + before.coach_count > 0;
    let is_new = before.status != new.status;
    if before.status == Status::Inactive && has_assignments {
        end_void(&table, &caller, &before, REASON).await?;
    }
    if !is_new {
        let ended = before.status == Status::Inactive;
        return Ok(Found(if ended {
            User {
                coachee_count: 0,
                coach_count: 0,
                ..before
            }
        } else {
            before
        }));
    }
    let after = User {
        status: new.status,
        ..before.edited(caller.now)
    };
    table.commit(change(&caller, &before, &after)?).await?;
    if after.status == Status::Inactive && has_assignments {
        end_void(&table, &caller, &after, REASON).await?;
    }
    Ok(Found(if has_assignments {
        User {
            coachee_count: 0,
            coach_count: 0,
            ..after
        }
    } else {
        after
    }))
}

fn change(caller: &Caller, before: &User, after: &User) -> Result<Changes> {
    let kind = if after.is_active() {
        ActivityKind::UserActivated
    } else {
        ActivityKind::UserDeactivated
    };
    let mut activity = caller.activity(kind);
    activity.user_id = Some(after.id);
    let activity = activity.with_changes(&before.account(), &after.account())?;
    let mut rules = vec![version_is(before.version)];
    // Activating a user must not revive an assignment that a deactivation left behind, and deactivating one
    // without assignments must not leave one behind that was created in the meantime.
    if after.is_active() || before.coachee_count + before.coach_count == 0 {
        for count in ["coachee_count", "coach_count"] {
            rules.push(must(
                equals(count, 0_u32),
                Error::Overtaken("assignments are still being ended"),
            ));
        }
    }
    let changes = Changes::by_administrator(caller, activity)?
        .edit(
            keys::profile(&after.id),
            Edit::between(before, after)?,
            rules,
        )
        .directory(Some(before), after)?;
    Ok(count_administrators(changes, before, after))
}
