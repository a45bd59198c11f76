//! Review campaigns: an administrator launches one, the assignments of its scope are put before
//! reviewers, and what they decide is done when it closes.
//!
//! A review has one item that says how far its gathering or closing is. The table's stream starts the
//! walk when that item is written, and again when the walk ran out of time or failed; each step writes
//! what it did together with how far it is, so that it can be interrupted anywhere.

mod apply;
pub mod close;
pub mod decide;
pub mod due;
pub mod items;
pub mod launch;
pub mod list;
pub mod package;
pub mod read;
pub mod reassign;
pub mod walk;

use crate::feed::tell;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use shared::{
    domain::{
        Activity, ActivityKind, Actor, Caller, Error, Moment, Notice, NoticeKind, Person, Result, Review, ReviewId, ReviewItem,
        ReviewState, Silence, User, UserId, review,
    },
    permission::Ground,
    table::{Changes, Condition, Edit, Proof, Rule, Table, either, equals, from_item, keys, must, version_is},
};
use std::collections::HashMap;

/// The review that a path names.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct OfReview {
    /// The review.
    pub review_id: ReviewId,
}

/// The item that a path names.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct OfItem {
    /// The review.
    pub review_id: ReviewId,
    /// The assignment in it, by the `id` of the item.
    #[schemars(length(max = 60))]
    pub item_id: String,
}

/// An entry of the log about a review.
fn about(activity: Activity, review: ReviewId) -> Activity {
    Activity { record_id: Some(review.to_string()), ..activity }
}

/// An entry of the log about an item, kept with the coachee.
fn about_item(activity: Activity, item: &ReviewItem) -> Activity {
    let assignment = &item.assignment;
    Activity { user_id: Some(assignment.coachee_id), coach_id: Some(assignment.coach_id), ..about(activity, item.review_id) }
}

/// The rule that decisions are taken.
fn takes_decisions() -> Vec<Rule> {
    vec![must(either(equals("state", "open"), equals("state", "held")), Error::ReviewNotOpen)]
}

/// A change that somebody else was faster than can be tried again: nobody said on which version it is.
fn met(error: Error) -> Error {
    match error {
        Error::Stale { .. } => Error::Unavailable("the review changed meanwhile".to_owned()),
        other => other,
    }
}

/// By what right the caller has a say about an item: as its reviewer, or as an administrator. To others
/// it isn't there.
fn say(caller: &Caller, proof: &Proof, item: &ReviewItem) -> Result<Ground> {
    if item.reviewer.as_ref().is_some_and(|reviewer| reviewer.id == caller.user_id) {
        return Ok(Ground::Own);
    }
    if proof.relation.administrator { Ok(Ground::Administrator) } else { Err(Error::NotFound) }
}

/// Whoever of these is active, by id.
async fn active(table: &Table, ids: &[UserId]) -> Result<HashMap<UserId, Person>> {
    let profiles: Vec<_> = ids.iter().map(keys::profile).collect();
    let mut active = HashMap::new();
    for profiles in profiles.chunks(100) {
        for item in table.as_of_now(profiles).await?.to_change().into_iter().flatten() {
            let user: User = from_item(item)?;
            if user.is_active() {
                active.insert(user.id, person(&user));
            }
        }
    }
    Ok(active)
}

fn person(user: &User) -> Person {
    Person { id: user.id, name: user.name() }
}

/// Everybody who may have to review, as far as they are active.
async fn able(table: &Table, review: &Review) -> Result<HashMap<UserId, Person>> {
    let ids: Vec<UserId> = review.fields.reviewer_ids().into_iter().chain(review.by.id).collect();
    active(table, &ids).await
}

/// Where an item is that somebody is to decide, in their own partition.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Pointer {
    pub review_id: ReviewId,
    pub item_id: String,
}

/// Puts an item before a reviewer: it is in their list, and counted as theirs.
fn put_before(changes: Changes, item: &ReviewItem, reviewer: &Person) -> Result<Changes> {
    let edit = Edit::put("person", reviewer)?.and_add("items", 1).and_add("open", i64::from(item.decision.is_none()));
    let changes = changes.edit(keys::reviewer(&item.review_id, &reviewer.id), edit, Vec::new());
    if item.decision.is_some() {
        return Ok(changes);
    }
    let pointer = Pointer { review_id: item.review_id, item_id: item.id.clone() };
    changes.set(keys::reviewing(&reviewer.id, &item.review_id, &item.id), &pointer)
}

