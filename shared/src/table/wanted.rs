//! What a read wants, as a value: keys, each in one of five forms, in tuples and lists.
//!
//! The value lists the places to read and parses the items found there, so no reader counts positions: what is
//! wanted as `(goal_key, rubric_key.optional())` is found as `(goal, Option<rubric>)`. Items are parsed in their
//! order, up to the first error.
//!
//! The order of errors is the order of what is wanted. To check something before an item's parse error is returned,
//! want it `raw()`, and parse it after the check.

use super::{Item, Key, Place, from_item, readable};
use crate::domain::{Error, Result};
use serde::de::DeserializeOwned;
use std::{marker::PhantomData, ops::Deref};

/// What to read as of one moment, and the type as which it is found.
///
/// | wanted | found |
/// |---|---|
/// | `Key<T>` | `T`; `NotFound` when the item doesn't exist |
/// | `key.optional()` | `Option<T>` |
/// | `key.lenient()` | `Option<T>`; an unreadable item is left out and reported in the log |
/// | `key.raw()` | `Option<Raw<T>>`, to be parsed later or not at all |
/// | `key.present()` | `()`; `NotFound` when the item doesn't exist |
/// | `()`, a tuple, a list, an `Option` | each found in its place |
pub trait Wanted {
    /// The type as which it is found.
    type Found;

    /// Adds the places of its items, in the order in which `take` takes them.
    fn places<'k>(&'k self, places: &mut Vec<&'k Place>);

    /// Takes its items and parses them.
    ///
    /// # Errors
    /// `NotFound` for an item that must exist and doesn't; `Internal` for one that can't be read.
    fn take(&self, items: &mut Items) -> Result<Self::Found>;
}

/// Items that were read, in the order of their places.
pub struct Items(std::vec::IntoIter<Option<Item>>);

impl Items {
    pub(super) fn new(items: Vec<Option<Item>>) -> Self {
        Self(items.into_iter())
    }

    /// The item in the next place, if it exists.
    pub(super) fn next(&mut self) -> Option<Item> {
        self.0.next().flatten()
    }
}

/// A key whose item may not exist.
pub struct Optional<T>(Key<T>);

/// A key whose item may not exist, and is left out when it can't be read.
pub struct Lenient<T>(Key<T>);

/// A key whose item is returned as stored.
pub struct Unparsed<T>(Key<T>);

/// A key whose item must exist and isn't read.
pub struct Present<T>(Key<T>);

/// An item as stored, with the type that its key promises.
pub struct Raw<T> {
    item: Item,
    holds: PhantomData<fn() -> T>,
}

impl<T> Key<T> {
    /// To find `Option<T>`.
    pub fn optional(self) -> Optional<T> {
        Optional(self)
    }

    /// To find `Option<T>`, none if the item can't be read: for what only accompanies the answer, so that
    /// one damaged item doesn't hide the rest.
    pub fn lenient(self) -> Lenient<T> {
        Lenient(self)
    }

    /// To find the item as stored: to parse it after other checks, or to see whether it exists.
    pub fn raw(self) -> Unparsed<T> {
        Unparsed(self)
    }

    /// To require that the item exists.
    pub fn present(self) -> Present<T> {
        Present(self)
    }
}

impl<T: DeserializeOwned> Raw<T> {
    /// The record in the item.
    ///
    /// # Errors
    /// `Internal` when it can't be read.
    pub fn parse(self) -> Result<T> {
        from_item(self.item)
    }

    /// The record in the item; none when it can't be read, which the log reports.
    pub fn readable(self) -> Option<T> {
        readable(self.item)
    }
}

impl<T> Raw<T> {
    /// The item itself.
    pub fn into_item(self) -> Item {
        self.item
    }
}

impl<T> Deref for Raw<T> {
    type Target = Item;

    fn deref(&self) -> &Item {
        &self.item
    }
}

impl<T: DeserializeOwned> Wanted for Key<T> {
    type Found = T;

