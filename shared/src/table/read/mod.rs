//! Reading: data together with the proof of the right to it, and the proof is read last.
//!
//! **What it guarantees.** Data leaves the table layer only with a proof of the caller's right that was read in the
//! same transaction or after it. So what is written after a right has ended is never shown by that right, and a
//! caller without the right learns neither what exists nor what doesn't.
//!
//! **Why last.** Suppose the right is read first and the data second. Between the two, the right ends and somebody
//! writes something new; the caller sees it. With the proof last, a right that has ended by then refuses the data,
//! and data that was read before the right ended is data that the caller could see at that moment.
//!
//! **How.** An operation names what it wants as a value ([`Wanted`]): a key whose item must exist, or
//! `key.optional()`, `key.lenient()`, `key.raw()`, and tuples and lists of these. [`Table::prove`] reads all of it
//! in one `TransactGetItems` with the three items that decide the right: the caller, the owner, and the assignment
//! between them. It judges the right first, and only then parses what was wanted. A list can't be read in that
//! transaction. It is read before it and comes back [`Guarded`], which opens only with a proof read after it.
//!
//! **What it costs.** One round trip, two with a list, and DynamoDB's price of a transaction: twice that of a plain
//! read. An item that is wanted twice is read once. A transaction takes 100 items and 4 MB. Callers keep to the
//! first limit ([`MAX_PEOPLE`], limits of pages); tests check the second.
//!
//! **What it doesn't do.** It caches nothing, and no right outlives its proof. [`Table::as_of_now`] proves none: it is
//! for changes that carry conditions of their own, and for workers, which act for no caller. [`Guarded::to_change`]
//! opens data for such changes; nothing but review keeps it from being shown.

mod list;
mod snapshot;

pub use list::{Order, Page};

use super::{
    Place, Table, from_item, keys,
    wanted::{Items, Wanted},
};
use crate::{
    domain::{Assignment, Caller, Error, Result, User, UserId},
    permission::{self, Action, Ground, Relation},
};
use snapshot::MAX_GETS;

/// The most entries of a page whose people are read together with the proof of the caller's right:
/// the transaction also reads the caller, the owner and the assignment between them.
pub const MAX_PEOPLE: usize = MAX_GETS - 3;

/// Data that was read, available only with a proof that is read after it.
#[derive(Debug)]
pub struct Guarded<T>(T);

/// A right that held at one moment, and what it was judged by.
#[derive(Debug)]
pub struct Proof {
    /// The owner, as read in the proof.
    pub owner: User,
    /// How the caller is related to the owner.
    pub relation: Relation,
    /// The ground that allows what was asked.
    pub ground: Ground,
}

impl<T> Guarded<Page<T>> {
    /// A page without items, for a list that nothing needs to be read for.
    pub fn empty() -> Self {
        Self(Page {
            items: Vec::new(),
            next: None,
        })
    }

    /// Whether nothing was found, to decide where to look next.
    pub fn is_empty(&self) -> bool {
        self.0.items.is_empty()
    }

    /// The items of both pages, and the cursor of this one.
    pub fn and(mut self, other: Self) -> Self {
        self.0.items.extend(other.0.items);
        self
    }
}

impl<T> Guarded<T> {
    /// The data without a proof: only to build changes that carry conditions of their own, never to show.
    pub fn to_change(self) -> T {
        self.0
    }

    /// Both, to be proved at once.
    pub fn beside<U>(self, other: Guarded<U>) -> Guarded<(T, U)> {
        Guarded((self.0, other.0))
    }

    /// Proves that the caller may do this to the owner. Returns the data, the proof, and what `wanted`
    /// found, which may depend on the data.
    ///
    /// # Errors
    /// Those of [`Table::prove`].
    pub async fn prove<W: Wanted>(
        self,
        table: &Table,
        caller: &Caller,
        owner: UserId,
        action: Action,
        wanted: impl FnOnce(&T) -> W,
    ) -> Result<(T, Proof, W::Found)> {
        let wanted = wanted(&self.0);
        let (proof, found) = table.prove(caller, owner, action, wanted).await?;
        Ok((self.0, proof, found))
    }

    /// As [`Self::prove`], where nothing else is wanted.
    ///
    /// # Errors
    /// Those of [`Table::prove`].
    pub async fn prove_only(
        self,
        table: &Table,
        caller: &Caller,
        owner: UserId,
        action: Action,
    ) -> Result<T> {
        table.prove(caller, owner, action, ()).await?;
        Ok(self.0)
    }
}

impl Table {
    /// Proves that the caller may do this to the owner, and finds what is wanted: the right and the items
    /// as of one moment, in one round trip.
    ///
    /// # Errors
    /// Those of the right first (`NotAUser`, `InactiveCaller`, `NotPermitted`, and `NotFound` for an owner
    /// of whom the caller may not know), then those of what is wanted, in its order.
    pub async fn prove<W: Wanted>(
        &self,
        caller: &Caller,
        owner: UserId,
        action: Action,
        wanted: W,
    ) -> Result<(Proof, W::Found)> {
        let mut places = Vec::new();
        wanted.places(&mut places);
        let (proof, mut items) = self.prove_beside(caller, owner, action, &places).await?;
        Ok((proof, wanted.take(&mut items)?))
    }

    /// The proof, and the items in these places. Separate from [`Self::prove`] so that it is compiled once
    /// and not for each operation.
    async fn prove_beside(
        &self,
        caller: &Caller,
        owner: UserId,
        action: Action,
        places: &[&Place],
    ) -> Result<(Proof, Items)> {
        let me = keys::profile(&caller.user_id).optional();
        let them = keys::profile(&owner).optional();
        // Nobody coaches themselves, so then there is no assignment to read. An unreadable one gives no right.
        let between =
            (owner != caller.user_id).then(|| keys::coach_of(&owner, &caller.user_id).lenient());
        let mut asked = Vec::with_capacity(places.len() + 3);
        me.places(&mut asked);
        them.places(&mut asked);
        between.places(&mut asked);
        asked.extend(places);
        let mut items = self.read_at_once(&asked).await?;

        let (me_item, them_item) = (items.next(), items.next());
        let me: User = from_item(me_item.ok_or(Error::NotAUser { ask: String::new() })?)?;
        if !me.is_active() {
            return Err(Error::InactiveCaller { ask: None });
        }
        let between: Option<Assignment> = between.take(&mut items)?.flatten();
        let Some(them) = them_item.map(from_item::<User>).transpose()? else {
            return Err(unknown_owner(&me, action));
        };
        let relation = Relation::of(&me, &them, between.as_ref(), caller.today);
        let ground = permission::judge(relation, them.is_active(), action)?;
        let proof = Proof {
            owner: them,
            relation,
            ground,
        };
        Ok((proof, items))
    }
}

/// The error for an owner who doesn't exist: the same as for one of whom the caller may not know. A caller
/// who may do this to nobody gets `NotPermitted`, which reveals nothing either.
fn unknown_owner(caller: &User, action: Action) -> Error {
    if action.is_for_administrators_alone() && !caller.is_active_administrator() {
        Error::NotPermitted
    } else {
        Error::NotFound
    }
}
