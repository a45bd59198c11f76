//! The append-only log: who did what to whom, when and from where.

pub mod download;
pub mod list;
pub mod list_of_user;

use schemars::JsonSchema;
use serde::Serialize;
use shared::domain::{Activity, Person, User, UserId};
use std::collections::{BTreeSet, HashMap};

/// An entry of the log, with the names as they are now.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ActivityLine {
    #[serde(flatten)]
    pub activity: Activity,
    /// Whom it was done to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<Person>,
    /// The coach, when it was about an assignment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coach: Option<Person>,
    /// The coach who took over, when it was a transfer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_coach: Option<Person>,
}

/// Whom entries are about, each once.
fn people(entries: &[Activity]) -> BTreeSet<UserId> {
    entries.iter().flat_map(|entry| [entry.user_id, entry.coach_id, entry.to_coach_id]).flatten().collect()
}

fn lines(entries: Vec<Activity>, users: &[User]) -> Vec<ActivityLine> {
    let names: HashMap<UserId, String> = users.iter().map(|user| (user.id, user.name())).collect();
    let person = |id: UserId| Person { id, name: names.get(&id).cloned().unwrap_or_default() };
    let line = |activity: Activity| ActivityLine {
        user: activity.user_id.map(person),
        coach: activity.coach_id.map(person),
        to_coach: activity.to_coach_id.map(person),
        activity,
    };
    entries.into_iter().map(line).collect()
}