    fn places<'k>(&'k self, places: &mut Vec<&'k Place>) {
        places.push(&self.place);
    }

    fn take(&self, items: &mut Items) -> Result<T> {
        from_item(items.next().ok_or(Error::NotFound)?)
    }
}

impl<T: DeserializeOwned> Wanted for Optional<T> {
    type Found = Option<T>;

    fn places<'k>(&'k self, places: &mut Vec<&'k Place>) {
        places.push(&self.0.place);
    }

    fn take(&self, items: &mut Items) -> Result<Option<T>> {
        items.next().map(from_item).transpose()
    }
}

impl<T: DeserializeOwned> Wanted for Lenient<T> {
    type Found = Option<T>;

    fn places<'k>(&'k self, places: &mut Vec<&'k Place>) {
        places.push(&self.0.place);
    }

    fn take(&self, items: &mut Items) -> Result<Option<T>> {
        Ok(items.next().and_then(readable))
    }
}

impl<T> Wanted for Unparsed<T> {
    type Found = Option<Raw<T>>;

    fn places<'k>(&'k self, places: &mut Vec<&'k Place>) {
        places.push(&self.0.place);
    }

    fn take(&self, items: &mut Items) -> Result<Option<Raw<T>>> {
        Ok(items.next().map(|item| Raw {
            item,
            holds: PhantomData,
        }))
    }
}

impl<T> Wanted for Present<T> {
    type Found = ();

    fn places<'k>(&'k self, places: &mut Vec<&'k Place>) {
        places.push(&self.0.place);
    }

    fn take(&self, items: &mut Items) -> Result<()> {
        items.next().map(drop).ok_or(Error::NotFound)
    }
}

impl<W: Wanted + ?Sized> Wanted for &W {
    type Found = W::Found;

    fn places<'k>(&'k self, places: &mut Vec<&'k Place>) {
        (**self).places(places);
    }

    fn take(&self, items: &mut Items) -> Result<W::Found> {
        (**self).take(items)
    }
}

impl<W: Wanted> Wanted for [W] {
    type Found = Vec<W::Found>;

    fn places<'k>(&'k self, places: &mut Vec<&'k Place>) {
        self.iter().for_each(|wanted| wanted.places(places));
    }

    fn take(&self, items: &mut Items) -> Result<Vec<W::Found>> {
        self.iter().map(|wanted| wanted.take(items)).collect()
    }
}

impl<W: Wanted> Wanted for Vec<W> {
    type Found = Vec<W::Found>;

    fn places<'k>(&'k self, places: &mut Vec<&'k Place>) {
        self.as_slice().places(places);
    }

    fn take(&self, items: &mut Items) -> Result<Vec<W::Found>> {
        self.as_slice().take(items)
    }
}

impl<W: Wanted> Wanted for Option<W> {
    type Found = Option<W::Found>;

    fn places<'k>(&'k self, places: &mut Vec<&'k Place>) {
        self.iter().for_each(|wanted| wanted.places(places));
    }

    fn take(&self, items: &mut Items) -> Result<Option<W::Found>> {
        self.as_ref().map(|wanted| wanted.take(items)).transpose()
    }
}

impl Wanted for () {
    type Found = ();

    fn places<'k>(&'k self, _: &mut Vec<&'k Place>) {}

    fn take(&self, _: &mut Items) -> Result<()> {
        Ok(())
    }
}

macro_rules! tuples {
    ($(($($wanted:ident $place:tt),+))*) => {$(
        impl<$($wanted: Wanted),+> Wanted for ($($wanted,)+) {
            type Found = ($($wanted::Found,)+);

            fn places<'k>(&'k self, places: &mut Vec<&'k Place>) {
                $(self.$place.places(places);)+
            }

            fn take(&self, items: &mut Items) -> Result<Self::Found> {
                Ok(($(self.$place.take(items)?,)+))
            }
        }
    )*};
}

tuples! {
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
}
