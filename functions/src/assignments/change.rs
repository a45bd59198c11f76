//! Helper: what starting, changing and ending an assignment writes.
//!
//! **What it guarantees.** An assignment is two items with the same content, one in the partition of its
//! coachee and one in its coach's. Both are written in one transaction with the counters in both profiles,
//! the event in both histories, the terms for reopening and the entry in the activity log. So there is never
//! one without the other.
//!
//! **How.** Each function adds its writes and rules to a [`Changes`]; the rules of the two items come first,
//! so that "already connected" or "not connected" is the first reason to refuse. Assignments past their last
//! day give no right but still exist. They are ended when they are in the way of a new one.
//!
//! **What it costs.** About ten actions of a transaction for each assignment, which limits how many fit in one.
//!
//! **What it doesn't do.** It doesn't read the rules of a transaction beforehand: the transaction refuses.
//! The primary coach is in [`super::primary`], and handing over in [`super::handover`].

use super::primary::{change_primary, commit_as_primary, no_primary};
use shared::{
    domain::{
        Activity, ActivityKind, Assignment, Caller, Error, HistoryEvent, HistoryId, HistoryKind,
        Kind, LastTerms, Pair, Result, Terms, UserId,
    },
    http::Put,
    table::{
        Changes, Condition, Edit, Idempotent, Item, Rule, Table, at_most, equals, from_item, keys,
        must, must_or, version_is,
    },
};

/// How often an assignment is tried, each time with something out of its way that was over.
const MAX_ATTEMPTS: usize = 5;

/// Connects two people, or returns their existing assignment.
pub async fn connect(
    table: &Table,
    caller: &Caller,
    once: Option<&Idempotent>,
    pair: Pair,
    terms: Terms,
) -> Result<Put<Assignment>> {
    let kinds = (ActivityKind::Assigned, HistoryKind::Assigned);
    match begin(table, caller, once, pair, terms, kinds).await {
        Ok(assignment) => Ok(Put::Made(assignment)),
        Err(Error::AlreadyConnected(existing)) => Ok(Put::WasThere(*existing)),
        Err(error) => Err(error),
    }
}

/// Begins an assignment. Assignments past their last day that prevent it are ended first, such as the last one
/// of the same pair.
///
/// Where another coach is primary, they become secondary in the same transaction if the terms say so.
/// Otherwise the new assignment is secondary if the terms give no kind, and refused if they do.
pub async fn begin(
    table: &Table,
    caller: &Caller,
    once: Option<&Idempotent>,
    pair: Pair,
    mut terms: Terms,
    (activity_kind, history): (ActivityKind, HistoryKind),
) -> Result<Assignment> {
    for _ in 0..MAX_ATTEMPTS {
        let assignment =
            Assignment::start(pair, &terms, &caller.actor(), caller.now, caller.today)?;
        let build = |replaced: Option<&Assignment>| {
            let entry = activity(caller, activity_kind, pair);
            let changes = Changes::by_administrator(caller, entry)?;
            start(changes, caller, &assignment, replaced, history)
        };
        let may_replace = terms.replaces_primary;
        let refused =
            match commit_as_primary(table, caller, once, &assignment, may_replace, build).await {
                Err(refused) => refused,
                begun => return begun,
            };
        match &refused {
            Error::AlreadyConnected(existing) if existing.is_over(caller.today) => {
                end_over(table, caller, existing).await?
            }
            Error::AtCapacity if end_all_over(table, caller, pair.coach).await? > 0 => {}
            Error::PrimaryTaken(_) if terms.kind.is_none() => terms.kind = Some(Kind::Secondary),
            // The primary coach was changed, or their assignment was over.
            Error::Overtaken(_) => {}
            _ => return Err(refused),
        }
    }
    Err(Error::Overtaken(
        "other assignments of the two came and went",
    ))
}

/// Adds the start of an assignment to a change. Its two items come first, so that it is refused as existing
/// before any other reason.
fn start(
    changes: Changes,
    caller: &Caller,
    assignment: &Assignment,
    replaced: Option<&Assignment>,
    kind: HistoryKind,
) -> Result<Changes> {
    let pair = assignment.pair();
    let changes = create_sides(changes, assignment, already_connected)?
        .edit(
            keys::profile(&pair.coach),
            Edit::add("coachee_count", 1),
            takes_one_more_coachee(),
        )
        .edit(
            keys::profile(&pair.coachee),
            Edit::add("coach_count", 1),
            may_be_coached(),
        );
    let changes = change_primary(changes, caller, None, assignment, replaced)?;
    record_start(changes, caller, assignment, kind)
}

