//! Helper: who may change an observation, and which components its evidence may name.

use shared::{
    domain::{Caller, ComponentId, Error, MAX_COMPONENTS, Observation, Result},
    table::{Condition, Item, Rule, contains, equals, must, must_or},
};

/// Refuses everybody but the observer. To others a draft doesn't exist.
pub(super) fn must_be_by(caller: &Caller, observation: &Observation) -> Result<()> {
    match (observation.is_by(caller.user_id), observation.is_draft()) {
        (true, _) => Ok(()),
        (false, false) => Err(Error::NotPermitted),
        (false, true) => Err(Error::NotFound),
    }
}

/// Refuses everybody but the observer, and observations that were shared.
pub(super) fn must_be_own_draft(caller: &Caller, observation: &Observation) -> Result<()> {
    must_be_by(caller, observation)?;
    if observation.is_draft() {
        Ok(())
    } else {
        Err(Error::AlreadyShared)
    }
}

/// The checks of [`must_be_own_draft`] as rules of a transaction.
pub(super) fn is_own_draft(caller: &Caller) -> Vec<Rule> {
    fn not_by(observation: &Item) -> Error {
        let is_draft = observation
            .get("state")
            .is_some_and(|state| state.as_s().is_ok_and(|state| state == "draft"));
        if is_draft {
            Error::NotFound
        } else {
            Error::NotPermitted
        }
    }
    vec![
        must(Condition::Exists, Error::NotFound),
        must_or(equals("observer_id", caller.user_id.to_string()), not_by),
        must(equals("state", "draft"), Error::AlreadyShared),
    ]
}

/// Marks a draft whose deletion has begun. Its evidence is deleted in several transactions, so from the first one
/// on it can't be shared or added to. No answer shows it.
pub(super) const DELETING: &str = "deleting";

/// The rule that the draft's deletion hasn't begun. From then on it counts as deleted.
pub(super) fn is_not_being_deleted() -> Rule {
    must(Condition::Lacks(DELETING), Error::NotFound)
}

/// The rules that the observation's rubric has these components.
///
/// # Errors
/// A field error for more components than a rubric can have, since DynamoDB takes a condition of at most 4 KB.
pub(super) fn has_components<'a>(
    ids: impl IntoIterator<Item = &'a ComponentId>,
    pointer: &str,
) -> Result<Vec<Rule>> {
    let unknown = || {
        Error::field(
            pointer,
            "The observation's rubric has no such component. Choose one of its component_ids.",
        )
    };
    let mut distinct: Vec<&ComponentId> = ids.into_iter().collect();
    distinct.sort();
    distinct.dedup();
    if distinct.len() > MAX_COMPONENTS {
        return Err(unknown());
    }
    Ok(distinct
        .into_iter()
        .map(|id| must(contains("component_ids", id.to_string()), unknown()))
        .collect())
}
