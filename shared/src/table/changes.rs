//! A change as a value: what is to be written, under which conditions, and what each failed condition means.
//!
//! **What it guarantees.** A [`Changes`] happens as a whole or not at all. The caller's right is its first condition,
//! so a right that ended a moment ago refuses the change whatever else is wrong with it. It holds an entry of the
//! activity log: [`Changes::by`] demands one, and the two constructors without an entry say what they are for. What is
//! put is checked by the compiler to be what its key holds ([`Key`]).
//!
//! **How.** It is built step by step: first the right, then what is put, edited, deleted or only checked. Each item
//! has [rules](Rule), and each rule has the error that its failure means. Several steps on one item become one
//! action, because DynamoDB takes one action for an item. The module `commit` turns the value into one
//! `TransactWriteItems` and a refusal back into the error of the first rule that failed, in the order of the change.
//!
//! **What it costs.** One round trip, and DynamoDB's price of a transaction: twice that of a plain write, checks
//! included. A transaction takes [`MAX_ACTIONS`] actions. Larger changes are made in batches, and the operations
//! that make them say how they are resumed.
//!
//! **What it doesn't do.** It reads nothing: an operation proves and reads first, and then makes the version that
//! it read a rule. No rule spans two items.

use super::{
    Edit, Item, Key, Place, Rule,
    condition::{Condition, absent_or_at_least, at_most, equals, must},
    directory::directory_entries,
    item::to_limited_item,
    keys, to_item,
};
use crate::{
    domain::{Activity, Caller, Error, Result, User, UserId},
    permission::Ground,
};
use serde::Serialize;

/// The most actions that DynamoDB takes in one transaction.
pub const MAX_ACTIONS: usize = 100;

/// A change to the table: actions that happen together or not at all, each with its rules.
///
/// Every write goes through here.
#[derive(Debug)]
pub struct Changes {
    pub(super) actions: Vec<Action>,
    /// How many of the first actions prove the caller's right.
    pub(super) of_the_right: usize,
}

#[derive(Debug)]
pub(super) struct Action {
    pub(super) place: Place,
    pub(super) write: Write,
    pub(super) rules: Vec<Rule>,
}

#[derive(Debug)]
pub(super) enum Write {
    Check,
    Put(Item),
    Edit(Edit),
    Delete,
}

impl Changes {
    /// A change that the caller makes to `owner` on this ground, with its entry in the activity log. The
    /// right is the first condition of the transaction: without it nothing is written.
    ///
    /// # Errors
    /// `Internal` for an activity that can't be stored.
    pub fn by(caller: &Caller, ground: Ground, owner: UserId, activity: Activity) -> Result<Self> {
        Self::by_right(caller, ground, owner).record(activity)
    }

    /// As [`Self::by`] without a log entry: for what changes nobody's records, such as a notice.
    pub fn by_right(caller: &Caller, ground: Ground, owner: UserId) -> Self {
        let mut changes = Self::without_caller();
        changes.push(
            keys::profile(&caller.user_id),
            Write::Check,
            caller_rules(ground),
        );
        let mut of_owner = vec![must(Condition::Exists, Error::NotFound)];
        if ground == Ground::Coach {
            of_owner.push(must(equals("status", "active"), Error::NotFound));
        }
        changes.push(keys::profile(&owner), Write::Check, of_owner);
        if ground == Ground::Coach {
            changes.push(
                keys::coach_of(&owner, &caller.user_id),
                Write::Check,
                in_force(caller),
            );
        }
        changes.of_the_right = changes.len();
        changes
    }

    /// A change that an administrator makes.
    ///
    /// # Errors
    /// `Internal` for an activity that can't be stored.
    pub fn by_administrator(caller: &Caller, activity: Activity) -> Result<Self> {
        Self::by(caller, Ground::Administrator, caller.user_id, activity)
    }

    /// A change that Coachwork makes itself, to finish what somebody began. No caller's right is checked,
    /// so it needs rules of its own.
    ///
    /// # Errors
    /// `Internal` for an activity that can't be stored.
    pub fn by_system(activity: Activity) -> Result<Self> {
        Self::without_caller().record(activity)
    }

    /// An empty change without a caller's right and without a log entry, so it needs rules of its own. What
    /// it does to people's records is logged with [`Self::record`], an entry for each person. What is
    /// nobody's record, such as a seal or the progress of a walk, needs no entry.
    pub fn without_caller() -> Self {
        Self {
            actions: Vec::new(),
            of_the_right: 0,
        }
    }

    /// Adds an entry to the activity log. More than one is for a transaction that does the same to several
    /// people.
    ///
    /// # Errors
    /// `Internal` for an activity that can't be stored.
    pub fn record(mut self, activity: Activity) -> Result<Self> {
        let key = keys::activity(activity.user_id.as_ref(), &activity.id);
        self.push(key, Write::Put(to_item(&activity)?), Vec::new());
        Ok(self)
    }

