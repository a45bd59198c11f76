//! Revisions: how a shared observation changes, and what each revision replaced.

use super::{
    Caller, Moment, Observation, ObservationFields, ObservationState, Result, field,
    rubric::{Rubric, ScoreFields},
};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The most revisions of one observation.
pub const MAX_REVISIONS: u32 = 100;

/// What replaces the scores and feedback of a shared observation. What is left out is removed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct RevisionFields {
    /// Why it is revised. The coachee sees it.
    #[garde(custom(field::reason), custom(field::something))]
    #[schemars(length(min = 1, max = 500), regex(pattern = field::NAME))]
    #[serde(deserialize_with = "field::tidy")]
    pub reason: String,
    /// All scores.
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
    /// What to do next.
    #[garde(inner(custom(field::text)))]
    #[schemars(length(max = 200), regex(pattern = field::TEXT))]
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "field::tidy_or_none"
    )]
    pub next_step: Option<String>,
}

/// What a revision of a shared observation replaced.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Revision {
    /// Why it was revised.
    pub reason: String,
    /// When.
    pub revised_at: Moment,
    /// The observation before the revision.
    pub before: Observation,
}

impl Observation {
    /// The same with other scores and feedback, to be acknowledged again, and what it replaces.
    ///
    /// # Errors
    /// `Invalid` for scores that don't fit.
    pub fn revised(
        &self,
        changes: RevisionFields,
        rubric: Option<&Rubric>,
        caller: &Caller,
    ) -> Result<(Self, Revision)> {
        let RevisionFields {
            reason,
            scores,
            glow,
            grow,
            next_step,
        } = changes;
        let fields = ObservationFields {
            scores,
            glow,
            grow,
            next_step,
            ..self.fields()
        };
        let revised = Self {
            state: ObservationState::Shared,
            acknowledged_at: None,
            comment: None,
            revision: self.revision + 1,
            ..self.edited(fields, rubric, caller)?
        };
        Ok((
            revised,
            Revision {
                reason,
                revised_at: caller.now,
                before: self.clone(),
            },
        ))
    }
}
