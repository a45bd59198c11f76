//! Helper: how one person stands to several others, to decide which of their notices they may still see.

use shared::{
    domain::{Assignment, Day, User, UserId},
    permission::Relation,
    table::{Lenient, keys},
};
use std::collections::{BTreeSet, HashMap};

/// The items that decide how `me` stands to each of these people.
pub(crate) fn relations_wanted(
    me: UserId,
    others: &BTreeSet<UserId>,
) -> Vec<(Lenient<User>, Lenient<Assignment>)> {
    let of_each = |owner| {
        (
            keys::profile(owner).lenient(),
            keys::coach_of(owner, &me).lenient(),
        )
    };
    others.iter().map(of_each).collect()
}

/// How `me` stands to each of these people, and whether they are active, from the items that
/// [`relations_wanted`] names. People without a readable profile are left out.
pub(crate) fn relations(
    today: Day,
    me: &User,
    others: &BTreeSet<UserId>,
    found: Vec<(Option<User>, Option<Assignment>)>,
) -> HashMap<UserId, (Relation, bool)> {
    let relation = |(id, (owner, assignment)): (&UserId, (Option<User>, Option<Assignment>))| {
        let owner = owner?;
        let relation = Relation::of(me, &owner, assignment.as_ref(), today);
        Some((*id, (relation, owner.is_active())))
    };
    others.iter().zip(found).filter_map(relation).collect()
}
