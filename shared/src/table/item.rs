//! Items as DynamoDB stores them, and the records that they hold.

use crate::domain::{Error, Result, UNREADABLE};
use aws_sdk_dynamodb::types::AttributeValue;
use serde::{Serialize, de::DeserializeOwned};
use std::collections::HashMap;

/// An item: its attributes by name.
pub type Item = HashMap<String, AttributeValue>;

/// The most that the texts of a record may take up when a person writes them, in bytes. The rest of DynamoDB's 400 KB
/// is for what is added to it afterward, such as an acknowledgment with its comment, and for its answer stored under an
/// `Idempotency-Key`: each text has its own limit in characters, and this one is on all of a record together.
pub const MAX_RECORD: usize = 350_000;

/// A record as an item, without keys.
pub(crate) fn to_item(record: &impl Serialize) -> Result<Item> {
    serde_dynamo::aws_sdk_dynamodb_1::to_item(record)
        .map_err(|e| Error::Internal(format!("to item: {e}")))
}

/// A record as an item, as a person wrote it.
///
/// # Errors
/// `Invalid` for more than [`MAX_RECORD`].
pub(super) fn to_limited_item(record: &impl Serialize) -> Result<Item> {
    let item = to_item(record)?;
    if size(&item) > MAX_RECORD {
        return Err(too_long());
    }
    Ok(item)
}

pub(super) fn too_long() -> Error {
    Error::field(
        "",
        "All texts of this record together exceed 350 KB, the most that can be stored. Shorten some of them.",
    )
}

/// The record in an item.
///
/// # Errors
/// `Internal` when it can't be read. The log then names the item, and a metric counts such lines.
pub fn from_item<T: DeserializeOwned>(item: Item) -> Result<T> {
    let key = |name: &str| {
        item.get(name)
            .and_then(|key| key.as_s().ok())
            .cloned()
            .unwrap_or_default()
    };
    let (partition, sort) = (key("pk"), key("sk"));
    let record = serde_dynamo::aws_sdk_dynamodb_1::from_item(item);
    record.map_err(|error| {
        tracing::error!(partition, sort, %error, "{UNREADABLE}");
        Error::Internal(format!(
            "the item {partition} / {sort} can't be read: {error}"
        ))
    })
}

/// The record in an item, or none when it can't be read. For whatever is shown or processed together with
/// others, so that one damaged item stops none of them. The log names the item.
pub fn readable<T: DeserializeOwned>(item: Item) -> Option<T> {
    from_item(item).ok()
}

/// A number attribute; 0 when it doesn't exist.
pub fn number(item: &Item, name: &str) -> u32 {
    item.get(name)
        .and_then(|value| value.as_n().ok())
        .and_then(|n| n.parse().ok())
        .unwrap_or(0)
}

/// An item in the JSON in which the stream sends it.
///
/// # Errors
/// `Internal` when it can't be converted.
pub fn as_json(item: Item) -> Result<serde_json::Value> {
    serde_json::to_value(serde_dynamo::Item::from(item))
        .map_err(|e| Error::Internal(format!("to JSON: {e}")))
}

/// The size of an item in bytes, approximately as DynamoDB counts it.
pub(super) fn size(item: &Item) -> usize {
    fn of(value: &AttributeValue) -> usize {
        match value {
            AttributeValue::S(text) | AttributeValue::N(text) => text.len(),
            AttributeValue::Ss(texts) => texts.iter().map(String::len).sum(),
            AttributeValue::L(values) => values.iter().map(|value| 1 + of(value)).sum(),
            AttributeValue::M(item) => size(item),
            _ => 1,
        }
    }
    item.iter()
        .map(|(name, value)| name.len() + 1 + of(value))
        .sum()
}
