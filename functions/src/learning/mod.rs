//! Learning records: courses and workshops.

pub mod add;
pub mod delete;
pub mod edit;
pub mod list;

use schemars::JsonSchema;
use serde::Deserialize;
use shared::domain::{LearningId, UserId};

/// The learning record that a path names.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
pub struct OfLearning {
    /// Whose it is.
    pub user_id: UserId,
    /// Which one it is.
    pub learning_id: LearningId,
}
