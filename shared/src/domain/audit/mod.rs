//! The audit of coaching assignments: what can be wrong with them, found in a person's items and their coaches'.
//!
//! It is pure, so it finds the same however often and wherever a walk is resumed.

mod assignment;
mod coach;
mod coachee;
mod finding;
mod run;

pub use coach::{of_circle, of_coach};
pub use coachee::{Coached, Sides, of_coachee, primaries};
pub use finding::{Finding, FindingKind, Remedy, Severity};
pub use run::{Audit, AuditState, Rules, Shard, Totals};

/// The number of shards into which an organization is divided for a walk.
pub const SHARDS: u32 = 16;

/// A number with its noun.
fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
