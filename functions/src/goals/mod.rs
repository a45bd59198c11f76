//! Goals: what a coachee works towards, with action steps, progress and comments.

pub mod add_comment;
pub mod add_progress;
pub mod create;
pub mod delete;
pub mod edit;
pub mod list;
pub mod list_comments;
pub mod list_progress;
pub mod read;

use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{Goal, GoalId, Result, Signals, UserId},
    table::{Edit, Key, keys},
};

/// The goal that a path names.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
pub struct OfGoal {
    /// Whose it is.
    pub user_id: UserId,
    /// Which one it is.
    pub goal_id: GoalId,
}

impl OfGoal {
    fn key(self) -> Key {
        keys::record::<Goal>(&self.user_id, self.goal_id)
    }
}

/// What the owner's signals say of the goal.
pub(crate) fn signal(goal: &Goal) -> Result<Edit> {
    Edit::put(Signals::of_goal(goal.id), &goal.signal())
}
