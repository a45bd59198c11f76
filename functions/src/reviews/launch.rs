//! Launches a review of coaching assignments.

use super::changes::{about, create_review};
use shared::{
    domain::{
        ActivityKind, Caller, Error, FieldError, Result, Review, ReviewFields, ReviewId, UserId,
    },
    http::{Created, Once},
    permission::Action,
    table::{Changes, Idempotent, Table, keys},
};
use std::collections::HashSet;

/// Creates a review. Then `reviews.walk` gathers its assignments; its state shows the progress.
pub async fn handle(
    caller: Caller,
    table: Table,
    once: Once<ReviewFields>,
) -> Result<Created<Review>> {
    let key = once.key.as_ref();
    let launched = launch(&caller, &table, once.body, key).await;
    let right = (caller.user_id, Action::ManageAssignments);
    let review = table.or_answered(&caller, right, key, launched).await?;
    Ok(Created {
        location: format!("/reviews/{}", review.id),
        resource: review,
    })
}

async fn launch(
    caller: &Caller,
    table: &Table,
    fields: ReviewFields,
    once: Option<&Idempotent>,
) -> Result<Review> {
    let mut fields = fields.on(caller.today)?;
    fields.name = fields.name.trim().to_owned();
    let profiles: Vec<_> = fields
        .reviewer_ids()
        .iter()
        .map(|reviewer| keys::profile(reviewer).lenient())
        .collect();
    let (_, users) = table
        .prove(caller, caller.user_id, Action::ManageAssignments, profiles)
        .await?;
    all_exist(
        &fields,
        &users
            .iter()
            .flatten()
            .filter(|user| user.is_active())
            .map(|user| user.id)
            .collect(),
    )?;
    let review = Review::launch(
        ReviewId::new(caller.now),
        fields,
        caller.actor(),
        caller.now,
        caller.today,
    );
    let entry = about(caller.activity(ActivityKind::ReviewLaunched), review.id);
    let changes = create_review(Changes::by_administrator(caller, entry)?, &review)?;
    table.commit_once(changes, caller, once, review).await
}

/// Checks that all reviewers and the fallback reviewer exist and are active.
fn all_exist(fields: &ReviewFields, active: &HashSet<UserId>) -> Result<()> {
    let wrong = |pointer: String| FieldError {
        pointer,
        detail: "Nobody active has this id. Choose somebody else.".to_owned(),
    };
    let named = fields
        .reviewers
        .iter()
        .enumerate()
        .map(|(at, rule)| (format!("/reviewers/{at}/reviewer_id"), rule.reviewer_id));
    let named = named.chain([(
        "/fallback_reviewer_id".to_owned(),
        fields.fallback_reviewer_id,
    )]);
    let errors: Vec<FieldError> = named
        .filter(|(_, id)| !active.contains(id))
        .map(|(pointer, _)| wrong(pointer))
        .collect();
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(errors))
    }
}
