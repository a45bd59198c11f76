//! Evidence: time-stamped lines of what an observer saw, each an item of its own.

use super::{Caller, ComponentId, EvidenceId, Moment, Observation, Stamp, field};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The most lines of evidence of one observation.
pub const MAX_EVIDENCE: u32 = 500;
/// The most lines of evidence in one request.
pub const MAX_LINES: usize = 25;

/// A line of evidence: what an observer saw, and when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct EvidenceFields {
    /// When it was seen.
    #[garde(skip)]
    pub at: Moment,
    /// What was seen.
    #[garde(custom(field::prose::<2000>), custom(field::something))]
    #[schemars(length(min = 1, max = 2000), regex(pattern = field::PROSE_WITH_SOMETHING))]
    #[serde(deserialize_with = "field::tidy")]
    pub text: String,
    /// The components of which it is evidence.
    #[garde(length(max = 10))]
    #[schemars(length(max = 10))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub component_ids: Vec<ComponentId>,
}

/// A line of an observation's evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EvidenceLine {
    /// The line.
    pub id: EvidenceId,
    /// What was seen.
    #[serde(flatten)]
    pub fields: EvidenceFields,
    /// Who wrote it, when, and its version.
    #[serde(flatten)]
    pub stamp: Stamp,
}

impl EvidenceLine {
    /// New lines. Their ids sort in the order in which they were sent.
    pub fn all(lines: Vec<EvidenceFields>, caller: &Caller) -> Vec<Self> {
        let line = |(place, fields): (i64, EvidenceFields)| Self {
            id: EvidenceId::new(caller.now.plus_milliseconds(place)),
            fields,
            stamp: Stamp::new(caller),
        };
        (0..).zip(lines).map(line).collect()
    }

    /// The same line with other fields.
    pub fn edited(&self, fields: EvidenceFields, now: Moment) -> Self {
        Self {
            id: self.id,
            fields,
            stamp: self.stamp.edited(now),
        }
    }

    /// Leaves out tags of components that the observation's rubric doesn't have, as after the choice of another rubric.
    pub fn keep_tags_of(&mut self, observation: &Observation) {
        self.fields
            .component_ids
            .retain(|id| observation.component_ids.contains(id));
    }

    /// What lines are sorted by: when they were seen, then the order in which they were sent.
    pub fn order(&self) -> (Moment, EvidenceId) {
        (self.fields.at, self.id)
    }
}
