use crate::reviews::Pointer;
use schemars::JsonSchema;
use serde::Serialize;
use shared::{
    domain::{Caller, Day, Result, Review, ReviewId, ReviewItem},
    http::{Listed, Paging},
    permission::Action,
    table::{Order, Page, Table, from_item, keys},
};

/// With each item comes its review, all in one transaction.
const MOST: usize = 48;

/// An assignment that waits for the caller's decision.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ToReview {
    pub review: ReviewLine,
    pub item: ReviewItem,
}

/// What to know of a review when deciding.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReviewLine {
    pub id: ReviewId,
    pub name: String,
    /// The last day for decisions.
    pub due_on: Day,
}

/// By review, the newest first. A page may be shorter than `limit` and still not be the last.
pub async fn handle(caller: Caller, table: Table, paging: Paging) -> Result<Listed<ToReview>> {
    let range = keys::all_reviewing(&caller.user_id, None);
    let found = table.list::<Pointer>(&range, Order::Descending, paging.limit.min(MOST), paging.after.as_deref()).await?;
    let also = |page: &Page<Pointer>| {
        let of_each = |pointer: &Pointer| [keys::review(&pointer.review_id), keys::review_item(&pointer.review_id, &pointer.item_id)];
        page.items.iter().flat_map(of_each).collect()
    };
    let (page, proof) = found.prove(&table, &caller, caller.user_id, Action::ReadCard, also).await?;
    let mut waiting = Vec::new();
    for found in proof.also.chunks_exact(2) {
        let [Some(review), Some(item)] = found else { continue };
        let (review, item): (Review, ReviewItem) = (from_item(review.clone())?, from_item(item.clone())?);
        let is_callers = item.reviewer.as_ref().is_some_and(|reviewer| reviewer.id == caller.user_id);
        if is_callers && item.decision.is_none() && review.takes_decisions() {
            let review = ReviewLine { id: review.id, name: review.fields.name, due_on: review.fields.due_on };
            waiting.push(ToReview { review, item });
        }
    }
    paging.answer(Page { items: waiting, next: page.next })
}