/// Takes an item from its reviewer's list, when it is decided or no longer theirs.
fn take_from_list(changes: Changes, item: &ReviewItem) -> Changes {
    let Some(reviewer) = item.reviewer.as_ref().filter(|_| item.decision.is_none()) else { return changes };
    changes.delete(keys::reviewing(&reviewer.id, &item.review_id, &item.id), Vec::new()).edit(
        keys::reviewer(&item.review_id, &reviewer.id),
        Edit::add("open", -1),
        vec![must(Condition::Exists, Error::NotFound)],
    )
}

/// The item in other hands.
fn hand_to(changes: Changes, item: &ReviewItem, reviewer: Option<Person>) -> Result<(Changes, ReviewItem)> {
    let after = ReviewItem { reviewer, version: item.version + 1, ..item.clone() };
    let mut changes = take_from_list(changes, item);
    if let Some(before) = &item.reviewer {
        changes = changes.edit(keys::reviewer(&item.review_id, &before.id), Edit::add("items", -1), Vec::new());
    }
    changes = changes.create_by(keys::review_item(&item.review_id, &item.id), &after, vec![version_is(item.version)])?;
    if let Some(reviewer) = &after.reviewer {
        changes = put_before(changes, &after, reviewer)?;
    }
    Ok((changes, after))
}

/// Begins to close a review: what was decided is then done by the walk. When silence would end too much
/// the review is held instead.
fn close(
    closing: Closing<impl FnOnce(ActivityKind) -> Result<Changes>>,
    review: &Review,
    work: &review::Work,
) -> Result<(Changes, Review)> {
    let next = Review { version: review.version + 1, ..review.clone() };
    let (kind, after) = match review.guard(closing.silence) {
        Ok(()) => {
            let (silence, closed_by) = (Some(closing.silence), Some(closing.by));
            (ActivityKind::ReviewClosed, Review { state: ReviewState::Closing, silence, closed_by, stopped: None, ..next })
        }
        Err(why) => (ActivityKind::ReviewHeld, Review { state: ReviewState::Held, stopped: Some(why), ..next }),
    };
    // The version rises with each decision, so what was judged is what there is.
    let rules = takes_decisions().into_iter().chain([version_is(review.version)]).collect();
    let mut changes = (closing.changes)(kind)?.edit(keys::review(&review.id), Edit::between(review, &after)?, rules);
    if after.state == ReviewState::Closing {
        let mut next = review::Work { waits: true, version: work.version + 1, ..work.clone() };
        next.on_to(review::Phase::Closing);
        changes = changes.create_by(keys::review_work(&review.id), &next, vec![version_is(work.version)])?;
    }
    Ok((changes, after))
}

/// How a review is closed.
struct Closing<F> {
    silence: Silence,
    by: Actor,
    /// The change, with its entry in the log of this kind.
    changes: F,
}

/// A review and what drives it, to be created.
fn begin(changes: Changes, review: &Review) -> Result<Changes> {
    let there = || Error::Stale { current: 1 };
    changes.create(keys::review(&review.id), review, there())?.create(keys::review_work(&review.id), &review::Work::begin(), there())
}

/// Tells who launched a review what has become of it.
async fn tell_launcher(table: &Table, review: &Review, kind: NoticeKind, due: Moment, now: Moment) -> Result<()> {
    let Some(to) = review.by.id else { return Ok(()) };
    tell(table, to, &Notice::of_review(kind, review, to, review.counts.undecided(), due, now)).await
}

/// The review, which must be there.
async fn find(table: &Table, id: ReviewId) -> Result<Review> {
    let found = table.find::<Review>(&keys::review(&id)).await?.to_change();
    found.ok_or_else(|| Error::Internal(format!("there is no review {id}")))
}

async fn find_work(table: &Table, id: ReviewId) -> Result<review::Work> {
    let found = table.find::<review::Work>(&keys::review_work(&id)).await?.to_change();
    found.ok_or_else(|| Error::Internal(format!("review {id} has no work")))
}
