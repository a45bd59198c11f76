//! Lists a review's assignments, with their decisions and outcomes.

use super::OfReview;
use crate::records::list_below;
use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{Caller, Choice, Done, Result, ReviewItem, UserId},
    http::{Listed, Paging, Path, Query},
    permission::Action,
    table::{Order, Table, keys},
};

/// Which items to list.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Filter {
    /// Only items with this reviewer.
    reviewer_id: Option<UserId>,
    /// Only items with a decision, or only those without.
    is_decided: Option<bool>,
    /// Only items with this decision.
    choice: Option<Choice>,
    /// Only items with this outcome.
    done: Option<Done>,
}

impl Filter {
    fn has(&self, item: &ReviewItem) -> bool {
        let decision = item.decision.as_ref();
        self.reviewer_id.is_none_or(|id| {
            item.reviewer
                .as_ref()
                .is_some_and(|reviewer| reviewer.id == id)
        }) && self
            .is_decided
            .is_none_or(|is_decided| is_decided == decision.is_some())
            && self
                .choice
                .is_none_or(|choice| decision.is_some_and(|decision| decision.choice == choice))
            && self.done.is_none_or(|done| {
                item.outcome
                    .as_ref()
                    .is_some_and(|outcome| outcome.done == done)
            })
    }
}

/// Returns a page of items, by coachee. With a filter it may be shorter than `limit` and still not be the last.
pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfReview>,
    Query(filter): Query<Filter>,
    paging: Paging,
) -> Result<Listed<ReviewItem>> {
    let range = keys::review_items(&path.review_id);
    let review = keys::review(&path.review_id);
    let right = (caller.user_id, Action::ManageAssignments);
    let within = (&review, &range);
    let mut page = list_below(&caller, &table, right, within, Order::Ascending, &paging).await?;
    page.items.retain(|item| filter.has(item));
    paging.answer(page)
}
