//! Coaching assignments: who coaches whom, from either side, and their history.

pub mod assign_coach;
pub mod assign_coachee;
pub mod assign_many;
pub(crate) mod change;
mod connections;
pub mod edit;
pub(crate) mod handover;
pub mod list_coachees;
pub mod list_coaches;
pub mod list_history;
pub(crate) mod primary;
pub mod remove_coach;
pub mod remove_coachee;
pub mod reopen;
pub mod transfer;

pub use connections::AT_ONCE_IN_LISTS;
use schemars::JsonSchema;
use serde::Deserialize;
use shared::domain::{self, Error, Pair, Result, TEXT, UserId};
use std::collections::HashSet;

/// The path of an assignment.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
pub struct OfPair {
    /// The coach.
    pub coach_id: UserId,
    /// The coachee.
    pub coachee_id: UserId,
}

impl OfPair {
    fn pair(self) -> Result<Pair> {
        Pair::new(self.coach_id, self.coachee_id)
    }

    /// The pair of an existing assignment. Nobody coaches themselves, so such a pair isn't connected.
    fn connected(self) -> Result<Pair> {
        self.pair().map_err(|_| Error::NotConnected)
    }
}

/// Why an assignment ends.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Why {
    /// Shown in the coaching history of both.
    #[schemars(length(max = 500), regex(pattern = TEXT))]
    #[serde(default)]
    pub reason: Option<String>,
}

impl Why {
    fn reason(self) -> Result<Option<String>> {
        let reason = self
            .reason
            .map(|r| r.trim().to_owned())
            .filter(|r| !r.is_empty());
        match reason.as_deref().map(|text| domain::reason(text, &())) {
            Some(Err(error)) => Err(Error::field("?reason", error.message())),
            _ => Ok(reason),
        }
    }
}

/// These people, each once, in their order.
pub(crate) fn distinct(ids: impl Iterator<Item = UserId>) -> Vec<UserId> {
    let mut seen = HashSet::new();
    ids.filter(|id| seen.insert(*id)).collect()
}
