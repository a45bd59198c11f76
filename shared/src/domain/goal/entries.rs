//! What is added to a goal over time: progress entries and comments, each an item of its own.

use crate::domain::{Caller, CommentId, Day, Error, ProgressId, Result, Stamp, field};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The most progress entries of one goal.
pub const MAX_ENTRIES: u32 = 1000;
/// The most comments on one goal.
pub const MAX_COMMENTS: u32 = 1000;

/// A measurement on the way to a goal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ProgressFields {
    /// The day of the measurement. Default: today.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Day>,
    /// The measurement, in the goal's unit.
    #[garde(range(min = -1e9, max = 1e9))]
    #[schemars(range(min = -1_000_000_000, max = 1_000_000_000))]
    #[serde(deserialize_with = "field::amount")]
    pub value: f64,
    /// A note on it.
    #[garde(inner(custom(field::prose::<1000>)))]
    #[schemars(length(max = 1000), regex(pattern = field::PROSE))]
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "field::tidy_or_none"
    )]
    pub note: Option<String>,
}

/// A measurement of a goal's progress.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProgressEntry {
    /// The entry.
    pub id: ProgressId,
    /// What was measured.
    #[serde(flatten)]
    pub fields: ProgressFields,
    /// Who recorded it, when, and its version.
    #[serde(flatten)]
    pub stamp: Stamp,
}

impl ProgressEntry {
    /// A new entry.
    ///
    /// # Errors
    /// `Invalid` for a day in the future.
    pub fn new(mut fields: ProgressFields, caller: &Caller) -> Result<Self> {
        let on = *fields.on.get_or_insert(caller.today);
        if on > caller.today {
            return Err(Error::field(
                "/on",
                "This day is in the future. Choose today or an earlier one.",
            ));
        }
        Ok(Self {
            id: ProgressId::new(caller.now),
            fields,
            stamp: Stamp::new(caller),
        })
    }
}

/// A comment on a goal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CommentFields {
    /// The comment.
    #[garde(custom(field::prose::<2000>), custom(field::something))]
    #[schemars(length(min = 1, max = 2000), regex(pattern = field::PROSE_WITH_SOMETHING))]
    #[serde(deserialize_with = "field::tidy")]
    pub text: String,
}

/// A comment on a goal, with its author.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Comment {
    /// The comment.
    pub id: CommentId,
    /// The text.
    #[serde(flatten)]
    pub fields: CommentFields,
    /// Who wrote it, when, and its version.
    #[serde(flatten)]
    pub stamp: Stamp,
}

impl Comment {
    /// A new comment.
    pub fn new(fields: CommentFields, caller: &Caller) -> Self {
        Self {
            id: CommentId::new(caller.now),
            fields,
            stamp: Stamp::new(caller),
        }
    }
}
