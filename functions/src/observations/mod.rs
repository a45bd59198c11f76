//! Observations: evidence, scores against a rubric, and feedback; a draft until they are shared.

pub mod acknowledge;
pub mod add_evidence;
pub mod create;
pub mod delete;
pub mod delete_evidence;
pub mod edit;
pub mod edit_evidence;
pub mod list;
pub mod list_evidence;
pub mod list_revisions;
pub mod plan_next_step;
pub mod read;
pub mod revise;
pub mod share;

use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{Caller, ComponentId, Error, EvidenceId, EvidenceLine, LatestScores, Observation, ObservationId, Result, UserId},
    table::{Condition, Edit, Item, Key, Rule, contains, equals, keys, must, must_or},
};

/// The observation that a path names.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
pub struct OfObservation {
    /// Who is observed.
    pub user_id: UserId,
    /// Which one it is.
    pub observation_id: ObservationId,
}

/// The line of evidence that a path names.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
pub struct OfEvidence {
    /// Who is observed.
    pub user_id: UserId,
    /// Which one it is.
    pub observation_id: ObservationId,
    /// Which one it is.
    pub evidence_id: EvidenceId,
}

impl OfObservation {
    fn key(self) -> Key {
        keys::record::<Observation>(&self.user_id, self.observation_id)
    }

    fn scale(self) -> Key {
        keys::scale(&self.user_id, self.observation_id)
    }
}

impl OfEvidence {
    fn observation(self) -> OfObservation {
        OfObservation { user_id: self.user_id, observation_id: self.observation_id }
    }

    fn key(self) -> Key {
        keys::part::<EvidenceLine>(&self.user_id, self.observation_id, self.evidence_id)
    }
}

/// Refuses everybody but the observer; of a draft others don't even know.
fn must_be_by(caller: &Caller, observation: &Observation) -> Result<()> {
    match (observation.is_by(caller.user_id), observation.is_draft()) {
        (true, _) => Ok(()),
        (false, false) => Err(Error::NotPermitted),
        (false, true) => Err(Error::NotFound),
    }
}

/// The same, and what has been shared.
fn must_be_own_draft(caller: &Caller, observation: &Observation) -> Result<()> {
    must_be_by(caller, observation)?;
    if observation.is_draft() { Ok(()) } else { Err(Error::AlreadyShared) }
}

/// The same, as rules of a transaction.
fn is_own_draft(caller: &Caller) -> Vec<Rule> {
    fn not_by(observation: &Item) -> Error {
        let is_draft = observation.get("state").is_some_and(|state| state.as_s().is_ok_and(|state| state == "draft"));
        if is_draft { Error::NotFound } else { Error::NotPermitted }
    }
    vec![
        must(Condition::Exists, Error::NotFound),
        must_or(equals("observer_id", caller.user_id.to_string()), not_by),
        must(equals("state", "draft"), Error::AlreadyShared),
    ]
}

/// The rules that the observation's rubric has these components.
fn has_components<'a>(ids: impl IntoIterator<Item = &'a ComponentId>, pointer: &str) -> Vec<Rule> {
    let unknown = || Error::field(pointer, "The observation's rubric has no such component. Choose one of its component_ids.");
    let mut distinct: Vec<&ComponentId> = ids.into_iter().collect();
    distinct.sort();
    distinct.dedup();
    distinct.into_iter().map(|id| must(contains("component_ids", id.to_string()), unknown())).collect()
}

/// What the owner's signals say of the scores that were last shared.
fn latest(observation: &Observation) -> Result<Edit> {
    if observation.scores.is_empty() {
        return Ok(Edit::default());
    }
    let scores = LatestScores {
        observation_id: observation.id,
        observed_at: observation.observed_at,
        scores: observation.scores.iter().map(Into::into).collect(),
    };
    Edit::put("latest", &scores)
}
