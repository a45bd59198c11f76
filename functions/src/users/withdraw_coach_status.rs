//! Withdraws a user's coach status. All rights of the coach end with this one write, however many coachees
//! there are. Then the assignments are ended, in batches.

use super::{OfUser, end_assignments::end_void};
use crate::assignments::change::unless_past_are_ended;
use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{ActivityKind, Caller, CoachStatus, Error, Result, User},
    http::{NoContent, Path, Query},
    permission::Action,
    table::{Changes, Edit, Table, at_most, keys, must_or, number, version_is},
};

/// How to withdraw coach status.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Withdrawal {
    /// Also end the coach's assignments. Default: false, and a coach with coachees keeps the status.
    #[serde(default)]
    end_assignments: bool,
}

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfUser>,
    Query(how): Query<Withdrawal>,
) -> Result<NoContent> {
    let (proof, ()) = table
        .prove(&caller, path.user_id, Action::ManageUsers, ())
        .await?;
    let before = proof.owner;
    let reason = "Coach status was withdrawn.";
    if before.coach_status == CoachStatus::None {
        let was_interrupted = before.coachee_count > 0 && how.end_assignments;
        return if was_interrupted {
            end_void(&table, &caller, &before, reason)
                .await
                .map(|()| NoContent)
        } else {
            Err(Error::NotACoach)
        };
    }
    let after = User {
        coach_status: CoachStatus::None,
        capacity: None,
        ..before.edited(caller.now)
    };
    let mut rules = vec![version_is(before.version)];
    if !how.end_assignments {
        rules.push(must_or(at_most("coachee_count", 0_u32), |item| {
            Error::StillCoaching {
                coachees: number(item, "coachee_count"),
            }
        }));
    }
    let mut activity = caller.activity(ActivityKind::CoachStatusWithdrawn);
    activity.user_id = Some(after.id);
    let activity = activity.with_changes(&before.account(), &after.account())?;
    let changes = Changes::by_administrator(&caller, activity)?
        .edit(
            keys::profile(&after.id),
            Edit::between(&before, &after)?,
            rules,
        )
        .directory(Some(&before), &after)?;
    match table.commit(changes).await {
        Err(refused @ Error::StillCoaching { .. }) => {
            return Err(unless_past_are_ended(&table, &caller, after.id, refused).await);
        }
        result => result?,
    }
    if how.end_assignments {
        end_void(&table, &caller, &after, reason).await?;
    }
    Ok(NoContent)
}
