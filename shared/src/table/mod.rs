//! The one DynamoDB table: typed keys, reads that prove their right last, and changes that carry
//! their conditions. There is no bare put, no scan, and no way to name another organisation's item.

mod changes;
mod condition;
pub mod keys;
mod read;
mod store;
mod stream;

pub use changes::{Changes, Edit, Idempotent, MAX_ACTIONS};
pub use condition::{Condition, Rule, above, absent_or_at_least, absent_or_below, at_most, contains, either, equals, must, must_or};
pub use keys::{Directory, Key, Range};
pub use read::{Guarded, MAX_PEOPLE, Order, Page, Proof};
pub use store::{Connection, Store, Table, Timeouts};
pub use stream::{BatchItemFailure, StreamAnswer, StreamEvent, StreamRecord};

use crate::domain::{Error, Result};
use aws_sdk_dynamodb::types::AttributeValue;
use serde::{Serialize, de::DeserializeOwned};
use std::collections::HashMap;

/// An item as DynamoDB has it.
pub type Item = HashMap<String, AttributeValue>;

pub(crate) fn to_item(record: &impl Serialize) -> Result<Item> {
    serde_dynamo::aws_sdk_dynamodb_1::to_item(record).map_err(|e| Error::Internal(format!("to item: {e}")))
}

/// A number of an item; 0 when it is not there.
pub fn number(item: &Item, name: &str) -> u32 {
    item.get(name).and_then(|value| value.as_n().ok()).and_then(|n| n.parse().ok()).unwrap_or(0)
}

/// The rule that nothing has been changed since this version was read; version 0 is that there was
/// nothing yet.
pub fn version_is(version: u64) -> Rule {
    let condition = if version == 0 { Condition::Absent } else { equals("version", version) };
    must_or(condition, |item| Error::Stale { current: number(item, "version").into() })
}

/// The rule that a counter leaves room for `more`.
pub fn at_most_in_all(counter: &'static str, more: u32, most: u32, of: &'static str) -> Rule {
    must(absent_or_below(counter, most + 1 - more), Error::TooMany { most, of })
}

/// The record in an item.
pub fn from_item<T: DeserializeOwned>(item: Item) -> Result<T> {
    serde_dynamo::aws_sdk_dynamodb_1::from_item(item).map_err(|e| Error::Internal(format!("from item: {e}")))
}
