//! Reassigns an assignment in a review to another reviewer.

use super::{
    OfItem,
    changes::{about_item, ground_for, reassign, takes_decisions},
};
use garde::Validate;
use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{
        ActivityKind, Caller, Error, Notice, NoticeKind, Result, ReviewItem, User, UserId, review,
    },
    http::{Found, Json, Path},
    permission::Action,
    table::{Changes, Edit, Raw, Table, equals, keys, must, version_is},
};

/// The new reviewer of an assignment.
#[derive(Debug, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Reassigning {
    #[garde(skip)]
    reviewer_id: UserId,
}

/// Reassigns an item, and notifies the new reviewer. Only its reviewer and administrators may.
pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfItem>,
    Json(body): Json<Reassigning>,
) -> Result<Found<ReviewItem>> {
    let wanted = (
        keys::review(&path.review_id),
        keys::review_item(&path.review_id, &path.item_id),
        keys::profile(&body.reviewer_id).raw(),
    );
    let (proof, (review, before, reviewer)) = table
        .prove(&caller, caller.user_id, Action::ReadCard, wanted)
        .await?;
    let ground = ground_for(&caller, &proof, &before)?;
    let reviewer = reviewer.map(Raw::parse).transpose()?;
    let reviewer = reviewer.filter(User::is_active);
    let reviewer = reviewer.ok_or_else(|| {
        Error::field(
            "/reviewer_id",
            "Nobody active has this id. Choose somebody else.",
        )
    })?;
    if review::has_a_part(reviewer.id, &before.assignment) {
        return Err(Error::SelfReview);
    }
    if !review.takes_decisions() {
        return Err(Error::ReviewNotOpen);
    }
    if before
        .reviewer
        .as_ref()
        .is_some_and(|current| current.id == reviewer.id)
    {
        return Ok(Found(before));
    }
    let after = before.reassigned(Some(reviewer.person()));
    let entry = caller.activity(ActivityKind::ReviewReassigned);
    let entry = about_item(entry, &before, &after)?;
    let notice = Notice::of_review(
        NoticeKind::ReviewAssigned,
        &review,
        reviewer.id,
        1,
        caller.now,
        caller.now,
    );
    let changes = Changes::by(&caller, ground, caller.user_id, entry)?
        .check(
            keys::profile(&reviewer.id),
            vec![must(equals("status", "active"), Error::InactiveUser)],
        )
        .edit(
            keys::review(&review.id),
            Edit::add("version", 1),
            takes_decisions(),
        );
    let mut changes = reassign(changes, &before, &after)?;
    if reviewer.id != caller.user_id && before.decision.is_none() {
        changes = changes.create_by(
            keys::notice(&reviewer.id, &notice.id),
            &notice,
            vec![version_is(0)],
        )?;
    }
    table.commit(changes).await?;
    Ok(Found(after))
}
