//! Observations: drafts that only their observer sees, then shared, then acknowledged.

use super::{
    Caller, ComponentId, Day, Error, GoalId, Moment, ObservationId, Result, RubricId, Stamp,
    UserId, field,
    rubric::{Rubric, Score, ScoreFields},
};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the visit was arranged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ObservationKind {
    /// The coachee knew of it.
    Announced,
    /// The coachee did not know of it.
    Unannounced,
    /// A short visit.
    Walkthrough,
}

/// Who sees an observation, and how it changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ObservationState {
    /// Only its observer sees it.
    Draft,
    /// The coachee sees it, too, and it changes only by a revision.
    Shared,
    /// The coachee has confirmed reading it.
    Acknowledged,
}

/// What an observer sets of an observation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ObservationFields {
    /// How the visit was arranged.
    #[garde(skip)]
    pub kind: ObservationKind,
    /// When it began.
    #[garde(skip)]
    pub observed_at: Moment,
    /// The lesson or occasion.
    #[garde(inner(custom(field::text)))]
    #[schemars(length(max = 200), regex(pattern = field::TEXT))]
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "field::tidy_or_none"
    )]
    pub title: Option<String>,
    /// The rubric that it is scored against.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rubric_id: Option<RubricId>,
    /// Scores of components, each at most once.
    #[garde(length(max = 60), dive)]
    #[schemars(length(max = 60))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scores: Vec<ScoreFields>,
    /// What went well.
    #[garde(inner(custom(field::prose::<4000>)))]
    #[schemars(length(max = 4000), regex(pattern = field::PROSE))]
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "field::tidy_or_none"
    )]
    pub glow: Option<String>,
    /// What to work on.
    #[garde(inner(custom(field::prose::<4000>)))]
    #[schemars(length(max = 4000), regex(pattern = field::PROSE))]
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "field::tidy_or_none"
    )]
    pub grow: Option<String>,
    /// What to do next. It can become an action step of a goal.
    #[garde(inner(custom(field::text)))]
    #[schemars(length(max = 200), regex(pattern = field::TEXT))]
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "field::tidy_or_none"
    )]
    pub next_step: Option<String>,
}

/// A coach's observation of a coachee's practice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Observation {
    /// The record.
    pub id: ObservationId,
    /// Who observed.
    pub observer_id: UserId,
    /// The observer's name at that time.
    pub observer: String,
    /// How the visit was arranged.
    pub kind: ObservationKind,
    /// When it began.
    pub observed_at: Moment,
    /// The lesson or occasion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The rubric that it is scored against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rubric_id: Option<RubricId>,
    /// The version of the rubric; fixed unless another rubric is chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rubric_version: Option<u64>,
    /// The components of that version.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub component_ids: Vec<ComponentId>,
    /// The scores, with the rubric's words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scores: Vec<Score>,
    /// What went well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub glow: Option<String>,
    /// What to work on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grow: Option<String>,
    /// What to do next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_step: Option<String>,
    /// The goal of which the next step became an action step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_step_goal_id: Option<GoalId>,
    /// Who sees it, and how it changes.
    pub state: ObservationState,
    /// When it was shared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared_at: Option<Moment>,
    /// When the coachee acknowledged it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged_at: Option<Moment>,
    /// The day under which it is counted in the person's progress, once it was shared. It stays when the
    /// organization's time zone changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filed_on: Option<Day>,
    /// The coachee's comment on acknowledging it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// How often it was revised after it was shared.
    #[serde(default)]
    pub revision: u32,
    /// Who made it, when, and its version.
    #[serde(flatten)]
    pub stamp: Stamp,
}

impl Observation {
    /// A new draft. `rubric` is the current version of the one that it names.
    ///
    /// # Errors
    /// `Invalid` for a time in the future or for scores that don't fit; `RubricRetired`.
    pub fn new(
        fields: ObservationFields,
        rubric: Option<&Rubric>,
        caller: &Caller,
    ) -> Result<Self> {
        let draft = Self {
            id: ObservationId::new(caller.now),
            observer_id: caller.user_id,
            observer: caller.name.clone(),
            kind: fields.kind,
            observed_at: fields.observed_at,
            title: None,
            rubric_id: None,
            rubric_version: None,
            component_ids: Vec::new(),
            scores: Vec::new(),
            glow: None,
            grow: None,
            next_step: None,
            next_step_goal_id: None,
            state: ObservationState::Draft,
            shared_at: None,
            acknowledged_at: None,
            filed_on: None,
            comment: None,
            revision: 0,
            stamp: Stamp::new(caller),
        };
        draft.with(fields, rubric, caller)
    }

