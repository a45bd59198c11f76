//! Helper: handing a coachee over from one coach to another, for transfers and reviews.
//!
//! The former coach's assignment is deleted and the new coach's created in one transaction, so the coachee is
//! at every moment with one of the two. When the new coach coaches the person already, only the former
//! assignment is deleted.

use super::{
    change::{
        activity, create_sides, delete_sides, history, may_be_coached, may_coach, record_event,
        record_start, takes_one_more_coachee,
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
        is_coached_already: bool,
    ) -> Result<Changes> {
        let (new, rules) = if is_coached_already {
            (0, may_coach())
        } else {
            (1, takes_one_more_coachee())
        };
        let changes = self.counted(changes, 1, new, rules);
        self.hand_over(changes, assignment, is_coached_already)
    }

    /// The change that hands over a batch, with its entries in the log. `coached_already` are those whom the new
    /// coach coaches already, and `capacity` is the new coach's as it was read.
    pub fn batch(
        &self,
        batch: &[Assignment],
        coached_already: &[UserId],
        capacity: u32,
    ) -> Result<Changes> {
        let is_coached_already = |a: &Assignment| coached_already.contains(&a.coachee_id);
        let new = batch.iter().filter(|a| !is_coached_already(a)).count() as u32;
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
            changes = self.hand_over(changes, assignment, is_coached_already(assignment))?;
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

    /// Adds everything else of one handover to a change.
    fn hand_over(
        &self,
        changes: Changes,
        assignment: &Assignment,
        is_coached_already: bool,
    ) -> Result<Changes> {
        let pair = assignment.pair();
        let is_same = must(equals("since", assignment.since.to_string()), overtaken());
        let rules = [must(Condition::Exists, overtaken()), is_same];
        let mut changes = delete_sides(changes, pair, &rules);
        let event = HistoryEvent {
            reason: self.reason.map(str::to_owned),
            ..history(self.caller, pair, HistoryKind::Transferred)
        };
        changes = record_event(changes, &event)?;
        if is_coached_already {
            let edit = Edit::add("coach_count", -1).and(no_primary(pair.coach));
            let still_coached = vec![must(Condition::Exists, overtaken())];
            return Ok(changes
                .edit(keys::profile(&pair.coachee), edit, Vec::new())
                .check(keys::coach_of(&pair.coachee, &self.to), still_coached));
        }
        let caller = self.caller;
        let after = assignment.handed_to(self.to, &caller.actor(), caller.now, caller.today);
        let primary = if after.kind == Kind::Primary {
            primary_instead(self.to)
        } else {
            Edit::default()
        };
        // The new assignment copies the kind, which may have been changed since it was read.
        let same_version = must(equals("version", assignment.version), overtaken());
        let former = keys::coachee_of(&pair.coach, &pair.coachee);
        changes = create_sides(changes, &after, |_| overtaken())?
            .edit(keys::profile(&pair.coachee), primary, may_be_coached())
            .check(former, vec![same_version]);
        record_start(changes, caller, &after, HistoryKind::Assigned)
    }
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
