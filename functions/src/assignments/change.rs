//! What starting, ending and handing over an assignment change. Both adjacency items, both counters,
//! the history of both people and the activity stand in one transaction, so there is never one
//! without the other.

use shared::http::Put;
use shared::{
    domain::{Activity, ActivityKind, Assignment, Caller, Error, HistoryEvent, HistoryId, HistoryKind, LastTerms, Pair, Result, UserId},
    table::{Changes, Condition, Edit, Idempotent, Item, Rule, Table, equals, from_item, keys, must, must_or, version_is},
};

/// Connects two people, or finds them connected.
pub async fn connect(table: &Table, caller: &Caller, once: Option<&Idempotent>, assignment: Assignment) -> Result<Put<Assignment>> {
    let activity = activity(caller, ActivityKind::Assigned, assignment.pair());
    let changes = start(Changes::by_administrator(caller, activity)?, caller, &assignment, HistoryKind::Assigned)?;
    match table.commit_once(changes, caller, once, assignment).await {
        Ok(assignment) => Ok(Put::Made(assignment)),
        Err(Error::AlreadyConnected(there)) => Ok(Put::WasThere(*there)),
        Err(error) => Err(error),
    }
}

/// Disconnects two people: every right of the coach over the coachee ends with this one write.
pub async fn disconnect(table: &Table, caller: &Caller, pair: Pair, reason: Option<String>) -> Result<()> {
    let ending = Ending { kind: HistoryKind::Ended, activity: ActivityKind::AssignmentEnded, reason };
    let changes = Changes::by_administrator(caller, activity(caller, ending.activity, pair))?;
    table.commit(end_without_activity(changes, caller, pair, &ending)?).await
}

/// Starts an assignment. Its being there already is the first thing to be told.
pub fn start(changes: Changes, caller: &Caller, assignment: &Assignment, kind: HistoryKind) -> Result<Changes> {
    let pair = assignment.pair();
    let changes = create_sides(changes, assignment)?
        .edit(keys::profile(&pair.coach), Edit::add("coachee_count", 1), takes_one_more_coachee())
        .edit(keys::profile(&pair.coachee), Edit::add("coach_count", 1), may_be_coached());
    remember(changes, caller, assignment, kind)
}

/// Both adjacency items of an assignment that isn't there.
pub fn create_sides(changes: Changes, assignment: &Assignment) -> Result<Changes> {
    let pair = assignment.pair();
    changes
        .create_by(keys::coach_of(&pair.coachee, &pair.coach), assignment, vec![must_or(Condition::Absent, already_connected)])?
        .create_by(keys::coachee_of(&pair.coach, &pair.coachee), assignment, vec![must_or(Condition::Absent, already_connected)])
}

fn already_connected(item: &Item) -> Error {
    match from_item(item.clone()) {
        Ok(assignment) => Error::AlreadyConnected(Box::new(assignment)),
        Err(error) => error,
    }
}

/// What must hold of the profile of a coach who is given one more coachee.
pub fn takes_one_more_coachee() -> Vec<Rule> {
    let mut rules = may_coach();
    rules.push(must(Condition::Below("coachee_count", "capacity"), Error::AtCapacity));
    rules
}

/// What must hold of a coach's profile.
pub fn may_coach() -> Vec<Rule> {
    vec![
        must(Condition::Exists, Error::NotFound),
        must(equals("status", "active"), Error::InactiveUser),
        must(equals("coach_status", "granted"), Error::CoachStatusRequired),
    ]
}

/// What must hold of a coachee's profile.
pub fn may_be_coached() -> Vec<Rule> {
    vec![must(Condition::Exists, Error::NotFound), must(equals("status", "active"), Error::InactiveUser)]
}

/// The terms for reopening, and what is told of the assignment in the history of both.
pub fn remember(changes: Changes, caller: &Caller, assignment: &Assignment, kind: HistoryKind) -> Result<Changes> {
    let pair = assignment.pair();
    let event = HistoryEvent {
        kind: Some(assignment.kind),
        starts_on: Some(assignment.starts_on),
        ends_on: assignment.ends_on,
        ..history(caller, pair, kind)
    };
    let changes = changes.set(keys::terms(&pair.coachee, &pair.coach), &LastTerms::of(assignment))?;
    tell(changes, &event)
}

/// The same assignment on other terms, as long as neither item has been changed since this version.
pub fn put_on_other_terms(changes: Changes, caller: &Caller, after: &Assignment, version: u64) -> Result<Changes> {
    let pair = after.pair();
    let changes = changes.create_by(keys::coach_of(&pair.coachee, &pair.coach), after, vec![version_is(version)])?.create_by(
        keys::coachee_of(&pair.coach, &pair.coachee),
        after,
        vec![version_is(version)],
    )?;
    remember(changes, caller, after, HistoryKind::Changed)
}

/// How an assignment ends.
pub struct Ending {
    pub kind: HistoryKind,
    pub activity: ActivityKind,
    pub reason: Option<String>,
}

/// Ends an assignment, with an entry of its own in the log.
pub fn end(changes: Changes, caller: &Caller, pair: Pair, ending: &Ending) -> Result<Changes> {
    end_without_activity(changes, caller, pair, ending)?.record(activity(caller, ending.activity, pair))
}

/// Ends an assignment, whose entry in the log is there already.
pub fn end_without_activity(changes: Changes, caller: &Caller, pair: Pair, ending: &Ending) -> Result<Changes> {
    let exists = || vec![must(Condition::Exists, Error::NotFound)];
    let changes = changes.edit(keys::profile(&pair.coach), Edit::add("coachee_count", -1), exists()).edit(
        keys::profile(&pair.coachee),
        Edit::add("coach_count", -1),
        exists(),
    );
    let changes = delete_sides(changes, pair);
    tell(changes, &HistoryEvent { reason: ending.reason.clone(), ..history(caller, pair, ending.kind) })
}

/// Both adjacency items of an assignment that is there.
pub fn delete_sides(changes: Changes, pair: Pair) -> Changes {
    let connected = || vec![must(Condition::Exists, Error::NotConnected)];
    changes
        .delete(keys::coach_of(&pair.coachee, &pair.coach), connected())
        .delete(keys::coachee_of(&pair.coach, &pair.coachee), connected())
}

/// The event in the history of both people.
pub fn tell(changes: Changes, event: &HistoryEvent) -> Result<Changes> {
    changes.set(keys::history(&event.coach_id, &event.id), event)?.set(keys::history(&event.coachee_id, &event.id), event)
}

pub fn history(caller: &Caller, pair: Pair, event: HistoryKind) -> HistoryEvent {
    HistoryEvent {
        id: HistoryId::new(caller.now),
        event,
        coach_id: pair.coach,
        coachee_id: pair.coachee,
        at: caller.now,
        by: caller.actor(),
        kind: None,
        starts_on: None,
        ends_on: None,
        reason: None,
    }
}

/// An activity about a pair, kept with the coachee.
pub fn activity(caller: &Caller, kind: ActivityKind, pair: Pair) -> Activity {
    Activity { user_id: Some(pair.coachee), coach_id: Some(pair.coach), ..caller.activity(kind) }
}

/// The people whose names a list needs: each once.
pub fn distinct(ids: impl Iterator<Item = UserId>) -> Vec<UserId> {
    let mut seen = std::collections::HashSet::new();
    ids.filter(|id| seen.insert(*id)).collect()
}