    /// The fields as the observer set them.
    pub fn fields(&self) -> ObservationFields {
        let given = |score: &Score| ScoreFields {
            component_id: score.component_id,
            score: score.score,
            note: score.note.clone(),
        };
        ObservationFields {
            kind: self.kind,
            observed_at: self.observed_at,
            title: self.title.clone(),
            rubric_id: self.rubric_id,
            scores: self.scores.iter().map(given).collect(),
            glow: self.glow.clone(),
            grow: self.grow.clone(),
            next_step: self.next_step.clone(),
        }
    }

    /// The same draft with other fields. `rubric` is the version that it is scored against, or the current
    /// version of a newly chosen one.
    ///
    /// # Errors
    /// As those of [`Self::new`].
    pub fn edited(
        &self,
        fields: ObservationFields,
        rubric: Option<&Rubric>,
        caller: &Caller,
    ) -> Result<Self> {
        let edited = Self {
            stamp: self.stamp.edited(caller.now),
            ..self.clone()
        };
        edited.with(fields, rubric, caller)
    }

    fn with(
        self,
        fields: ObservationFields,
        rubric: Option<&Rubric>,
        caller: &Caller,
    ) -> Result<Self> {
        if fields.observed_at > caller.now.plus_seconds(CLOCK_SKEW_SECONDS) {
            return Err(Error::field(
                "/observed_at",
                "This time is in the future. Choose an earlier one.",
            ));
        }
        let rubric = match fields.rubric_id {
            None if !fields.scores.is_empty() => {
                return Err(Error::field("/rubric_id", "Name the rubric of the scores."));
            }
            None => None,
            Some(id) => {
                let named = rubric.filter(|rubric| rubric.id == id);
                Some(named.ok_or_else(|| Error::field("/rubric_id", "There is no such rubric."))?)
            }
        };
        if fields.rubric_id != self.rubric_id
            && let Some(rubric) = rubric
        {
            rubric.must_be_in_use()?;
        }
        Ok(Self {
            kind: fields.kind,
            observed_at: fields.observed_at,
            title: fields.title,
            rubric_id: fields.rubric_id,
            rubric_version: rubric.map(|rubric| rubric.stamp.version),
            component_ids: rubric.map(Rubric::component_ids).unwrap_or_default(),
            scores: rubric
                .map(|rubric| rubric.scored(&fields.scores))
                .transpose()?
                .unwrap_or_default(),
            glow: fields.glow,
            grow: fields.grow,
            // Another step has not been planned yet.
            next_step_goal_id: self
                .next_step_goal_id
                .filter(|_| fields.next_step == self.next_step),
            next_step: fields.next_step,
            ..self
        })
    }

    /// Whether this user observed.
    pub fn is_by(&self, user: UserId) -> bool {
        self.observer_id == user
    }

    /// Whether it has not been shared yet.
    pub fn is_draft(&self) -> bool {
        self.state == ObservationState::Draft
    }

    /// Whether a user who may see the person's observations sees this one: only its observer sees a draft.
    pub fn is_seen_by(&self, user: UserId) -> bool {
        !self.is_draft() || self.is_by(user)
    }

    /// The observation, for a user who sees it.
    ///
    /// # Errors
    /// `NotFound` for others.
    pub fn seen_by(self, user: UserId) -> Result<Self> {
        if self.is_seen_by(user) {
            Ok(self)
        } else {
            Err(Error::NotFound)
        }
    }

    /// The observation after sharing it.
    pub fn shared(&self, caller: &Caller) -> Self {
        let (now, filed_on) = (caller.now, Some(caller.day_of(self.observed_at)));
        Self {
            state: ObservationState::Shared,
            shared_at: Some(now),
            filed_on,
            stamp: self.stamp.edited(now),
            ..self.clone()
        }
    }

    /// The observation after the coachee acknowledged it.
    pub fn acknowledged(&self, comment: Option<String>, now: Moment) -> Self {
        Self {
            state: ObservationState::Acknowledged,
            acknowledged_at: Some(now),
            comment,
            stamp: self.stamp.edited(now),
            ..self.clone()
        }
    }
}

/// By how much an observer's clock may be ahead of ours, in seconds.
const CLOCK_SKEW_SECONDS: i64 = 300;
