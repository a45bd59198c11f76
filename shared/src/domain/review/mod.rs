//! Review campaigns: every assignment in a scope is put before a reviewer, who decides to keep it, end it or transfer
//! it to another coach. The decisions take effect when the review closes.

mod campaign;
mod fields;
mod item;
mod work;

pub use campaign::{Counts, Review, ReviewState, has_a_part};
pub use fields::{Choice, ReviewFields, Reviewing, Scope, Silence};
pub use item::{Decision, Done, Judgment, ReviewItem, ReviewOutcome, ReviewSignals, item_id};
pub use work::{Phase, ReviewerProgress, Work};

#[cfg(test)]
mod testing;

/// The most assignments of one review, because its package is one answer of the API.
pub const MAX_ITEMS: u32 = 20_000;
/// How many days before the last day reviewers with open items are reminded.
pub const REMINDERS: [i64; 3] = [7, 3, 1];
