//! A review campaign: its state, its counts, and who reviews what.

use super::{ReviewFields, ReviewItem, Reviewing, Silence};
use crate::domain::{Actor, Assignment, Day, Moment, Person, Result, ReviewId, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// What a review is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReviewState {
    /// Its assignments are being gathered.
    Launching,
    /// Reviewers decide.
    Open,
    /// It did not close, because silence would have ended too much. Reviewers can still decide.
    Held,
    /// The decisions are being carried out.
    Closing,
    /// All decisions are carried out.
    Closed,
}

/// How many of a review's items were decided, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Counts {
    /// How many assignments are reviewed.
    pub items: u32,
    /// Decided to keep.
    #[serde(default)]
    pub keep: u32,
    /// Decided to end.
    #[serde(default)]
    pub end: u32,
    /// Decided to transfer.
    #[serde(default)]
    pub transfer: u32,
    /// Carried out since the review began to close.
    #[serde(default)]
    pub dealt_with: u32,
    /// Of these, could not be done as decided.
    #[serde(default)]
    pub not_done: u32,
}

impl Counts {
    /// How many are not decided.
    pub fn undecided(&self) -> u32 {
        self.items
            .saturating_sub(self.keep + self.end + self.transfer)
    }
}

/// A review campaign.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Review {
    /// The review.
    pub id: ReviewId,
    /// What was set when it was launched.
    #[serde(flatten)]
    pub fields: ReviewFields,
    /// What it is doing.
    pub state: ReviewState,
    /// When it was launched.
    pub launched_at: Moment,
    /// The day on which it was launched.
    pub launched_on: Day,
    /// Who launched it; for a repeated review, who launched the first of the series.
    pub by: Actor,
    /// How many assignments were decided, and how.
    #[serde(flatten)]
    pub counts: Counts,
    /// Why it stopped, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<String>,
    /// What was done about undecided assignments when it closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub silence: Option<Silence>,
    /// When it was closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Moment>,
    /// Who closed it; Coachwork itself when it closed automatically.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_by: Option<Actor>,
    /// The review that it repeats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeats_review: Option<ReviewId>,
    /// The review that repeats it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeated_by: Option<ReviewId>,
    /// Rises with each change and each decision.
    pub version: u64,
}

impl Review {
    /// A new review, whose assignments are yet to be gathered.
    pub fn launch(id: ReviewId, fields: ReviewFields, by: Actor, now: Moment, today: Day) -> Self {
        Self {
            id,
            fields,
            state: ReviewState::Launching,
            launched_at: now,
            launched_on: today,
            by,
            counts: Counts::default(),
            stopped: None,
            silence: None,
            closed_at: None,
            closed_by: None,
            repeats_review: None,
            repeated_by: None,
            version: 1,
        }
    }

    /// The next review like it, launched on this day, with as many days to decide.
    pub fn again(&self, id: ReviewId, now: Moment, today: Day) -> Self {
        let due_on = today.plus_days(self.fields.due_on.days_since(self.launched_on));
        let fields = ReviewFields {
            due_on,
            ..self.fields.clone()
        };
        Self {
            repeats_review: Some(self.id),
            ..Self::launch(id, fields, self.by.clone(), now, today)
        }
    }

    /// Whether decisions can be made.
    pub fn takes_decisions(&self) -> bool {
        matches!(self.state, ReviewState::Open | ReviewState::Held)
    }

    /// Whether the next review like it is due.
    pub fn is_due_again(&self, today: Day) -> bool {
        let is_time = self
            .fields
            .repeats
            .days()
            .is_some_and(|days| today.days_since(self.launched_on) >= days);
        is_time && self.repeated_by.is_none() && self.state == ReviewState::Closed
    }

    /// Whether silence may decide about as many assignments as are undecided.
    ///
    /// # Errors
    /// Why not, in words.
    pub fn guard(&self, silence: Silence) -> Result<(), String> {
        let (silent, items) = (self.counts.undecided(), self.counts.items);
        let most = u64::from(items) * u64::from(self.fields.silence_limit) / 100;
        if silence == Silence::Keep || u64::from(silent) <= most {
            return Ok(());
        }
        Err(format!(
            "Nobody has decided about {silent} of {items} assignments. Silence may end {most} of them at most, so nothing was ended. \
             Decide about more of them, or close the review and keep those."
        ))
    }

    /// Who reviews an assignment: the first reviewer of the rules that match who is active and has no part
    /// in it, then the fallback, then the person who launched the review. None if all of them have a part
    /// in it or are inactive.
    pub fn reviewer_of(
        &self,
        assignment: &Assignment,
        site: Option<&str>,
        active: &HashMap<UserId, Person>,
    ) -> Option<Person> {
        let fits = |rule: &&Reviewing| {
            rule.site
                .as_deref()
                .is_none_or(|wanted| Some(wanted) == site)
                && rule
                    .coach_id
                    .is_none_or(|wanted| wanted == assignment.coach_id)
        };
        let named = self
            .fields
            .reviewers
            .iter()
            .filter(fits)
            .map(|rule| rule.reviewer_id);
        self.first_eligible(
            named.chain([self.fields.fallback_reviewer_id]),
            assignment,
            active,
        )
    }

