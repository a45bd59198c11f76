use super::OfReview;
use schemars::JsonSchema;
use serde::Serialize;
use shared::{
    domain::{Caller, Result, Review, ReviewerProgress},
    http::{Found, Path, Versioned},
    permission::Action,
    table::{Order, Page, Table, keys},
};

/// A review, and how far its reviewers are.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReviewWithReviewers {
    #[serde(flatten)]
    pub review: Review,
    /// The first two hundred of them.
    pub progress: Vec<ReviewerProgress>,
}

impl Versioned for ReviewWithReviewers {
    fn version(&self) -> u64 {
        self.review.version
    }
}

pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfReview>) -> Result<Found<ReviewWithReviewers>> {
    let found = table.list::<ReviewerProgress>(&keys::reviewers(&path.review_id), Order::Ascending, 200, None).await?;
    let review = |_: &Page<ReviewerProgress>| vec![keys::review(&path.review_id)];
    let (mut page, mut proof) = found.prove(&table, &caller, caller.user_id, Action::ManageAssignments, review).await?;
    page.items.retain(|reviewer| reviewer.items > 0);
    page.items.sort_by(|one, other| (other.open, &one.person.name).cmp(&(one.open, &other.person.name)));
    Ok(Found(ReviewWithReviewers { review: proof.existing(0)?, progress: page.items }))
}