    /// Requires rules of an item that the change doesn't write.
    pub fn check(mut self, place: impl Into<Place>, rules: Vec<Rule>) -> Self {
        self.push(place, Write::Check, rules);
        self
    }

    /// Puts an item that must not exist yet; `if_there` is the error if it does.
    ///
    /// # Errors
    /// `Invalid` when its texts are too long together; `Internal` for a record that can't be stored.
    pub fn create<T: Serialize>(
        mut self,
        key: Key<T>,
        record: &T,
        if_there: Error,
    ) -> Result<Self> {
        let absent = must(Condition::Absent, if_there);
        self.push(key, Write::Put(to_limited_item(record)?), vec![absent]);
        Ok(self)
    }

    /// Puts an item under these rules, whether it exists or not, and replaces all of its attributes. The
    /// rules decide what is replaced: that there is no item, or that it is the version before this one.
    ///
    /// # Errors
    /// `Internal` for a record that can't be stored.
    pub fn create_by<T: Serialize>(
        mut self,
        key: Key<T>,
        record: &T,
        rules: Vec<Rule>,
    ) -> Result<Self> {
        self.push(key, Write::Put(to_item(record)?), rules);
        Ok(self)
    }

    /// Puts an item without a rule. Only for an item that no other writer changes in another way: a history
    /// event, a search entry, a progress marker.
    ///
    /// # Errors
    /// `Internal` for a record that can't be stored.
    pub fn set<T: Serialize>(self, key: Key<T>, record: &T) -> Result<Self> {
        self.create_by(key, record, Vec::new())
    }

    /// Edits single attributes of an item. An empty edit only checks the rules.
    pub fn edit(mut self, place: impl Into<Place>, edit: Edit, rules: Vec<Rule>) -> Self {
        if !edit.is_empty() {
            self.push(place, Write::Edit(edit), rules);
        } else if !rules.is_empty() {
            self.push(place, Write::Check, rules);
        }
        self
    }

    /// Deletes an item.
    pub fn delete(mut self, place: impl Into<Place>, rules: Vec<Rule>) -> Self {
        self.push(place, Write::Delete, rules);
        self
    }

    /// Writes a user's search entries where they change. `before` is none for a new user.
    ///
    /// # Errors
    /// `Internal` for an entry that can't be stored.
    pub fn directory(mut self, before: Option<&User>, after: &User) -> Result<Self> {
        let old = before.map(directory_entries).unwrap_or_default();
        let new = directory_entries(after);
        let line = after.line();
        let same_line = before.is_some_and(|user| user.line() == line);
        for gone in old.iter().filter(|key| !new.contains(key)) {
            self.push(gone.clone(), Write::Delete, Vec::new());
        }
        for key in new
            .into_iter()
            .filter(|key| !same_line || !old.contains(key))
        {
            self = self.set(key, &line)?;
        }
        Ok(self)
    }

    /// The number of actions, of which a transaction takes [`MAX_ACTIONS`].
    pub fn len(&self) -> usize {
        self.actions.len()
    }

    /// Whether nothing would be written or checked.
    pub fn is_empty(&self) -> bool {
        self.actions.is_empty()
    }

    /// DynamoDB takes one action for an item, so a second one is merged into the first: its rules follow
    /// the first one's, and a write replaces a check.
    fn push(&mut self, place: impl Into<Place>, write: Write, rules: Vec<Rule>) {
        let place = place.into();
        let same = |action: &&mut Action| action.place == place;
        let Some(there) = self.actions.iter_mut().find(same) else {
            return self.actions.push(Action {
                place,
                write,
                rules,
            });
        };
        there.rules.extend(rules);
        match (&mut there.write, write) {
            (_, Write::Check) => {}
            (Write::Edit(edit), Write::Edit(more)) => edit.merge(more),
            (first, later) => *first = later,
        }
    }
}

/// The rules for the caller's own profile.
fn caller_rules(ground: Ground) -> Vec<Rule> {
    let mut rules = vec![
        must(Condition::Exists, Error::NotAUser { ask: String::new() }),
        must(
            equals("status", "active"),
            Error::InactiveCaller { ask: None },
        ),
    ];
    match ground {
        Ground::Administrator => {
            rules.push(must(equals("role", "administrator"), Error::NotPermitted))
        }
        Ground::Coach => rules.push(must(equals("coach_status", "granted"), Error::NotPermitted)),
        Ground::Own | Ground::Member => {}
    }
    rules
}

/// The rules for the assignment in the coachee's partition: it exists and is in force today.
fn in_force(caller: &Caller) -> Vec<Rule> {
    vec![
        must(Condition::Exists, Error::NotPermitted),
        must(at_most("starts_on", caller.today), Error::NotPermitted),
        must(
            absent_or_at_least("ends_on", caller.today),
            Error::NotPermitted,
        ),
    ]
}
