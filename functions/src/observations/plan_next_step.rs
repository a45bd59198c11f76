//! Adds an observation's next step to a goal as an action step, and returns the goal. The observation
//! stores the goal, so that its step is added once.

use super::{OfObservation, rules::must_be_by};
use crate::goals;
use garde::Validate;
use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{
        ActionStep, ActivityKind, Caller, Day, Error, Goal, GoalId, Observation, Result, StepOwner,
    },
    http::{Found, Once, Path},
    permission::Action,
    table::{Changes, Edit, Table, keys, version_is},
};

/// The goal that the observation's next step is added to, and the step's owner and check-back date.
#[derive(Debug, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    #[garde(skip)]
    goal_id: GoalId,
    #[garde(skip)]
    #[serde(default)]
    owner: StepOwner,
    /// The day on which coach and coachee look at the step again. Today or later.
    #[garde(skip)]
    #[serde(default)]
    check_back_on: Option<Day>,
}

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfObservation>,
    once: Once<Plan>,
) -> Result<Found<Goal>> {
    let (owner, key) = (path.user_id, once.key.as_ref());
    let Plan {
        goal_id,
        owner: step_owner,
        check_back_on,
    } = once.body;
    let goal_key = keys::record::<Goal>(&owner, goal_id);
    let wanted = (path.key(), goal_key.clone().raw());
    let (proof, (observation, goal)) = table
        .prove(&caller, owner, Action::EditObservations, wanted)
        .await?;
    must_be_by(&caller, &observation)?;
    let text = match (&observation.next_step, observation.next_step_goal_id) {
        (Some(text), None) => text.clone(),
        _ => {
            return table
                .answered(&caller, key)
                .await?
                .ok_or(Error::NoNextStep)
                .map(Found);
        }
    };
    if check_back_on.is_some_and(|day| day < caller.today) {
        return Err(Error::field(
            "/check_back_on",
            "This day has passed. Choose today or a later one.",
        ));
    }
    let before = goal
        .ok_or_else(|| Error::field("/goal_id", "The person has no such goal."))?
        .parse()?;
    let goal = before.with_step(
        ActionStep {
            id: None,
            text,
            owner: step_owner,
            check_back_on,
            done_on: None,
        },
        &caller,
    )?;
    let planned = Observation {
        next_step_goal_id: Some(goal_id),
        stamp: observation.stamp.edited(caller.now),
        ..observation.clone()
    };
    let changes = Changes::by(
        &caller,
        proof.ground,
        owner,
        caller.activity_on(ActivityKind::NextStepPlanned, owner, path.observation_id),
    )?
    .edit(
        path.key(),
        Edit::between(&observation, &planned)?,
        vec![version_is(observation.stamp.version)],
    )
    .edit(
        goal_key,
        // A goal that an observation names can't be deleted.
        Edit::between(&before, &goal)?.and_add("planned_count", 1),
        vec![version_is(before.stamp.version)],
    )
    .edit(keys::signals(&owner), goals::signal(&goal)?, Vec::new());
    table
        .commit_once(changes, &caller, key, goal)
        .await
        .map(Found)
}