/// How a change begins from its entry in the log: by an administrator, or by the system in somebody's name.
type Begin = fn(&Caller, Activity) -> Result<Changes>;

/// Ends an assignment whose last day has passed. Does nothing when somebody else has just ended or prolonged it.
pub async fn end_over(table: &Table, caller: &Caller, over: &Assignment) -> Result<()> {
    let begin: Begin = Changes::by_administrator;
    end_over_as(table, &just_before(caller), over, begin).await
}

/// [`end_over`], for a change that begins in another way.
pub async fn end_over_as(
    table: &Table,
    caller: &Caller,
    over: &Assignment,
    begin: Begin,
) -> Result<()> {
    let entry = activity(caller, ActivityKind::AssignmentEnded, over.pair());
    let changes = end_past(begin(caller, entry)?, caller, over)?;
    match table.commit(changes).await {
        Err(Error::Overtaken(_)) => Ok(()),
        result => result,
    }
}

/// Adds the end of an assignment whose last day has passed to a change that has its entry in the log.
fn end_past(changes: Changes, caller: &Caller, over: &Assignment) -> Result<Changes> {
    let pair = over.pair();
    let gone = Error::Overtaken("the assignment was ended or prolonged");
    let past = must(at_most("ends_on", caller.today.plus_days(-1)), gone.clone());
    let reason = over.ends_on.map(|last| format!("The last day was {last}."));
    let changes = changes.check(keys::coach_of(&pair.coachee, &pair.coach), vec![past]);
    end_without_activity(changes, caller, pair, &Ending::new(reason, gone))
}

/// Ends all of a coach's assignments that are over, and returns how many there were.
pub async fn end_all_over(table: &Table, caller: &Caller, coach: UserId) -> Result<usize> {
    let begin: Begin = Changes::by_administrator;
    end_all_over_as(table, &just_before(caller), coach, begin).await
}

/// [`end_all_over`], for changes that begin in another way.
pub async fn end_all_over_as(
    table: &Table,
    caller: &Caller,
    coach: UserId,
    begin: Begin,
) -> Result<usize> {
    let all = table.all(&keys::coachees(&coach)).await?;
    let mut ended = 0;
    for over in all.to_change().iter().filter(|it| it.is_over(caller.today)) {
        end_over_as(table, caller, over, begin).await?;
        ended += 1;
    }
    Ok(ended)
}

/// The error for a coach with too many assignments: `refused`, unless some of them were over. Those are ended
/// and the error is `Overtaken`, so that the request is retried.
pub async fn unless_past_are_ended(
    table: &Table,
    caller: &Caller,
    coach: UserId,
    refused: Error,
) -> Error {
    match end_all_over(table, caller, coach).await {
        Ok(0) => refused,
        Ok(_) => Error::Overtaken("assignments that were over have been ended"),
        Err(error) => error,
    }
}

/// The caller one millisecond earlier, so that what makes room for a change comes before it in the history.
pub(super) fn just_before(caller: &Caller) -> Caller {
    Caller {
        now: caller.now.plus_milliseconds(-1),
        ..caller.clone()
    }
}

/// Disconnects two people. With this one write every right of the coach to the coachee ends.
pub async fn disconnect(
    table: &Table,
    caller: &Caller,
    pair: Pair,
    reason: Option<String>,
) -> Result<()> {
    let ending = Ending::new(reason, Error::NotConnected);
    let changes = Changes::by_administrator(caller, activity(caller, ending.activity, pair))?;
    table
        .commit(end_without_activity(changes, caller, pair, &ending)?)
        .await
}

/// Adds both items of a new assignment to a change. `existing` makes the error when one of them exists.
pub fn create_sides(
    changes: Changes,
    assignment: &Assignment,
    existing: fn(&Item) -> Error,
) -> Result<Changes> {
    put_sides(changes, assignment, || {
        vec![must_or(Condition::Absent, existing)]
    })
}

/// Adds both items of an assignment to a change, each with these rules.
pub(super) fn put_sides(
    changes: Changes,
    assignment: &Assignment,
    rules: impl Fn() -> Vec<Rule>,
) -> Result<Changes> {
    let pair = assignment.pair();
    let (of_coachee, of_coach) = (
        keys::coach_of(&pair.coachee, &pair.coach),
        keys::coachee_of(&pair.coach, &pair.coachee),
    );
    changes
        .create_by(of_coachee, assignment, rules())?
        .create_by(of_coach, assignment, rules())
}

/// Deletes both items of an assignment in a change, each with these rules.
pub fn delete_sides(changes: Changes, pair: Pair, rules: &[Rule]) -> Changes {
    changes
        .delete(keys::coach_of(&pair.coachee, &pair.coach), rules.to_vec())
        .delete(keys::coachee_of(&pair.coach, &pair.coachee), rules.to_vec())
}

