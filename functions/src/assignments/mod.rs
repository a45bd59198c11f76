//! Coaching assignments: who coaches whom, from either side, and what became of it.

pub mod add_coachee;
pub mod assign_coach;
pub mod bulk;
pub(crate) mod change;
pub mod edit;
mod list;
pub mod list_coachees;
pub mod list_coaches;
pub mod list_history;
pub mod remove_coach;
pub mod remove_coachee;
pub mod reopen;
pub mod transfer;

use schemars::JsonSchema;
use serde::Deserialize;
use shared::domain::{self, Error, Pair, Result, TEXT, UserId};

/// The coach and the coachee that a path names.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
pub struct OfPair {
    /// Who coaches.
    pub coach_id: UserId,
    /// Who is coached.
    pub coachee_id: UserId,
}

impl OfPair {
    fn pair(self) -> Result<Pair> {
        Pair::new(self.coach_id, self.coachee_id)
    }

    /// The pair, where nobody could be connected with themselves.
    fn connected(self) -> Result<Pair> {
        self.pair().map_err(|_| Error::NotConnected)
    }
}

/// Why an assignment is ended, for its history.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Why {
    /// Shown in the coaching history of both.
    #[schemars(length(max = 500), regex(pattern = TEXT))]
    #[serde(default)]
    pub reason: Option<String>,
}

impl Why {
    fn reason(self) -> Result<Option<String>> {
        let reason = self.reason.map(|r| r.trim().to_owned()).filter(|r| !r.is_empty());
        match reason.as_deref().map(|text| domain::reason(text, &())) {
            Some(Err(error)) => Err(Error::field("?reason", error.message())),
            _ => Ok(reason),
        }
    }
}