    /// Who takes over an item from a reviewer who has left.
    pub fn fallback_of(
        &self,
        item: &ReviewItem,
        active: &HashMap<UserId, Person>,
    ) -> Option<Person> {
        self.first_eligible(
            [self.fields.fallback_reviewer_id].into_iter(),
            &item.assignment,
            active,
        )
    }

    fn first_eligible(
        &self,
        candidates: impl Iterator<Item = UserId>,
        assignment: &Assignment,
        active: &HashMap<UserId, Person>,
    ) -> Option<Person> {
        let mut eligible = candidates
            .chain(self.by.id)
            .filter(|id| !has_a_part(*id, assignment))
            .filter_map(|id| active.get(&id));
        eligible.next().cloned()
    }
}

/// Whether somebody is the coach or the coachee of an assignment. Nobody reviews their own.
pub fn has_a_part(id: UserId, assignment: &Assignment) -> bool {
    id == assignment.coach_id || id == assignment.coachee_id
}

#[cfg(test)]
mod tests {
    use super::{
        super::testing::{between, cast, review},
        *,
    };
    use crate::domain::Cadence;
    use serde_json::json;

    #[test]
    fn the_first_matching_rule_names_the_reviewer_and_the_fallback_gets_the_rest() {
        let cast = cast();
        let by_site = json!([{"site": "Hillside", "reviewer_id": cast.principal}]);
        let review = review(&cast, by_site);
        let assignment = between(cast.coach, cast.coachee);
        let reviewer = |site| {
            review
                .reviewer_of(&assignment, site, &cast.people)
                .map(|person| person.id)
        };
        assert_eq!(reviewer(Some("Hillside")), Some(cast.principal));
        assert_eq!(reviewer(Some("Riverside")), Some(cast.fallback));
        assert_eq!(reviewer(None), Some(cast.fallback));
    }

    #[test]
    fn nobody_reviews_their_own_assignment_and_inactive_people_review_none() {
        let cast = cast();
        let review = review(&cast, json!([{"reviewer_id": cast.principal}]));
        let reviewer = |coach, coachee, people: &HashMap<UserId, Person>| {
            review
                .reviewer_of(&between(coach, coachee), None, people)
                .map(|person| person.id)
        };
        assert_eq!(
            reviewer(cast.principal, cast.coachee, &cast.people),
            Some(cast.fallback)
        );
        assert_eq!(
            reviewer(cast.coach, cast.principal, &cast.people),
            Some(cast.fallback)
        );
        assert_eq!(
            reviewer(cast.principal, cast.fallback, &cast.people),
            Some(cast.launcher)
        );
        let mut few = cast.people.clone();
        few.remove(&cast.principal);
        assert_eq!(
            reviewer(cast.coach, cast.coachee, &few),
            Some(cast.fallback)
        );
        few.remove(&cast.fallback);
        assert_eq!(reviewer(cast.coach, cast.launcher, &few), None);
    }

    #[test]
    fn silence_ends_at_most_its_limit_and_keeps_any_number() {
        let mut review = review(&cast(), json!([]));
        for (decided, allowed) in [(100, true), (90, true), (89, false), (0, false)] {
            review.counts = Counts {
                items: 100,
                keep: decided,
                ..Counts::default()
            };
            assert_eq!(review.guard(Silence::End).is_ok(), allowed, "{decided}");
            assert!(review.guard(Silence::Keep).is_ok());
        }
        review.fields.silence_limit = 0;
        review.counts = Counts {
            items: 100,
            keep: 60,
            end: 30,
            transfer: 9,
            ..Counts::default()
        };
        assert!(
            review
                .guard(Silence::End)
                .is_err_and(|why| why.contains("1 of 100"))
        );
    }

    #[test]
    fn the_next_review_is_as_long() {
        let mut first = review(&cast(), json!([]));
        first.fields.repeats = Cadence::Quarterly;
        let after = |days| first.launched_on.plus_days(days);
        assert!(!first.is_due_again(after(91)), "not while it is open");
        first.state = ReviewState::Closed;
        assert!(!first.is_due_again(after(90)) && first.is_due_again(after(91)));
        let next = first.again(
            ReviewId::new(Moment::from_millisecond(2)),
            Moment::from_millisecond(2),
            after(91),
        );
        assert_eq!(next.fields.due_on.days_since(next.launched_on), 29);
        assert_eq!(
            (next.state, next.repeats_review),
            (ReviewState::Launching, Some(first.id))
        );
        first.repeated_by = Some(next.id);
        assert!(!first.is_due_again(after(200)));
    }
}
