//! Lists the assignments that await the caller's decision, by review, the newest first. A page may be
//! shorter than `limit` and still not be the last.

use schemars::JsonSchema;
use serde::Serialize;
use shared::{
    domain::{Caller, Day, Result, ReviewId, ReviewItem, ReviewPointer},
    http::{Listed, Paging},
    permission::Action,
    table::{Order, Page, Table, keys},
};

/// The most items of a page: with each, its review is read in the same transaction.
const MAX_ITEMS: usize = 48;

/// An assignment that awaits the caller's decision.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ToReview {
    pub review: ReviewLine,
    pub item: ReviewItem,
}

/// A review, as far as its reviewers need to know it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReviewLine {
    pub id: ReviewId,
    pub name: String,
    /// The last day for decisions.
    pub due_on: Day,
}

pub async fn handle(caller: Caller, table: Table, paging: Paging) -> Result<Listed<ToReview>> {
    let range = keys::all_reviewing(&caller.user_id, None);
    let found = table
        .list(
            &range,
            Order::Descending,
            paging.limit.min(MAX_ITEMS),
            paging.after.as_deref(),
        )
        .await?;
    let wanted = |page: &Page<ReviewPointer>| -> Vec<_> {
        let of_each = |pointer: &ReviewPointer| {
            (
                keys::review(&pointer.review_id).lenient(),
                keys::review_item(&pointer.review_id, &pointer.item_id).lenient(),
            )
        };
        page.items.iter().map(of_each).collect()
    };
    let (page, _, found) = found
        .prove(&table, &caller, caller.user_id, Action::ReadCard, wanted)
        .await?;
    let mut undecided = Vec::new();
    for (review, item) in found {
        let (Some(review), Some(item)) = (review, item) else {
            continue;
        };
        let is_callers = item
            .reviewer
            .as_ref()
            .is_some_and(|reviewer| reviewer.id == caller.user_id);
        if is_callers && item.decision.is_none() && review.takes_decisions() {
            let review = ReviewLine {
                id: review.id,
                name: review.fields.name,
                due_on: review.fields.due_on,
            };
            undecided.push(ToReview { review, item });
        }
    }
    paging.answer(Page {
        items: undecided,
        next: page.next,
    })
}
