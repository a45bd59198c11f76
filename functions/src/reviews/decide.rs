use super::{OfItem, about_item, met, say, take_from_list, takes_decisions};
use crate::assignments::transfer::may_take_over;
use garde::Validate;
use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{self, ActivityKind, Caller, Choice, Decision, Error, Person, Result, Review, ReviewItem, User, UserId, review},
    http::{Found, Once, Path},
    permission::Action,
    table::{Changes, Edit, Table, keys, version_is},
};

/// What a reviewer decides.
#[derive(Debug, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Deciding {
    #[garde(skip)]
    choice: Choice,
    /// Who takes over; with `transfer` alone.
    #[garde(skip)]
    #[serde(default)]
    to_coach_id: Option<UserId>,
    /// Why; needed to end or to transfer. Shown in the coaching history of both.
    #[garde(inner(custom(domain::reason)))]
    #[schemars(length(max = 500), regex(pattern = domain::TEXT))]
    #[serde(default, deserialize_with = "domain::tidy_or_none")]
    justification: Option<String>,
}

impl Deciding {
    /// Whether it says what its choice needs.
    fn whole(self) -> Result<Self> {
        if self.choice != Choice::Keep && self.justification.is_none() {
            return Err(Error::field("/justification", "Say why, so that both of them and an auditor can read it."));
        }
        match (self.choice, self.to_coach_id) {
            (Choice::Transfer, None) => Err(Error::field("/to_coach_id", "Choose the coach who takes over.")),
            (Choice::Keep | Choice::End, Some(_)) => Err(Error::field("/to_coach_id", "Leave this out: nobody takes over.")),
            _ => Ok(self),
        }
    }
}

/// Decides about an assignment, or decides otherwise. It is done when the review closes.
pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfItem>, once: Once<Deciding>) -> Result<Found<ReviewItem>> {
    let key = keys::review_item(&path.review_id, &path.item_id);
    let deciding = once.body.whole()?;
    let taking_over = deciding.to_coach_id.as_ref().map(keys::profile);
    let also: Vec<_> = [keys::review(&path.review_id), key.clone()].into_iter().chain(taking_over).collect();
    let mut proof = table.prove(&caller, caller.user_id, Action::ReadCard, &also).await?;
    let review: Review = proof.existing(0)?;
    let before: ReviewItem = proof.existing(1)?;
    let ground = say(&caller, &proof, &before)?;
    if review::has_a_part(caller.user_id, &before.assignment) {
        return Err(Error::SelfReview);
    }
    if !review.takes_decisions() {
        return table.answered_or(&caller, once.key.as_ref(), Error::ReviewNotOpen).await.map(Found);
    }
    let to_coach = match deciding.to_coach_id {
        Some(_) => Some(takes_over(proof.record(2)?, &before)?),
        None => None,
    };
    let decision =
        Decision { choice: deciding.choice, to_coach, justification: deciding.justification, by: caller.actor(), at: caller.now };
    let after = ReviewItem { decision: Some(decision), version: before.version + 1, ..before.clone() };
    let activity = about_item(caller.activity(ActivityKind::ReviewDecided), &before);
    let changes = Changes::by(&caller, ground, caller.user_id, activity)?;
    let changes = take_from_list(changes, &before).edit(keys::review(&review.id), counted(&before, &after), takes_decisions()).create_by(
        key,
        &after,
        vec![version_is(before.version)],
    )?;
    table.commit_once(changes, &caller, once.key.as_ref(), after).await.map(Found).map_err(met)
}

/// Who takes over must be able to, now; whether there is room is seen when it is done.
fn takes_over(coach: Option<User>, item: &ReviewItem) -> Result<Person> {
    let wrong = |detail: &str| Error::field("/to_coach_id", detail);
    let coach = coach.ok_or_else(|| wrong("Nobody has this id. Choose a coach."))?;
    if review::has_a_part(coach.id, &item.assignment) {
        return Err(wrong("This person is the coach or the coachee. Choose somebody else."));
    }
    may_take_over(&coach)?;
    Ok(super::person(&coach))
}

/// One more of this decision, and one less of the one before.
fn counted(before: &ReviewItem, after: &ReviewItem) -> Edit {
    let name = |choice: Choice| match choice {
        Choice::Keep => "keep",
        Choice::End => "end",
        Choice::Transfer => "transfer",
    };
    let count = |edit: Edit, item: &ReviewItem, by: i64| match &item.decision {
        Some(decision) => edit.and(Edit::add(name(decision.choice), by)),
        None => edit,
    };
    count(count(Edit::add("version", 1), before, -1), after, 1)
}
