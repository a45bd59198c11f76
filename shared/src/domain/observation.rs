use super::{
    Caller, ComponentId, Error, EvidenceId, GoalId, Moment, ObservationId, Result, RubricId, Stamp, UserId, field,
    rubric::{Rubric, Score, ScoreFields},
};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The most lines of evidence of one observation.
pub const MAX_EVIDENCE: u32 = 500;
/// The most lines of evidence in one request.
pub const MAX_LINES: usize = 25;
/// The most revisions of one observation.
pub const MAX_REVISIONS: u32 = 100;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ObservationKind {
    Announced,
    Unannounced,
    Walkthrough,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ObservationState {
    /// Its observer alone sees it.
    Draft,
    /// The coachee sees it too, and it changes only by a revision.
    Shared,
    /// The coachee has said to have read it.
    Acknowledged,
}

/// What an observer sets of an observation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ObservationFields {
    #[garde(skip)]
    pub kind: ObservationKind,
    /// When it was begun.
    #[garde(skip)]
    pub observed_at: Moment,
    /// The lesson or the occasion.
    #[garde(inner(custom(field::text)))]
    #[schemars(length(max = 200), regex(pattern = field::TEXT))]
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "field::tidy_or_none")]
    pub title: Option<String>,
    /// What it is scored against.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rubric_id: Option<RubricId>,
    #[garde(length(max = 60), dive)]
    #[schemars(length(max = 60))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scores: Vec<ScoreFields>,
    /// What went well.
    #[garde(inner(custom(field::prose::<4000>)))]
    #[schemars(length(max = 4000), regex(pattern = field::PROSE))]
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "field::tidy_or_none")]
    pub glow: Option<String>,
    /// What could go better.
    #[garde(inner(custom(field::prose::<4000>)))]
    #[schemars(length(max = 4000), regex(pattern = field::PROSE))]
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "field::tidy_or_none")]
    pub grow: Option<String>,
    /// What to do next. Can be made an action step of a goal.
    #[garde(inner(custom(field::text)))]
    #[schemars(length(max = 200), regex(pattern = field::TEXT))]
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "field::tidy_or_none")]
    pub next_step: Option<String>,
}

/// A coach's observation of a coachee's practice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Observation {
    pub id: ObservationId,
    /// Who observed.
    pub observer_id: UserId,
    /// The observer's name as it was then.
    pub observer: String,
    pub kind: ObservationKind,
    pub observed_at: Moment,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rubric_id: Option<RubricId>,
    /// The version of the rubric that it is scored against, now and later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rubric_version: Option<u64>,
    /// The components of that version.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub component_ids: Vec<ComponentId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scores: Vec<Score>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub glow: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grow: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_step: Option<String>,
    /// The goal that the next step was made an action step of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_step_goal_id: Option<GoalId>,
    pub state: ObservationState,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared_at: Option<Moment>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged_at: Option<Moment>,
    /// What the coachee said to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// How often it was changed after it was shared.
    #[serde(default)]
    pub revision: u32,
    #[serde(flatten)]
    pub stamp: Stamp,
}

/// What a revision of a shared observation replaced.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Revision {
    /// Why it was revised.
    pub reason: String,
    pub revised_at: Moment,
    /// The observation as it was before.
    pub before: Observation,
}

