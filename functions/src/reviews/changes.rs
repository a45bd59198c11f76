//! Helper: what the operations and workers of reviews read and change in the same way.

use crate::feed::notify_user;
use shared::{
    domain::{
        Activity, ActivityKind, Actor, Caller, Error, Moment, Notice, NoticeKind, Person, Result,
        Review, ReviewId, ReviewItem, ReviewPointer, ReviewState, Silence, UserId, review,
    },
    permission::Ground,
    table::{Changes, Condition, Edit, Proof, Rule, Table, either, equals, keys, must, version_is},
};
use std::collections::HashMap;

/// An entry of the activity log about a review.
pub(super) fn about(activity: Activity, review: ReviewId) -> Activity {
    Activity {
        record_id: Some(review.to_string()),
        ..activity
    }
}

/// An entry of the activity log about a change of an item, stored with the coachee.
pub(super) fn about_item(
    activity: Activity,
    before: &ReviewItem,
    after: &ReviewItem,
) -> Result<Activity> {
    let entry = Activity {
        user_id: Some(before.assignment.coachee_id),
        coach_id: Some(before.assignment.coach_id),
        ..about(activity, before.review_id)
    };
    entry.with_changes(&before.judgment(), &after.judgment())
}

/// The rule that the review takes decisions.
pub(super) fn takes_decisions() -> Vec<Rule> {
    vec![must(
        either(equals("state", "open"), equals("state", "held")),
        Error::ReviewNotOpen,
    )]
}

/// The ground on which the caller may decide about an item: as its reviewer, or as an administrator.
///
/// # Errors
/// `NotFound` for everybody else.
pub(super) fn ground_for(caller: &Caller, proof: &Proof, item: &ReviewItem) -> Result<Ground> {
    if item
        .reviewer
        .as_ref()
        .is_some_and(|reviewer| reviewer.id == caller.user_id)
    {
        return Ok(Ground::Own);
    }
    if proof.relation.administrator {
        Ok(Ground::Administrator)
    } else {
        Err(Error::NotFound)
    }
}

/// The active ones of these users, by id.
pub(super) async fn active(table: &Table, ids: &[UserId]) -> Result<HashMap<UserId, Person>> {
    let profiles: Vec<_> = ids.iter().map(|id| keys::profile(id).lenient()).collect();
    let mut active = HashMap::new();
    for profiles in profiles.chunks(100) {
        let users = table.as_of_now(profiles).await?.to_change();
        for user in users.into_iter().flatten() {
            if user.is_active() {
                active.insert(user.id, user.person());
            }
        }
    }
    Ok(active)
}

/// The active users who may be asked to review: all reviewers, the fallback reviewer and the launcher.
pub(super) async fn eligible(table: &Table, review: &Review) -> Result<HashMap<UserId, Person>> {
    let ids: Vec<UserId> = review
        .fields
        .reviewer_ids()
        .into_iter()
        .chain(review.by.id)
        .collect();
    active(table, &ids).await
}

/// Adds an item to its reviewer's count, and to their list of pending items if it has no decision.
pub(super) fn with_pending(
    changes: Changes,
    item: &ReviewItem,
    reviewer: &Person,
) -> Result<Changes> {
    let edit = Edit::put("person", reviewer)?
        .and_add("items", 1)
        .and_add("open", i64::from(item.decision.is_none()));
    let changes = changes.edit(
        keys::reviewer(&item.review_id, &reviewer.id),
        edit,
        Vec::new(),
    );
    if item.decision.is_some() {
        return Ok(changes);
    }
    let pointer = ReviewPointer {
        review_id: item.review_id,
        item_id: item.id.clone(),
    };
    changes.set(
        keys::reviewing(&reviewer.id, &item.review_id, &item.id),
        &pointer,
    )
}

/// Removes an undecided item from its reviewer's list of pending items.
pub(super) fn without_pending(changes: Changes, item: &ReviewItem) -> Changes {
    let Some(reviewer) = item.reviewer.as_ref().filter(|_| item.decision.is_none()) else {
        return changes;
    };
    changes
        .delete(
            keys::reviewing(&reviewer.id, &item.review_id, &item.id),
            Vec::new(),
        )
        .edit(
            keys::reviewer(&item.review_id, &reviewer.id),
            Edit::add("open", -1),
            vec![must(Condition::Exists, Error::NotFound)],
        )
}

