use super::{Closing, OfReview, about, close, met};
use garde::Validate;
use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{Caller, Error, Result, Review, Silence, Work},
    http::{Found, Once, Path},
    permission::Action,
    table::{Changes, Table, keys},
};

/// How to close it.
#[derive(Debug, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ToClose {
    /// Keep what nobody has decided about, whatever the review says of silence.
    #[garde(skip)]
    #[serde(default)]
    keep_undecided: bool,
}

/// Closes a review: what was decided is then done by itself. When silence would end more than its limit,
/// the review is held instead and says so.
pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfReview>, once: Once<ToClose>) -> Result<Found<Review>> {
    let also = [keys::review(&path.review_id), keys::review_work(&path.review_id)];
    let mut proof = table.prove(&caller, caller.user_id, Action::ManageAssignments, &also).await?;
    let review: Review = proof.existing(0)?;
    let work: Work = proof.existing(1)?;
    if !review.takes_decisions() {
        return table.answered_or(&caller, once.key.as_ref(), Error::ReviewNotOpen).await.map(Found);
    }
    let silence = if once.body.keep_undecided { Silence::Keep } else { review.fields.on_silence };
    let changes = |kind| Changes::by_administrator(&caller, about(caller.activity(kind), review.id));
    let (changes, after) = close(Closing { silence, by: caller.actor(), changes }, &review, &work)?;
    table.commit_once(changes, &caller, once.key.as_ref(), after).await.map(Found).map_err(met)
}