impl Observation {
    /// A new draft. `rubric` is the one that it names, as it is now.
    pub fn new(fields: ObservationFields, rubric: Option<&Rubric>, caller: &Caller) -> Result<Self> {
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
            comment: None,
            revision: 0,
            stamp: Stamp::new(caller),
        };
        draft.with(fields, rubric, caller)
    }

    /// The fields as its observer set them.
    pub fn fields(&self) -> ObservationFields {
        let given = |score: &Score| ScoreFields { component_id: score.component_id, score: score.score, note: score.note.clone() };
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

    /// The same draft with other fields. `rubric` is the version that it is scored against, or the
    /// newly chosen rubric as it is now.
    pub fn edited(&self, fields: ObservationFields, rubric: Option<&Rubric>, caller: &Caller) -> Result<Self> {
        let edited = Self { stamp: self.stamp.edited(caller.now), ..self.clone() };
        edited.with(fields, rubric, caller)
    }

    fn with(self, fields: ObservationFields, rubric: Option<&Rubric>, caller: &Caller) -> Result<Self> {
        if fields.observed_at > caller.now.plus_seconds(CLOCK_SKEW_SECONDS) {
            return Err(Error::field("/observed_at", "This time has not come. Choose one that has."));
        }
        let rubric = match fields.rubric_id {
            None if !fields.scores.is_empty() => return Err(Error::field("/rubric_id", "Say which rubric the scores are of.")),
            None => None,
            Some(id) => {
                let there = rubric.filter(|rubric| rubric.id == id);
                Some(there.ok_or_else(|| Error::field("/rubric_id", "There is no such rubric."))?)
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
            scores: rubric.map(|rubric| rubric.scored(&fields.scores)).transpose()?.unwrap_or_default(),
            glow: fields.glow,
            grow: fields.grow,
            next_step: fields.next_step,
            ..self
        })
    }

    pub fn is_by(&self, user: UserId) -> bool {
        self.observer_id == user
    }

    pub fn is_draft(&self) -> bool {
        self.state == ObservationState::Draft
    }

    /// Whether somebody who may see the person's observations sees this one: a draft is its
    /// observer's alone.
    pub fn is_seen_by(&self, user: UserId) -> bool {
        !self.is_draft() || self.is_by(user)
    }

    /// The observation, for somebody who sees it; for others there is none.
    pub fn seen_by(self, user: UserId) -> Result<Self> {
        if self.is_seen_by(user) { Ok(self) } else { Err(Error::NotFound) }
    }

    pub fn shared(&self, now: Moment) -> Self {
        Self { state: ObservationState::Shared, shared_at: Some(now), stamp: self.stamp.edited(now), ..self.clone() }
    }

    pub fn acknowledged(&self, comment: Option<String>, now: Moment) -> Self {
        Self { state: ObservationState::Acknowledged, acknowledged_at: Some(now), comment, stamp: self.stamp.edited(now), ..self.clone() }
    }

    /// The same with other words and scores, to be acknowledged anew; and what it replaces.
    pub fn revised(&self, changes: RevisionFields, rubric: Option<&Rubric>, caller: &Caller) -> Result<(Self, Revision)> {
        let RevisionFields { reason, scores, glow, grow, next_step } = changes;
        let fields = ObservationFields { scores, glow, grow, next_step, ..self.fields() };
        let revised = Self {
            state: ObservationState::Shared,
            acknowledged_at: None,
            comment: None,
            revision: self.revision + 1,
            ..self.edited(fields, rubric, caller)?
        };
        Ok((revised, Revision { reason, revised_at: caller.now, before: self.clone() }))
    }
}

/// How far an observer's clock may be ahead of ours, in seconds.
const CLOCK_SKEW_SECONDS: i64 = 300;

/// What a revision says instead of what was shared. What is left out is gone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct RevisionFields {
    /// Why it is revised. The coachee sees it.
    #[garde(custom(field::reason), length(min = 1))]
    #[schemars(length(min = 1, max = 500), regex(pattern = field::NAME))]
    #[serde(deserialize_with = "field::tidy")]
    pub reason: String,
    #[garde(length(max = 60), dive)]
    #[schemars(length(max = 60))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scores: Vec<ScoreFields>,
    #[garde(inner(custom(field::prose::<4000>)))]
    #[schemars(length(max = 4000), regex(pattern = field::PROSE))]
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "field::tidy_or_none")]
    pub glow: Option<String>,
    #[garde(inner(custom(field::prose::<4000>)))]
    #[schemars(length(max = 4000), regex(pattern = field::PROSE))]
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "field::tidy_or_none")]
    pub grow: Option<String>,
    #[garde(inner(custom(field::text)))]
    #[schemars(length(max = 200), regex(pattern = field::TEXT))]
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "field::tidy_or_none")]
    pub next_step: Option<String>,
}

/// What an observer writes down while observing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct EvidenceFields {
    /// When it was seen.
    #[garde(skip)]
    pub at: Moment,
    #[garde(custom(field::prose::<2000>), length(min = 1))]
    #[schemars(length(min = 1, max = 2000), regex(pattern = field::PROSE_WITH_SOMETHING))]
    #[serde(deserialize_with = "field::tidy")]
    pub text: String,
    /// The components that it is evidence of.
    #[garde(length(max = 10))]
    #[schemars(length(max = 10))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub component_ids: Vec<ComponentId>,
}

/// A line of an observation's evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EvidenceLine {
    pub id: EvidenceId,
    #[serde(flatten)]
    pub fields: EvidenceFields,
    #[serde(flatten)]
    pub stamp: Stamp,
}

impl EvidenceLine {
    /// New lines, whose ids sort by when they were seen and then as they were sent.
    pub fn all(lines: Vec<EvidenceFields>, caller: &Caller) -> Vec<Self> {
        let line = |(place, fields): (i64, EvidenceFields)| Self {
            id: EvidenceId::new(fields.at.plus_milliseconds(place)),
            fields,
            stamp: Stamp::new(caller),
        };
        (0..).zip(lines).map(line).collect()
    }

    pub fn edited(&self, fields: EvidenceFields, now: Moment) -> Self {
        Self { id: self.id, fields, stamp: self.stamp.edited(now) }
    }
}
