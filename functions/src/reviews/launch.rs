use super::{about, begin};
use shared::{
    domain::{ActivityKind, Caller, Error, FieldError, Result, Review, ReviewFields, ReviewId, User, UserId},
    http::{Created, Once},
    permission::Action,
    table::{Changes, Table, from_item, keys},
};
use std::collections::HashSet;

/// Launches a review. The assignments are then gathered by itself; its state says how far it is.
pub async fn handle(caller: Caller, table: Table, once: Once<ReviewFields>) -> Result<Created<Review>> {
    let mut fields = once.body.on(caller.today)?;
    fields.name = fields.name.trim().to_owned();
    let profiles: Vec<_> = fields.reviewer_ids().iter().map(keys::profile).collect();
    let proof = table.prove(&caller, caller.user_id, Action::ManageAssignments, &profiles).await?;
    let users = proof.also.into_iter().flatten().map(from_item::<User>).collect::<Result<Vec<_>>>()?;
    all_are_there(&fields, &users.iter().filter(|user| user.is_active()).map(|user| user.id).collect())?;
    let review = Review::launch(ReviewId::new(caller.now), fields, caller.actor(), caller.now, caller.today);
    let activity = about(caller.activity(ActivityKind::ReviewLaunched), review.id);
    let changes = begin(Changes::by_administrator(&caller, activity)?, &review)?;
    let review = table.commit_once(changes, &caller, once.key.as_ref(), review).await?;
    Ok(Created { location: format!("/reviews/{}", review.id), resource: review })
}

/// Whether everybody who is named to review is there and active.
fn all_are_there(fields: &ReviewFields, active: &HashSet<UserId>) -> Result<()> {
    let wrong = |pointer: String| FieldError { pointer, detail: "Nobody active has this id. Choose somebody else.".to_owned() };
    let named = fields.reviewers.iter().enumerate().map(|(at, rule)| (format!("/reviewers/{at}/reviewer_id"), rule.reviewer_id));
    let named = named.chain([("/fallback_reviewer_id".to_owned(), fields.fallback_reviewer_id)]);
    let errors: Vec<FieldError> = named.filter(|(_, id)| !active.contains(id)).map(|(pointer, _)| wrong(pointer)).collect();
    if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
}