/// Adds an item's new reviewer to a change.
pub(super) fn reassign(changes: Changes, item: &ReviewItem, after: &ReviewItem) -> Result<Changes> {
    let mut changes = without_pending(changes, item);
    if let Some(before) = &item.reviewer {
        changes = changes.edit(
            keys::reviewer(&item.review_id, &before.id),
            Edit::add("items", -1),
            Vec::new(),
        );
    }
    changes = changes.create_by(
        keys::review_item(&item.review_id, &item.id),
        after,
        vec![version_is(item.version)],
    )?;
    match &after.reviewer {
        Some(reviewer) => with_pending(changes, after, reviewer),
        None => Ok(changes),
    }
}

/// Begins to close a review, whose decisions the walk then carries out. When silence would end more assignments
/// than its limit, the review is held instead.
pub(super) fn close(
    closing: Closing<impl FnOnce(ActivityKind) -> Result<Changes>>,
    review: &Review,
    work: &review::Work,
) -> Result<(Changes, Review)> {
    let next = Review {
        version: review.version + 1,
        ..review.clone()
    };
    let (kind, after) = match review.guard(closing.silence) {
        Ok(()) => {
            let (silence, closed_by) = (Some(closing.silence), Some(closing.by));
            (
                ActivityKind::ReviewClosed,
                Review {
                    state: ReviewState::Closing,
                    silence,
                    closed_by,
                    stopped: None,
                    ..next
                },
            )
        }
        Err(why) => (
            ActivityKind::ReviewHeld,
            Review {
                state: ReviewState::Held,
                stopped: Some(why),
                ..next
            },
        ),
    };
    // The version rises with each decision, so `guard` counted all decisions there are.
    let rules = takes_decisions()
        .into_iter()
        .chain([version_is(review.version)])
        .collect();
    let mut changes = (closing.changes)(kind)?.edit(
        keys::review(&review.id),
        Edit::between(review, &after)?,
        rules,
    );
    if after.state == ReviewState::Closing {
        let mut next = review::Work {
            waits: true,
            version: work.version + 1,
            ..work.clone()
        };
        next.on_to(review::Phase::Closing);
        changes = changes.create_by(
            keys::review_work(&review.id),
            &next,
            vec![version_is(work.version)],
        )?;
    }
    Ok((changes, after))
}

/// How a review is closed, and by whom.
pub(super) struct Closing<F> {
    /// What to do with assignments without a decision.
    pub silence: Silence,
    pub by: Actor,
    /// Makes the change, with its entry of this kind in the log.
    pub changes: F,
}

/// Adds a new review to a change, with the item that stores the progress of its walk.
pub(super) fn create_review(changes: Changes, review: &Review) -> Result<Changes> {
    let exists = || Error::Stale { current: 1 };
    changes
        .create(keys::review(&review.id), review, exists())?
        .create(
            keys::review_work(&review.id),
            &review::Work::begin(),
            exists(),
        )
}

/// Notifies the launcher of a review.
pub(super) async fn notify_launcher(
    table: &Table,
    review: &Review,
    kind: NoticeKind,
    due: Moment,
    now: Moment,
) -> Result<()> {
    let Some(to) = review.by.id else {
        return Ok(());
    };
    notify_user(
        table,
        to,
        &Notice::of_review(kind, review, to, review.counts.undecided(), due, now),
    )
    .await
}

/// The review, which must exist.
pub(super) async fn find(table: &Table, id: ReviewId) -> Result<Review> {
    let found = table.find(&keys::review(&id)).await?.to_change();
    found.ok_or_else(|| Error::Internal(format!("there is no review {id}")))
}

/// The progress of the review's walk, which must exist.
pub(super) async fn find_work(table: &Table, id: ReviewId) -> Result<review::Work> {
    let found = table.find(&keys::review_work(&id)).await?.to_change();
    found.ok_or_else(|| Error::Internal(format!("review {id} has no work")))
}
