//! Decides about an assignment in a review. Nobody decides about their own coaching.

use super::{
    OfItem,
    changes::{about_item, ground_for, takes_decisions, without_pending},
};
use garde::Validate;
use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{
        self, ActivityKind, Caller, Choice, Decision, Error, Person, Result, ReviewItem, User,
        UserId, review,
    },
    http::{Found, Once, Path},
    permission::Action,
    table::{Changes, Edit, Key, Raw, Table, keys, version_is},
};

/// A reviewer's decision.
#[derive(Debug, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Deciding {
    #[garde(skip)]
    choice: Choice,
    /// The coach who takes over. Required with `transfer`, and refused otherwise.
    #[garde(skip)]
    #[serde(default)]
    to_coach_id: Option<UserId>,
    /// Why. Required to end or to transfer. Shown in the coaching history of both.
    #[garde(inner(custom(domain::reason)))]
    #[schemars(length(max = 500), regex(pattern = domain::TEXT))]
    #[serde(default, deserialize_with = "domain::tidy_or_none")]
    justification: Option<String>,
}

impl Deciding {
    /// The decision, if it has what its choice requires.
    fn checked(self) -> Result<Self> {
        if self.choice != Choice::Keep && self.justification.is_none() {
            return Err(Error::field(
                "/justification",
                "Say why, so that both of them and an auditor can read it.",
            ));
        }
        match (self.choice, self.to_coach_id) {
            (Choice::Transfer, None) => Err(Error::field(
                "/to_coach_id",
                "Choose the coach who takes over.",
            )),
            (Choice::Keep | Choice::End, Some(_)) => Err(Error::field(
                "/to_coach_id",
                "Leave this out: nobody takes over.",
            )),
            _ => Ok(self),
        }
    }
}

/// Stores a decision, in place of an earlier one. It is carried out when the review closes. The same decision again
/// changes nothing: it stays that of whoever decided first.
pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfItem>,
    once: Once<Deciding>,
) -> Result<Found<ReviewItem>> {
    let key = keys::review_item(&path.review_id, &path.item_id);
    let deciding = once.body.checked()?;
    let new_coach = deciding.to_coach_id.as_ref().map(keys::profile);
    let wanted = (keys::review(&path.review_id), &key, new_coach.map(Key::raw));
    let (proof, (review, before, new_coach)) = table
        .prove(&caller, caller.user_id, Action::ReadCard, wanted)
        .await?;
    let ground = ground_for(&caller, &proof, &before)?;
    if review::has_a_part(caller.user_id, &before.assignment) {
        return Err(Error::SelfReview);
    }
    if !review.takes_decisions() {
        return table
            .answered(&caller, once.key.as_ref())
            .await?
            .ok_or(Error::ReviewNotOpen)
            .map(Found);
    }
    let to_coach = match new_coach {
        Some(coach) => {
            let coach: Option<User> = coach.map(Raw::parse).transpose()?;
            match takes_over(coach, &before) {
                Ok(coach) => Some(coach),
                Err(refusal) => {
                    return table
                        .answered(&caller, once.key.as_ref())
                        .await?
                        .ok_or(refusal)
                        .map(Found);
                }
            }
        }
        None => None,
    };
    if to_coach
        .as_ref()
        .is_some_and(|coach| coach.id == caller.user_id)
        && !proof.relation.administrator
    {
        return Err(Error::field(
            "/to_coach_id",
            "Nobody gives a coachee to themselves. Choose somebody else, or let an administrator decide.",
        ));
    }
    let decision = Decision {
        choice: deciding.choice,
        to_coach,
        justification: deciding.justification,
        by: caller.actor(),
        at: caller.now,
    };
    let Some(after) = before.decided(decision) else {
        return Ok(Found(before));
    };
    let entry = caller.activity(ActivityKind::ReviewDecided);
    let entry = about_item(entry, &before, &after)?;
    let changes = Changes::by(&caller, ground, caller.user_id, entry)?;
    let changes = without_pending(changes, &before)
        .edit(
            keys::review(&review.id),
            counted(&before, &after),
            takes_decisions(),
        )
        .create_by(key, &after, vec![version_is(before.version)])?;
    table
        .commit_once(changes, &caller, once.key.as_ref(), after)
        .await
        .map(Found)
}

/// The coach who takes over, who must be eligible now. Their capacity is checked when the decision is carried out. A
/// reviewer learns who coaches, since they choose from the coaches, and nothing else of anybody.
fn takes_over(coach: Option<User>, item: &ReviewItem) -> Result<Person> {
    let wrong = |detail: &str| Error::field("/to_coach_id", detail);
    let coach = coach
        .filter(User::is_active_coach)
        .ok_or_else(|| wrong("This is no coach's id. Choose somebody who coaches."))?;
    if review::has_a_part(coach.id, &item.assignment) {
        return Err(wrong(
            "This person is the coach or the coachee. Choose somebody else.",
        ));
    }
    Ok(coach.person())
}

/// The edit of the review that counts the new decision in place of the earlier one.
fn counted(before: &ReviewItem, after: &ReviewItem) -> Edit {
    let counter = |choice: Choice| match choice {
        Choice::Keep => "keep",
        Choice::End => "end",
        Choice::Transfer => "transfer",
    };
    let count = |edit: Edit, item: &ReviewItem, by: i64| match &item.decision {
        Some(decision) => edit.and(Edit::add(counter(decision.choice), by)),
        None => edit,
    };
    count(count(Edit::add("version", 1), before, -1), after, 1)
}
