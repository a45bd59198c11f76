use super::{OfObservation, must_be_by};
use crate::goals;
use garde::Validate;
use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{ActionStep, ActivityKind, Caller, Day, Error, Goal, GoalId, Observation, Result, StepOwner},
    http::{Found, Once, Path},
    permission::Action,
    table::{Changes, Edit, Table, keys, version_is},
};

/// Where the observation's next step goes.
#[derive(Debug, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    #[garde(skip)]
    goal_id: GoalId,
    #[garde(skip)]
    #[serde(default)]
    owner: StepOwner,
    /// When coach and coachee look whether it was done. Not before today.
    #[garde(skip)]
    #[serde(default)]
    check_back_on: Option<Day>,
}

/// Makes the next step an action step of a goal, and answers with the goal.
pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfObservation>, once: Once<Plan>) -> Result<Found<Goal>> {
    let (owner, key) = (path.user_id, once.key.as_ref());
    let Plan { goal_id, owner: step_owner, check_back_on } = once.body;
    let goal_key = keys::record::<Goal>(&owner, goal_id);
    let mut proof = table.prove(&caller, owner, Action::EditObservations, &[path.key(), goal_key.clone()]).await?;
    let observation: Observation = proof.existing(0)?;
    must_be_by(&caller, &observation)?;
    let text = match (&observation.next_step, observation.next_step_goal_id) {
        (Some(text), None) => text.clone(),
        _ => return table.answered_or(&caller, key, Error::NoNextStep).await.map(Found),
    };
    if check_back_on.is_some_and(|day| day < caller.today) {
        return Err(Error::field("/check_back_on", "This day has passed. Choose today or a later one."));
    }
    let before: Goal = proof.record(1)?.ok_or_else(|| Error::field("/goal_id", "The person has no such goal."))?;
    let goal = before.with_step(ActionStep { id: None, text, owner: step_owner, check_back_on, done_on: None }, &caller)?;
    let planned = Observation { next_step_goal_id: Some(goal_id), stamp: observation.stamp.edited(caller.now), ..observation.clone() };
    let changes = Changes::by(&caller, proof.ground, owner, caller.activity_on(ActivityKind::NextStepPlanned, owner, path.observation_id))?
        .edit(path.key(), Edit::between(&observation, &planned)?, vec![version_is(observation.stamp.version)])
        .edit(goal_key, Edit::between(&before, &goal)?, vec![version_is(before.stamp.version)])
        .edit(keys::signals(&owner), goals::signal(&goal)?, Vec::new());
    table.commit_once(changes, &caller, key, goal).await.map(Found)
}
