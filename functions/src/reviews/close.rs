//! Closes a review and carries out its decisions.

use super::{
    OfReview,
    changes::{Closing, about, close},
};
use garde::Validate;
use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{Caller, Error, Result, Review, Silence},
    http::{Found, Once, Path},
    permission::Action,
    table::{Changes, Table, keys},
};

/// How to close a review.
#[derive(Debug, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ToClose {
    /// Keep the assignments without a decision, whatever the review's `on_silence` is. Default: false.
    #[garde(skip)]
    #[serde(default)]
    keep_undecided: bool,
}

/// Begins to close a review, whose decisions `reviews.walk` then carries out. When silence would end more
/// assignments than its limit, the review is held instead, with the reason in the answer.
pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfReview>,
    once: Once<ToClose>,
) -> Result<Found<Review>> {
    let wanted = (
        keys::review(&path.review_id),
        keys::review_work(&path.review_id),
    );
    let (_, (review, work)) = table
        .prove(&caller, caller.user_id, Action::ManageAssignments, wanted)
        .await?;
    if !review.takes_decisions() {
        return table
            .answered(&caller, once.key.as_ref())
            .await?
            .ok_or(Error::ReviewNotOpen)
            .map(Found);
    }
    let silence = if once.body.keep_undecided {
        Silence::Keep
    } else {
        review.fields.on_silence
    };
    let changes =
        |kind| Changes::by_administrator(&caller, about(caller.activity(kind), review.id));
    let (changes, after) = close(
        Closing {
            silence,
            by: caller.actor(),
            changes,
        },
        &review,
        &work,
    )?;
    table
        .commit_once(changes, &caller, once.key.as_ref(), after)
        .await
        .map(Found)
}
