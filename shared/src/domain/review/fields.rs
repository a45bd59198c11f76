//! What an administrator sets when launching a review.

use crate::domain::{Assignment, Cadence, Day, Error, Kind, Result, User, UserId, field};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The latest last day, in days after the launch.
const LONGEST: i64 = 366;

/// Which assignments are reviewed: those that match all of these.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// The coachee's site. Empty: any.
    #[garde(length(max = 100), inner(custom(field::name)))]
    #[schemars(length(max = 100), inner(length(min = 1, max = 200), regex(pattern = field::NAME)))]
    #[serde(default, deserialize_with = "field::tidy_each")]
    pub sites: Vec<String>,
    /// The coach. Empty: any.
    #[garde(length(max = 100))]
    #[schemars(length(max = 100))]
    #[serde(default)]
    pub coach_ids: Vec<UserId>,
    /// The kind. Default: both.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
}

impl Scope {
    /// Whether an assignment is in the scope.
    pub fn has(&self, assignment: &Assignment, coachee: &User) -> bool {
        let site = coachee.fields.site.as_ref();
        (self.sites.is_empty() || site.is_some_and(|site| self.sites.contains(site)))
            && (self.coach_ids.is_empty() || self.coach_ids.contains(&assignment.coach_id))
            && self.kind.is_none_or(|kind| kind == assignment.kind)
    }
}

/// Who reviews the assignments of a site, of a coach, or of a coach at a site. The first rule that matches
/// an assignment applies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Reviewing {
    /// The coachee's site. Default: any.
    #[garde(inner(custom(field::name)))]
    #[schemars(length(min = 1, max = 200), regex(pattern = field::NAME))]
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "field::tidy_or_none"
    )]
    pub site: Option<String>,
    /// The coach. Default: any.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coach_id: Option<UserId>,
    /// Who reviews.
    #[garde(skip)]
    pub reviewer_id: UserId,
}

/// What to do with an assignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// Nothing: it goes on.
    Keep,
    /// End it.
    End,
    /// Transfer the coachee to another coach.
    Transfer,
}

/// What happens to assignments about which nobody decided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Silence {
    /// They are kept.
    #[default]
    Keep,
    /// They are ended.
    End,
}

/// What an administrator sets when launching a review.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ReviewFields {
    /// The review's name.
    #[garde(custom(field::name))]
    #[schemars(length(min = 1, max = 200), regex(pattern = field::NAME))]
    pub name: String,
    /// The last day for decisions.
    #[garde(skip)]
    pub due_on: Day,
    /// Which assignments are reviewed.
    #[garde(dive)]
    #[serde(default)]
    pub scope: Scope,
    /// Who reviews what.
    #[garde(length(max = 90), dive)]
    #[schemars(length(max = 90))]
    #[serde(default)]
    pub reviewers: Vec<Reviewing>,
    /// Who reviews what nobody else does, and what a reviewer has a part in.
    #[garde(skip)]
    pub fallback_reviewer_id: UserId,
    /// What happens to assignments about which nobody decided.
    #[garde(skip)]
    #[serde(default)]
    pub on_silence: Silence,
    /// How many percent of the assignments silence may end. If it would end more, the review doesn't close.
    #[garde(range(max = 50))]
    #[schemars(range(max = 50))]
    #[serde(default = "silence_limit", deserialize_with = "field::whole")]
    pub silence_limit: u32,
    /// Whether it closes automatically after its last day.
    #[garde(skip)]
    #[serde(default)]
    pub closes_by_itself: bool,
    /// How long after its launch the next review like it is launched.
    #[garde(skip)]
    #[serde(default = "never")]
    pub repeats: Cadence,
}

fn silence_limit() -> u32 {
    10
}

fn never() -> Cadence {
    Cadence::Never
}

impl ReviewFields {
    /// The fields, if a review can be launched with them on this day.
    ///
    /// # Errors
    /// `Invalid` for a last day or a cadence that can't be.
    pub fn on(self, today: Day) -> Result<Self> {
        let days = self.due_on.days_since(today);
        if days < 1 {
            return Err(Error::field(
                "/due_on",
                "Choose a day after today, so that there is time to decide.",
            ));
        }
        if days > LONGEST {
            return Err(Error::field("/due_on", "Choose a day within a year."));
        }
        if self.repeats.days().is_some_and(|repeats| repeats <= days) {
            return Err(Error::field(
                "/repeats",
                "The next review would begin before this one is over. Choose an earlier last day.",
            ));
        }
        Ok(self)
    }

    /// Everybody who may be asked to review.
    pub fn reviewer_ids(&self) -> Vec<UserId> {
        self.reviewers
            .iter()
            .map(|rule| rule.reviewer_id)
            .chain([self.fallback_reviewer_id])
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::testing::{between, cast, review, user},
        *,
    };
    use serde_json::json;

    #[test]
    fn a_scope_matches_only_if_every_condition_does() {
        let cast = cast();
        let (assignment, coachee) = (
            between(cast.coach, cast.coachee),
            user(cast.coachee, "Hillside"),
        );
        let has = |scope: serde_json::Value| {
            serde_json::from_value::<Scope>(scope)
                .expect("a scope")
                .has(&assignment, &coachee)
        };
        assert!(has(json!({})));
        assert!(has(
            json!({"sites": ["Hillside"], "coach_ids": [cast.coach], "kind": "primary"})
        ));
        assert!(!has(json!({"sites": ["Riverside"]})));
        assert!(!has(
            json!({"sites": ["Hillside"], "coach_ids": [cast.coachee]})
        ));
        assert!(!has(json!({"kind": "secondary"})));
    }

    #[test]
    fn a_review_ends_after_it_begins_and_before_it_is_repeated() {
        let fields = review(&cast(), json!([])).fields;
        let today = Day::new(2026, 9, 1);
        let on = |days: i64, repeats| {
            ReviewFields {
                due_on: today.plus_days(days),
                repeats,
                ..fields.clone()
            }
            .on(today)
            .is_ok()
        };
        assert!(on(1, Cadence::Never) && on(366, Cadence::Never) && on(6, Cadence::Weekly));
        assert!(
            !on(0, Cadence::Never)
                && !on(-1, Cadence::Never)
                && !on(367, Cadence::Never)
                && !on(7, Cadence::Weekly)
        );
    }
}
