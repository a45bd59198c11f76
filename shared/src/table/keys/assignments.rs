//! Assignments, each stored on two sides, and the index over them.

use super::{Key, Range, beginning, key, of_user};
use crate::domain::{
    Assignment, Error, HistoryEvent, HistoryId, LastTerms, Result, UserId, audit::SHARDS,
};
use std::fmt;

/// The assignment in the coach's partition.
pub fn coachee_of(coach: &UserId, coachee: &UserId) -> Key<Assignment> {
    indexed(
        key(of_user(coach), format!("COACHEE#{coachee}")),
        coachee,
        &format!("COACH#{coach}#{}", Side::Coach.segment()),
    )
}

/// The assignment in the coachee's partition. This side gives the coach authority.
pub fn coach_of(coachee: &UserId, coach: &UserId) -> Key<Assignment> {
    indexed(
        key(of_user(coachee), format!("COACH#{coach}")),
        coachee,
        &format!("COACH#{coach}#{}", Side::Coachee.segment()),
    )
}

/// All assignments of a coach, from the coach's partition.
pub fn coachees(coach: &UserId) -> Range<Assignment> {
    beginning(of_user(coach), "COACHEE#")
}

/// All assignments of a coachee, from the coachee's partition.
pub fn coaches(coachee: &UserId) -> Range<Assignment> {
    beginning(of_user(coachee), "COACH#")
}

/// The last terms of a pair, which outlive the assignment.
pub fn terms(coachee: &UserId, coach: &UserId) -> Key<LastTerms> {
    key(of_user(coachee), format!("TERMS#{coach}"))
}

/// An event in a user's coaching history.
pub fn history(user: &UserId, event: &HistoryId) -> Key<HistoryEvent> {
    key(of_user(user), format!("HISTORY#{event}"))
}

/// A user's coaching history.
pub fn histories(user: &UserId) -> Range<HistoryEvent> {
    beginning(of_user(user), "HISTORY#")
}

/// The same key, with an entry in the index at this person.
pub(super) fn indexed<T>(mut key: Key<T>, person: &UserId, what: &str) -> Key<T> {
    key.place.index = Some((coaching(person.part_of(SHARDS)), format!("{person}#{what}")));
    key
}

/// The partition of a shard of the index.
pub(in crate::table) fn coaching(shard: u32) -> String {
    format!("#COACHING#{shard:02}")
}

/// What an item of the index is, from its key there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Indexed {
    /// A user's profile.
    Profile(UserId),
    /// One of the two items of an assignment.
    Assignment {
        /// The person coached.
        coachee: UserId,
        /// The person who coaches.
        coach: UserId,
        /// The partition that this item is in.
        side: Side,
    },
}

/// The partition in which one of the two items of an assignment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The coach's.
    Coach,
    /// The coachee's: the item that gives authority.
    Coachee,
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.segment())
    }
}

impl Side {
    fn segment(self) -> &'static str {
        match self {
            Self::Coach => "COACH",
            Self::Coachee => "COACHEE",
        }
    }
}

impl Indexed {
    /// Parses a sort key of the index.
    ///
    /// # Errors
    /// `Internal` for a key of no indexed kind.
    pub fn parse(key: &str) -> Result<Self> {
        let mut segments = key.split('#');
        let person = segments.next().unwrap_or_default().parse();
        let segments = (segments.next(), segments.next(), segments.next());
        match (person, segments) {
            (Ok(user), (Some("PROFILE"), None, None)) => Some(Self::Profile(user)),
            (Ok(coachee), (Some("COACH"), Some(coach), Some(side))) => {
                let sides = [Side::Coach, Side::Coachee];
                coach
                    .parse()
                    .ok()
                    .zip(sides.into_iter().find(|known| known.segment() == side))
                    .map(|(coach, side)| Self::Assignment {
                        coachee,
                        coach,
                        side,
                    })
            }
            _ => None,
        }
        .ok_or_else(|| Error::Internal(format!("the index has a key {key}")))
    }

    /// The person under whom the item is sorted.
    pub fn person(self) -> UserId {
        match self {
            Self::Profile(user) => user,
            Self::Assignment { coachee, .. } => coachee,
        }
    }
}

/// A sort key after everything of a person in the index, to start after them.
pub fn behind(person: &UserId) -> String {
    format!("{person}#~")
}

/// A sort key after both items of an assignment in the index.
pub fn behind_pair(coachee: &UserId, coach: &UserId) -> String {
    format!("{coachee}#COACH#{coach}#~")
}

#[cfg(test)]
mod tests {
    use super::{super::profile, *};
    use crate::domain::Moment;

    fn index<T>(key: &Key<T>) -> &str {
        let (_, sort) = key.place.index.as_ref().expect("an indexed key");
        sort
    }

    #[test]
    fn keys_of_the_index_are_parsed() {
        let now = Moment::FIRST.plus_seconds(1);
        let (ava, adam) = (UserId::new(now), UserId::new(now));
        let assignment = |side| Indexed::Assignment {
            coachee: adam,
            coach: ava,
            side,
        };
        for (sort, indexed) in [
            (index(&profile(&ava)), Indexed::Profile(ava)),
            (index(&coach_of(&adam, &ava)), assignment(Side::Coachee)),
            (index(&coachee_of(&ava, &adam)), assignment(Side::Coach)),
        ] {
            assert_eq!(Indexed::parse(sort), Ok(indexed));
        }
    }

    #[test]
    fn a_key_of_another_kind_is_refused() {
        let ava = UserId::new(Moment::FIRST.plus_seconds(1));
        for sort in [
            "",
            "PROFILE",
            &format!("{ava}#COACH#{ava}#BOTH"),
            &format!("{ava}#GOAL"),
        ] {
            assert!(Indexed::parse(sort).is_err(), "{sort}");
        }
    }
}
