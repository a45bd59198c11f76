//! The progress of a review: of its reviewers, and of the walk that gathers and closes it.

use crate::domain::Person;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A reviewer's progress in a review.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReviewerProgress {
    /// The reviewer.
    pub person: Person,
    /// How many assignments they review.
    pub items: u32,
    /// How many of them are undecided.
    pub open: u32,
}

/// The progress of gathering or closing a review. The table's stream drives it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Work {
    /// What is being done.
    pub phase: Phase,
    /// Pending: the stream filter matches this to resume the walk.
    pub waits: bool,
    /// The shard of the index that is being gathered; the first is 1.
    pub shard: u32,
    /// The key after which the walk resumes.
    pub after: String,
    /// Rises with each step.
    pub version: u64,
    /// How many assignments were gathered.
    pub items: u32,
}

/// The steps of a review, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Assignments in the scope become items.
    Gathering,
    /// Reviewers are notified.
    #[serde(rename = "telling")]
    Notifying,
    /// Decisions are carried out.
    Closing,
    /// Nothing is left to do.
    Done,
}

impl Work {
    /// The work of a new review.
    pub fn begin() -> Self {
        Self {
            phase: Phase::Gathering,
            waits: true,
            shard: 1,
            after: String::new(),
            version: 1,
            items: 0,
        }
    }

    /// Goes to the beginning of another phase.
    pub fn on_to(&mut self, phase: Phase) {
        self.phase = phase;
        self.after = String::new();
    }
}
