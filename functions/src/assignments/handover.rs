//! Helper: handing a coachee over from one coach to another, for transfers and reviews.
//!
//! The former coach's assignment is deleted and the new coach's created in one transaction, so the coachee is
//! at every moment with one of the two. When the new coach has an assignment with the person already, that one
//! takes over the terms of the former one, which is deleted: it is primary if that was, and in force if that was.

use super::{
    change::{
        activity, create_sides, delete_sides, history, may_be_coached, may_coach, put_sides,
        record_event, record_start, takes_one_more_coachee,
    },
    primary::{no_primary, primary_instead},
};
use shared::{
    domain::{
        Activity, ActivityKind, Assignment, Caller, Error, HistoryEvent, HistoryKind, Kind, Result,
        User, UserId,
    },
    table::{Changes, Condition, Edit, Rule, at_most, equals, keys, must},
};

/// Checks that a user can be a coach.
///
/// # Errors
/// `InactiveUser` or `CoachStatusRequired`.
pub(crate) fn may_take_over(to: &User) -> Result<()> {
    match (to.is_active(), to.is_active_coach()) {
        (false, _) => Err(Error::InactiveUser),
        (true, false) => Err(Error::CoachStatusRequired),
        (true, true) => Ok(()),
    }
}

/// Handing over from one coach to another.
pub(crate) struct Handover<'a> {
    pub caller: &'a Caller,
    pub from: UserId,
    pub to: UserId,
    /// For the former coach's history.
    pub reason: Option<&'a str>,
}

impl Handover<'_> {
    /// Adds one handover to a change that has its entry in the log.
    pub fn one(
        &self,
        changes: Changes,
        assignment: &Assignment,
        existing: Option<&Assignment>,
    ) -> Result<Changes> {
        let (new, rules) = match existing {
            Some(_) => (0, may_coach()),
            None => (1, takes_one_more_coachee()),
        };
        let changes = self.counted(changes, 1, new, rules);
        self.hand_over(changes, assignment, existing)
    }

    /// The change that hands over a batch, with its entries in the log. `existing` are assignments that the new
    /// coach has already, and `capacity` is the new coach's as it was read.
    pub fn batch(
        &self,
        batch: &[Assignment],
        existing: &[Assignment],
        capacity: u32,
    ) -> Result<Changes> {
        let existing_of = |a: &Assignment| existing.iter().find(|it| it.coachee_id == a.coachee_id);
        let new = batch.iter().filter(|a| existing_of(a).is_none()).count() as u32;
        let entry = |a: &Assignment| Activity {
            to_coach_id: Some(self.to),
            ..activity(self.caller, ActivityKind::AssignmentTransferred, a.pair())
        };
        let mut entries = batch.iter().map(entry);
        let first = entries
            .next()
            .ok_or_else(|| Error::Internal("an empty batch".to_owned()))?;
        let changes = Changes::by_administrator(self.caller, first)?;
        let rules = takes_more_coachees(new, capacity);
        let mut changes = self.counted(changes, batch.len(), new, rules);
        for entry in entries {
            changes = changes.record(entry)?;
        }
        for assignment in batch {
            changes = self.hand_over(changes, assignment, existing_of(assignment))?;
        }
        Ok(changes)
    }

    /// Adds the number of coachees of both coaches to a change: the former has `gone` fewer, the new one `new`
    /// more, by these rules.
    fn counted(&self, changes: Changes, gone: usize, new: u32, rules: Vec<Rule>) -> Changes {
        changes
            .edit(
                keys::profile(&self.from),
                Edit::add("coachee_count", -(gone as i64)),
                vec![must(Condition::Exists, Error::NotFound)],
            )
            .edit(
                keys::profile(&self.to),
                Edit::add("coachee_count", i64::from(new)),
                rules,
            )
    }

    /// Adds everything else of one handover to a change. `existing` is the assignment that the new coach has already,
    /// with which the coachee then goes on.
    fn hand_over(
        &self,
        changes: Changes,
        assignment: &Assignment,
        existing: Option<&Assignment>,
    ) -> Result<Changes> {
        let (caller, pair) = (self.caller, assignment.pair());
        let is_same = must(equals("since", assignment.since.to_string()), overtaken());
        let rules = [must(Condition::Exists, overtaken()), is_same];
        let mut changes = delete_sides(changes, pair, &rules);
        let event = HistoryEvent {
            reason: self.reason.map(str::to_owned),
            ..history(caller, pair, HistoryKind::Transferred)
        };
        changes = record_event(changes, &event)?;
        // The new coach's assignment takes over terms of this one, which may have been changed since it was read.
        let same_version = must(equals("version", assignment.version), overtaken());
        let former = keys::coachee_of(&pair.coach, &pair.coachee);
        if let Some(existing) = existing {
            return go_on(
                changes.check(former, vec![same_version]),
                caller,
                assignment,
                existing,
            );
        }
        let after = assignment.handed_to(self.to, &caller.actor(), caller.now, caller.today);
        let primary = if after.kind == Kind::Primary {
            primary_instead(self.to)
        } else {
            Edit::default()
        };
        changes = create_sides(changes, &after, |_| overtaken())?
            .edit(keys::profile(&pair.coachee), primary, may_be_coached())
            .check(former, vec![same_version]);
        record_start(changes, caller, &after, HistoryKind::Assigned)
    }
}

/// Adds what a handover changes for the coachee whom the new coach has already in this assignment.
fn go_on(
    changes: Changes,
    caller: &Caller,
    former: &Assignment,
    existing: &Assignment,
) -> Result<Changes> {
    let after = existing.taking_over(former, caller.today);
    let primary = if after.kind == existing.kind {
        no_primary(former.coach_id)
    } else {
        primary_instead(after.coach_id)
    };
    let changes = changes.edit(
        keys::profile(&former.coachee_id),
        Edit::add("coach_count", -1).and(primary),
        Vec::new(),
    );
    let is_same = || vec![must(equals("version", existing.version), overtaken())];
    if after == *existing {
        let key = keys::coach_of(&after.coachee_id, &after.coach_id);
        return Ok(changes.check(key, is_same()));
    }
    let entry = activity(caller, ActivityKind::AssignmentChanged, after.pair())
        .with_changes(&existing.terms(), &after.terms())?;
    let changes = put_sides(changes.record(entry)?, &after, is_same)?;
    record_start(changes, caller, &after, HistoryKind::Changed)
}

/// The rules for the profile of a coach who gets `new` more coachees. Their capacity, as it was read, is one of
/// the rules, since a condition can't add to an attribute.
fn takes_more_coachees(new: u32, capacity: u32) -> Vec<Rule> {
    let mut rules = may_coach();
    if new > 0 {
        let changed = Error::Overtaken("the new coach's capacity was changed");
        rules.push(must(equals("capacity", capacity), changed));
        rules.push(must(
            at_most("coachee_count", capacity.saturating_sub(new)),
            Error::AtCapacity,
        ));
    }
    rules
}

fn overtaken() -> Error {
    Error::Overtaken("an assignment was changed")
}
