use super::{OfUser, ending::end_void};
use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{ActivityKind, Caller, CoachStatus, Error, Result, User},
    http::{NoContent, Path, Query},
    permission::Action,
    table::{Changes, Edit, Table, at_most, keys, must_or, number, version_is},
};

#[derive(Debug, Deserialize, JsonSchema)]
pub struct Withdrawal {
    /// Also end the coach's assignments. Without it, a coach with coachees keeps the status.
    #[serde(default)]
    end_assignments: bool,
}

/// All rights of the coach end with the one write that withdraws the status, however many coachees
/// there are; the assignments are ended after it.
pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfUser>, Query(how): Query<Withdrawal>) -> Result<NoContent> {
    let before = table.prove(&caller, path.user_id, Action::ManageUsers, &[]).await?.owner;
    let reason = "Coach status was withdrawn.";
    if before.coach_status == CoachStatus::None {
        let interrupted = before.coachee_count > 0 && how.end_assignments;
        return if interrupted { end_void(&table, &caller, &before, reason).await.map(|()| NoContent) } else { Err(Error::NotACoach) };
    }
    let after = User { coach_status: CoachStatus::None, capacity: None, ..before.edited(caller.now) };
    let mut rules = vec![version_is(before.version)];
    if !how.end_assignments {
        rules.push(must_or(at_most("coachee_count", 0_u32), |item| Error::StillCoaching { coachees: number(item, "coachee_count") }));
    }
    let mut activity = caller.activity(ActivityKind::CoachStatusWithdrawn);
    activity.user_id = Some(after.id);
    let changes = Changes::by_administrator(&caller, activity)?
        .edit(keys::profile(&after.id), Edit::between(&before, &after)?, rules)
        .directory(Some(&before), &after)?;
    table.commit(changes).await?;
    if how.end_assignments {
        end_void(&table, &caller, &after, reason).await?;
    }
    Ok(NoContent)
}
