use super::OfReview;
use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{Caller, Choice, Done, Result, Review, ReviewItem, UserId},
    http::{Listed, Paging, Path, Query},
    permission::Action,
    table::{Order, Page, Table, keys},
};

/// Which items.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Filter {
    /// Only those put before this person.
    reviewer_id: Option<UserId>,
    /// Whether something was decided.
    is_decided: Option<bool>,
    /// Only those about which this was decided.
    choice: Option<Choice>,
    /// Only those with which this was done.
    done: Option<Done>,
}

impl Filter {
    fn has(&self, item: &ReviewItem) -> bool {
        let decision = item.decision.as_ref();
        self.reviewer_id.is_none_or(|id| item.reviewer.as_ref().is_some_and(|reviewer| reviewer.id == id))
            && self.is_decided.is_none_or(|is_decided| is_decided == decision.is_some())
            && self.choice.is_none_or(|choice| decision.is_some_and(|decision| decision.choice == choice))
            && self.done.is_none_or(|done| item.outcome.as_ref().is_some_and(|outcome| outcome.done == done))
    }
}

/// By coachee. A page may be shorter than `limit` and still not be the last.
pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfReview>,
    Query(filter): Query<Filter>,
    paging: Paging,
) -> Result<Listed<ReviewItem>> {
    let range = keys::review_items(&path.review_id);
    let found = table.list::<ReviewItem>(&range, Order::Ascending, paging.limit, paging.after.as_deref()).await?;
    let review = |_: &Page<ReviewItem>| vec![keys::review(&path.review_id)];
    let (mut page, mut proof) = found.prove(&table, &caller, caller.user_id, Action::ManageAssignments, review).await?;
    proof.existing::<Review>(0)?;
    page.items.retain(|item| filter.has(item));
    paging.answer(page)
}
