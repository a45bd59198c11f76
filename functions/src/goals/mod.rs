//! Goals: what a coachee works toward, with action steps, progress and comments.

pub mod create;
pub mod create_comment;
pub mod create_progress;
pub mod delete;
pub mod edit;
pub mod list;
pub mod list_comments;
pub mod list_progress;
pub mod read;
mod signals;

use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{Goal, GoalId, UserId},
    table::{Key, keys},
};
pub(crate) use signals::signal;

/// The path of a goal.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
pub struct OfGoal {
    /// The person who works toward the goal.
    pub user_id: UserId,
    /// The goal.
    pub goal_id: GoalId,
}

impl OfGoal {
    fn key(self) -> Key<Goal> {
        keys::record::<Goal>(&self.user_id, self.goal_id)
    }
}
