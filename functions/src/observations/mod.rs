//! Observations: evidence, scores against a rubric, and feedback. An observation is a draft, which only its
//! observer sees, until it is shared.

pub mod acknowledge;
pub mod create;
pub mod create_evidence;
pub mod delete;
pub mod delete_evidence;
pub mod edit;
pub mod edit_evidence;
mod latest;
pub mod list;
pub mod list_evidence;
pub mod list_revisions;
pub mod plan_next_step;
pub mod read;
pub mod revise;
mod rules;
pub mod share;

use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{EvidenceId, EvidenceLine, Observation, ObservationId, Rubric, UserId},
    table::{Key, keys},
};

/// The path of an observation.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
pub struct OfObservation {
    /// The person observed.
    pub user_id: UserId,
    /// The observation.
    pub observation_id: ObservationId,
}

/// The path of a line of evidence.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
pub struct OfEvidence {
    /// The person observed.
    pub user_id: UserId,
    /// The observation.
    pub observation_id: ObservationId,
    /// The line of evidence.
    pub evidence_id: EvidenceId,
}

impl OfObservation {
    fn key(self) -> Key<Observation> {
        keys::record::<Observation>(&self.user_id, self.observation_id)
    }

    fn scale(self) -> Key<Rubric> {
        keys::scale(&self.user_id, self.observation_id)
    }
}

impl OfEvidence {
    fn observation(self) -> OfObservation {
        OfObservation {
            user_id: self.user_id,
            observation_id: self.observation_id,
        }
    }

    fn key(self) -> Key<EvidenceLine> {
        keys::part::<EvidenceLine>(&self.user_id, self.observation_id, self.evidence_id)
    }
}