fn already_connected(item: &Item) -> Error {
    match from_item(item.clone()) {
        Ok(assignment) => Error::AlreadyConnected(Box::new(assignment)),
        Err(error) => error,
    }
}

/// The rules for the profile of a coach who gets one more coachee.
pub fn takes_one_more_coachee() -> Vec<Rule> {
    let mut rules = may_coach();
    rules.push(must(
        Condition::Below("coachee_count", "capacity"),
        Error::AtCapacity,
    ));
    rules
}

/// The rules for the profile of a coach.
pub fn may_coach() -> Vec<Rule> {
    vec![
        must(Condition::Exists, Error::NotFound),
        must(equals("status", "active"), Error::InactiveUser),
        must(
            equals("coach_status", "granted"),
            Error::CoachStatusRequired,
        ),
    ]
}

/// The rules for the profile of a coachee.
pub fn may_be_coached() -> Vec<Rule> {
    vec![
        must(Condition::Exists, Error::NotFound),
        must(equals("status", "active"), Error::InactiveUser),
    ]
}

/// Adds the assignment's event in both histories to a change, and its terms for reopening.
pub fn record_start(
    changes: Changes,
    caller: &Caller,
    assignment: &Assignment,
    kind: HistoryKind,
) -> Result<Changes> {
    let pair = assignment.pair();
    let event = HistoryEvent {
        kind: Some(assignment.kind),
        starts_on: Some(assignment.starts_on),
        ends_on: assignment.ends_on,
        ..history(caller, pair, kind)
    };
    let changes = changes.set(
        keys::terms(&pair.coachee, &pair.coach),
        &LastTerms::of(assignment),
    )?;
    record_event(changes, &event)
}

/// Adds the same assignment on other terms to a change, as long as both items still have this version.
/// `replaced` is the primary coach's assignment, when this one becomes primary in its place.
pub fn put_on_other_terms(
    changes: Changes,
    caller: &Caller,
    before: &Assignment,
    after: &Assignment,
    version: u64,
    replaced: Option<&Assignment>,
) -> Result<Changes> {
    let changes = change_primary(changes, caller, Some(before.kind), after, replaced)?;
    let changes = put_sides(changes, after, || vec![version_is(version)])?;
    record_start(changes, caller, after, HistoryKind::Changed)
}

/// How an assignment ends.
pub struct Ending {
    pub kind: HistoryKind,
    pub activity: ActivityKind,
    pub reason: Option<String>,
    /// The error when the assignment no longer exists.
    pub gone: Error,
}

impl Ending {
    /// An ordinary end.
    pub fn new(reason: Option<String>, gone: Error) -> Self {
        Self {
            kind: HistoryKind::Ended,
            activity: ActivityKind::AssignmentEnded,
            reason,
            gone,
        }
    }
}

/// Adds the end of an assignment to a change, with its entry in the log.
pub fn end(changes: Changes, caller: &Caller, pair: Pair, ending: &Ending) -> Result<Changes> {
    let entry = activity(caller, ending.activity, pair);
    end_without_activity(changes, caller, pair, ending)?.record(entry)
}

/// Adds the end of an assignment to a change that has its entry in the log.
pub fn end_without_activity(
    changes: Changes,
    caller: &Caller,
    pair: Pair,
    ending: &Ending,
) -> Result<Changes> {
    let exists = || vec![must(Condition::Exists, Error::NotFound)];
    let changes = changes
        .edit(
            keys::profile(&pair.coach),
            Edit::add("coachee_count", -1),
            exists(),
        )
        .edit(
            keys::profile(&pair.coachee),
            Edit::add("coach_count", -1).and(no_primary(pair.coach)),
            exists(),
        );
    let gone = must(Condition::Exists, ending.gone.clone());
    let changes = delete_sides(changes, pair, &[gone]);
    let event = HistoryEvent {
        reason: ending.reason.clone(),
        ..history(caller, pair, ending.kind)
    };
    record_event(changes, &event)
}

/// Adds an event to the history of both people.
pub fn record_event(changes: Changes, event: &HistoryEvent) -> Result<Changes> {
    changes
        .set(keys::history(&event.coach_id, &event.id), event)?
        .set(keys::history(&event.coachee_id, &event.id), event)
}

/// An event of a pair's history, without terms or a reason.
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

/// An entry of the activity log about a pair, stored with the coachee.
pub fn activity(caller: &Caller, kind: ActivityKind, pair: Pair) -> Activity {
    Activity {
        user_id: Some(pair.coachee),
        coach_id: Some(pair.coach),
        ..caller.activity(kind)
    }
}
