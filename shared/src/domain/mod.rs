//! What Coachwork is about, without any I/O: people, coaching assignments, organisations, and the
//! one error type that says what can go wrong.

mod activity;
mod assignment;
mod caller;
mod error;
mod field;
pub mod find;
mod id;
mod organisation;
mod time;
mod user;

pub use activity::{Activity, ActivityKind, Actor, HistoryEvent, HistoryKind};
pub use assignment::{Assignment, Kind, LastTerms, Pair, State, Terms};
pub use caller::Caller;
pub use error::{Error, FieldError, Result};
pub use field::{TEXT, email, name, reason, text, whole_or_none};
pub use id::{ActivityId, HistoryId, OrganisationId, UserId};
pub use organisation::{Cadence, CoachField, Organisation, Settings};
pub use time::{Clock, Day, Moment, is_time_zone};
pub use user::{Card, CoachStatus, Role, Status, User, UserFields, UserLine};

/// The most coachees an organisation may allow one coach.
pub const MAX_CAPACITY: u32 = 10_000;
