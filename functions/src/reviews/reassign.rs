use super::{OfItem, about_item, hand_to, say, takes_decisions};
use garde::Validate;
use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{ActivityKind, Caller, Error, Notice, NoticeKind, Result, Review, ReviewItem, User, UserId, review},
    http::{Found, Json, Path},
    permission::Action,
    table::{Changes, Edit, Table, equals, keys, must, version_is},
};

/// Who decides instead.
#[derive(Debug, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Reassigning {
    #[garde(skip)]
    reviewer_id: UserId,
}

/// Puts an assignment before another reviewer, who is told of it. Administrators may, and who has it.
pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfItem>, Json(body): Json<Reassigning>) -> Result<Found<ReviewItem>> {
    let also = [keys::review(&path.review_id), keys::review_item(&path.review_id, &path.item_id), keys::profile(&body.reviewer_id)];
    let mut proof = table.prove(&caller, caller.user_id, Action::ReadCard, &also).await?;
    let review: Review = proof.existing(0)?;
    let before: ReviewItem = proof.existing(1)?;
    let ground = say(&caller, &proof, &before)?;
    let reviewer = proof.record::<User>(2)?.filter(User::is_active);
    let reviewer = reviewer.ok_or_else(|| Error::field("/reviewer_id", "Nobody active has this id. Choose somebody else."))?;
    if review::has_a_part(reviewer.id, &before.assignment) {
        return Err(Error::SelfReview);
    }
    if !review.takes_decisions() {
        return Err(Error::ReviewNotOpen);
    }
    if before.reviewer.as_ref().is_some_and(|there| there.id == reviewer.id) {
        return Ok(Found(before));
    }
    let activity = about_item(caller.activity(ActivityKind::ReviewReassigned), &before);
    let notice = Notice::of_review(NoticeKind::ReviewAssigned, &review, reviewer.id, 1, caller.now, caller.now);
    let changes = Changes::by(&caller, ground, caller.user_id, activity)?
        .check(keys::profile(&reviewer.id), vec![must(equals("status", "active"), Error::InactiveUser)])
        .edit(keys::review(&review.id), Edit::add("version", 1), takes_decisions());
    let (mut changes, after) = hand_to(changes, &before, Some(super::person(&reviewer)))?;
    if reviewer.id != caller.user_id && before.decision.is_none() {
        changes = changes.create_by(keys::notice(&reviewer.id, &notice.id), &notice, vec![version_is(0)])?;
    }
    table.commit(changes).await?;
    Ok(Found(after))
}
