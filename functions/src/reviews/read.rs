//! Reads a review and its progress by reviewer.

use super::OfReview;
use schemars::JsonSchema;
use serde::Serialize;
use shared::{
    domain::{Caller, Result, Review, ReviewerProgress},
    http::{Found, Path, Versioned},
    permission::Action,
    table::{Order, Table, keys},
};

/// The most reviewers of an answer.
const MAX_REVIEWERS: usize = 200;

/// A review, with the progress of its reviewers.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReviewWithReviewers {
    /// The review.
    #[serde(flatten)]
    pub review: Review,
    /// The reviewers' progress, those with the most undecided items first. At most 200 reviewers.
    pub progress: Vec<ReviewerProgress>,
}

impl Versioned for ReviewWithReviewers {
    fn version(&self) -> u64 {
        self.review.version
    }
}

/// Returns the review and the progress of its reviewers, as of one moment.
pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfReview>,
) -> Result<Found<ReviewWithReviewers>> {
    let found = table
        .list(
            &keys::reviewers(&path.review_id),
            Order::Ascending,
            MAX_REVIEWERS,
            None,
        )
        .await?;
    let action = Action::ManageAssignments;
    let (mut page, _, review) = found
        .prove(&table, &caller, caller.user_id, action, |_| {
            keys::review(&path.review_id)
        })
        .await?;
    page.items.retain(|reviewer| reviewer.items > 0);
    page.items
        .sort_by(|one, other| (other.open, &one.person.name).cmp(&(one.open, &other.person.name)));
    Ok(Found(ReviewWithReviewers {
        review,
        progress: page.items,
    }))
}
