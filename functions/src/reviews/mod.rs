//! Review campaigns: an administrator launches one, reviewers decide about the assignments in its scope, and its
//! decisions are carried out when it closes.
//!
//! **What it guarantees.** Each decision is carried out once, when the review closes, by the change that an
//! administrator would make, and only to the assignment that was reviewed: one that was ended or created again
//! in the meantime is left as it is. Nobody reviews their own assignments. Assignments without a decision are kept or
//! ended as the review says, and never more of them are ended than its limit.
//!
//! **How.** A review has one item that stores the progress of its [`walk`](walk/index.html), in three phases: gathering
//! its assignments from the index, notifying its reviewers, and, after it was closed, carrying out the decisions.
//! The stream starts the walk when that item is pending. Each decision is carried out in one transaction with its
//! outcome in the review's item, on the condition that the assignment has the same `since`. Once an hour,
//! [`due`](due/index.html) sends reminders, replaces reviewers who left, closes and repeats reviews, and restarts
//! walks that the stream gave up.
//!
//! **What it costs.** Four reads and two or three writes for each assignment in the scope, and one transaction for each
//! that is ended or transferred.
//!
//! **What it doesn't do.** It doesn't reserve anything: whether the new coach of a transfer has room is only known when the
//! review closes, and is then an outcome. It doesn't undo what was carried out.

mod apply;
mod changes;
pub mod close;
pub mod decide;
pub mod download_package;
pub mod due;
pub mod launch;
pub mod list;
pub mod list_items;
pub mod read;
pub mod reassign;
pub mod walk;

use schemars::JsonSchema;
use serde::Deserialize;
use shared::domain::ReviewId;

/// The path of a review.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct OfReview {
    /// The review.
    pub review_id: ReviewId,
}

/// The path of an item, which is one assignment in a review.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct OfItem {
    /// The review.
    pub review_id: ReviewId,
    /// The item, by its `id`.
    #[schemars(length(max = 60))]
    pub item_id: String,
}
