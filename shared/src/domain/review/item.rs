//! An assignment in a review: what to know of it, what was decided, and what was done.

use super::{Choice, Silence};
use crate::domain::{
    Actor, Assignment, Day, Moment, Person, ReviewId, State, User, days_since_contact,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What to know of an assignment before deciding about it, as of the launch of the review.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReviewSignals {
    /// The last day on which the two met or the coach observed the coachee.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_contact_on: Option<Day>,
    /// Days since then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days_since_last_contact: Option<i64>,
    /// The coach is inactive.
    pub coach_inactive: bool,
    /// The coachee is inactive.
    pub coachee_inactive: bool,
    /// The coach is active and has no coach status.
    pub no_coach_status: bool,
    /// The coach has more coachees than the capacity.
    pub over_capacity: bool,
    /// Its last day has passed.
    pub past_end: bool,
    /// Coach and coachee are at different sites.
    pub different_sites: bool,
}

impl ReviewSignals {
    /// The signals of an assignment on this day.
    pub fn of(
        assignment: &Assignment,
        coach: Option<&User>,
        coachee: &User,
        last_contact_on: Option<Day>,
        today: Day,
    ) -> Self {
        let sites = (
            coach.and_then(|coach| coach.fields.site.as_ref()),
            coachee.fields.site.as_ref(),
        );
        Self {
            last_contact_on,
            days_since_last_contact: days_since_contact(last_contact_on, today),
            coach_inactive: !coach.is_some_and(User::is_active),
            coachee_inactive: !coachee.is_active(),
            no_coach_status: coach
                .is_some_and(|coach| coach.is_active() && !coach.is_active_coach()),
            over_capacity: coach.is_some_and(|coach| {
                coach
                    .capacity
                    .is_some_and(|capacity| coach.coachee_count > capacity)
            }),
            past_end: assignment.state(today) == State::Over,
            different_sites: matches!(sites, (Some(one), Some(other)) if one != other),
        }
    }
}

/// What was decided about an assignment, by whom and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Decision {
    /// What to do.
    pub choice: Choice,
    /// The new coach of a transfer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_coach: Option<Person>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub justification: Option<String>,
    /// Who decided.
    pub by: Actor,
    /// When.
    pub at: Moment,
}

/// What was done about an assignment when the review closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Done {
    /// It was kept.
    Kept,
    /// It was ended.
    Ended,
    /// The coachee was transferred.
    Transferred,
    /// It had ended or was made again in the meantime, so nothing was done.
    GoneMeanwhile,
    /// It could not be done as decided, so nothing was done.
    NotDone,
}

/// How a decision was carried out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReviewOutcome {
    /// What was done.
    pub done: Done,
    /// Whether nobody had decided.
    pub by_silence: bool,
    /// When.
    pub at: Moment,
    /// Why it could not be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// An assignment in a review.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReviewItem {
    /// The coachee and the coach: `<coachee_id>.<coach_id>`.
    pub id: String,
    /// The review.
    pub review_id: ReviewId,
    /// The coach.
    pub coach: Person,
    /// The coachee.
    pub coachee: Person,
    /// The coachee's site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// The assignment when the review was launched.
    pub assignment: Assignment,
    /// What to know before deciding.
    pub signals: ReviewSignals,
    /// Who decides. None if every possible reviewer has a part in it: then administrators decide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviewer: Option<Person>,
    /// What was decided; none before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
    /// What was done when the review closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<ReviewOutcome>,
    /// Rises with each change; the number in `ETag`.
    pub version: u64,
}

/// What people decide about an assignment, and who does; for the activity log.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Judgment {
    /// The name of the reviewer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewer: Option<String>,
    /// As [`Decision::choice`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choice: Option<Choice>,
    /// The name of the new coach.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_coach: Option<String>,
    /// As [`Decision::justification`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub justification: Option<String>,
}

impl ReviewItem {
    /// The part of the item that is a [`Judgment`].
    pub fn judgment(&self) -> Judgment {
        let decision = self.decision.as_ref();
        let name = |person: &Person| person.name.clone();
        Judgment {
            reviewer: self.reviewer.as_ref().map(name),
            choice: decision.map(|decision| decision.choice),
            to_coach: decision.and_then(|decision| decision.to_coach.as_ref().map(name)),
            justification: decision.and_then(|decision| decision.justification.clone()),
        }
    }

    /// The same item with another reviewer, or none.
    pub fn reassigned(&self, reviewer: Option<Person>) -> Self {
        Self {
            reviewer,
            version: self.version + 1,
            ..self.clone()
        }
    }

    /// The same item with another decision; none if it would say the same as the present one.
    pub fn decided(&self, decision: Decision) -> Option<Self> {
        let after = Self {
            decision: Some(decision),
            version: self.version + 1,
            ..self.clone()
        };
        (after.judgment() != self.judgment()).then_some(after)
    }

    /// What to do about it: the decision, or what silence means.
    pub fn choice(&self, silence: Silence) -> Choice {
        match (&self.decision, silence) {
            (Some(decision), _) => decision.choice,
            (None, Silence::Keep) => Choice::Keep,
            (None, Silence::End) => Choice::End,
        }
    }
}

/// The id of an assignment's item in its review.
pub fn item_id(assignment: &Assignment) -> String {
    format!("{}.{}", assignment.coachee_id, assignment.coach_id)
}

#[cfg(test)]
mod tests {
    use super::{
        super::testing::{between, cast, user},
        *,
    };
    use crate::domain::{CoachStatus, Role, Status};

    #[test]
    fn signals_show_what_matters_for_a_decision() {
        let cast = cast();
        let today = Day::new(2026, 9, 30);
        let (mut coach, coachee) = (
            user(cast.coach, "Riverside"),
            user(cast.coachee, "Hillside"),
        );
        let assignment = Assignment {
            ends_on: Some(Day::new(2026, 9, 29)),
            ..between(cast.coach, cast.coachee)
        };
        let of = |coach: Option<&User>| {
            ReviewSignals::of(
                &assignment,
                coach,
                &coachee,
                Some(Day::new(2026, 9, 20)),
                today,
            )
        };
        let signals = of(Some(&coach));
        assert!(
            signals.no_coach_status
                && signals.past_end
                && signals.different_sites
                && !signals.coach_inactive
        );
        assert_eq!(signals.days_since_last_contact, Some(10));
        coach.coach_status = CoachStatus::Granted;
        (coach.capacity, coach.coachee_count) = (Some(2), 3);
        let signals = of(Some(&coach));
        assert!(signals.over_capacity && !signals.no_coach_status);
        coach.status = Status::Inactive;
        assert!(of(Some(&coach)).coach_inactive && of(None).coach_inactive);
        assert_eq!(coach.fields.role, Role::Member);
    }
}
