//! An update of single attributes, as a value.

use super::{
    Item,
    condition::{Placeholders, Value},
    item::to_limited_item,
    to_item,
};
use crate::domain::{Error, Result};
use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;

/// An update of single attributes. It leaves the others to other writers.
#[derive(Debug, Default)]
pub struct Edit {
    set: Vec<(String, AttributeValue)>,
    remove: Vec<String>,
    add: Vec<(String, i64)>,
    /// Texts to add to sets.
    into_sets: Vec<(String, Vec<String>)>,
    /// Texts to remove from sets.
    out_of_sets: Vec<(String, Vec<String>)>,
}

impl Edit {
    /// The edit that turns `old` into `new`.
    ///
    /// # Errors
    /// `Internal` for a record that can't be stored.
    pub fn between(old: &impl Serialize, new: &impl Serialize) -> Result<Self> {
        Ok(Self::between_items(&to_item(old)?, to_item(new)?))
    }

    /// The same, when a person wrote `new`.
    ///
    /// # Errors
    /// `Invalid` when its texts are too long together; `Internal` for a record that can't be stored.
    pub fn between_texts(old: &impl Serialize, new: &impl Serialize) -> Result<Self> {
        Ok(Self::between_items(&to_item(old)?, to_limited_item(new)?))
    }

    fn between_items(old: &Item, new: Item) -> Self {
        let remove = old
            .keys()
            .filter(|name| !new.contains_key(*name))
            .cloned()
            .collect();
        let set = new
            .into_iter()
            .filter(|(name, value)| old.get(name) != Some(value))
            .collect();
        Self {
            set,
            remove,
            ..Self::default()
        }
    }

    /// Removes an attribute.
    pub fn remove(name: impl Into<String>) -> Self {
        Self {
            remove: vec![name.into()],
            ..Self::default()
        }
    }

    /// Sets an attribute to a record.
    ///
    /// # Errors
    /// `Internal` for a record that can't be stored.
    pub fn put(name: impl Into<String>, record: &impl Serialize) -> Result<Self> {
        let value = serde_dynamo::aws_sdk_dynamodb_1::to_attribute_value(record)
            .map_err(|e| Error::Internal(format!("to value: {e}")))?;
        Ok(Self {
            set: vec![(name.into(), value)],
            ..Self::default()
        })
    }

    /// Sets an attribute to a number or a text.
    pub fn set(name: &str, value: impl Into<Value>) -> Self {
        Self {
            set: vec![(name.to_owned(), value.into().0)],
            ..Self::default()
        }
    }

    /// Adds to a number without reading it first.
    pub fn add(name: &str, number: i64) -> Self {
        Self::default().and_add(name, number)
    }

    /// The same edit, and adds to a number.
    pub fn and_add(mut self, name: &str, number: i64) -> Self {
        self.add.push((name.to_owned(), number));
        self
    }

    /// Adds a text to a set. The attribute exists as long as the set isn't empty.
    pub fn into_set(name: &str, text: impl ToString) -> Self {
        Self {
            into_sets: vec![(name.to_owned(), vec![text.to_string()])],
            ..Self::default()
        }
    }

    /// Removes a text from a set, if it is in it.
    pub fn out_of_set(name: &str, text: impl ToString) -> Self {
        Self {
            out_of_sets: vec![(name.to_owned(), vec![text.to_string()])],
            ..Self::default()
        }
    }

    /// Sets a set to this one text.
    pub fn only_in_set(name: &str, text: impl ToString) -> Self {
        Self {
            set: vec![(name.to_owned(), AttributeValue::Ss(vec![text.to_string()]))],
            ..Self::default()
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        let sets = [&self.into_sets, &self.out_of_sets];
        self.set.is_empty()
            && self.remove.is_empty()
            && self.add.is_empty()
            && sets.iter().all(|texts| texts.is_empty())
    }

    /// Both edits. If both set an attribute, the later value wins; if both add to a number, the sum is
    /// added.
    pub fn and(mut self, other: Self) -> Self {
        self.merge(other);
        self
    }

    pub(super) fn merge(&mut self, other: Self) {
        for (name, value) in other.set {
            match self.set.iter_mut().find(|(there, _)| *there == name) {
                Some((_, earlier)) => *earlier = value,
                None => self.set.push((name, value)),
            }
        }
        self.remove.extend(other.remove);
        for (name, number) in other.add {
            match self.add.iter_mut().find(|(there, _)| *there == name) {
                Some((_, sum)) => *sum += number,
                None => self.add.push((name, number)),
            }
        }
        for (ours, theirs) in [
            (&mut self.into_sets, other.into_sets),
            (&mut self.out_of_sets, other.out_of_sets),
        ] {
            for (name, texts) in theirs {
                match ours.iter_mut().find(|(there, _)| *there == name) {
                    Some((_, earlier)) => earlier.extend(texts),
                    None => ours.push((name, texts)),
                }
            }
        }
    }

    pub(super) fn expression(&self, names: &mut Placeholders) -> String {
        let mut clauses = Vec::new();
        let mut clause = |word: &str, parts: Vec<String>| {
            if !parts.is_empty() {
                clauses.push(format!("{word} {}", parts.join(", ")));
            }
        };
        clause(
            "SET",
            self.set
                .iter()
                .map(|(n, v)| format!("{} = {}", names.name(n), names.value(v)))
                .collect(),
        );
        clause(
            "REMOVE",
            self.remove.iter().map(|n| names.name(n)).collect(),
        );
        let numbers = self.add.iter().map(|(n, v)| (n, Value::from(*v).0));
        let add = numbers
            .chain(sets(&self.into_sets))
            .map(|(n, v)| format!("{} {}", names.name(n), names.value(&v)));
        clause("ADD", add.collect());
        clause(
            "DELETE",
            sets(&self.out_of_sets)
                .map(|(n, v)| format!("{} {}", names.name(n), names.value(&v)))
                .collect(),
        );
        clauses.join(" ")
    }
}

fn sets(of: &[(String, Vec<String>)]) -> impl Iterator<Item = (&String, AttributeValue)> {
    of.iter()
        .map(|(name, texts)| (name, AttributeValue::Ss(texts.clone())))
}
