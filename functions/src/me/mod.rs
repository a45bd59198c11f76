//! What the caller sees of their own: profile, caseload, reviews, notifications and preferences.

pub mod edit_preferences;
pub mod list_notifications;
pub mod list_reviews;
pub mod mark_notifications_read;
pub mod read;
pub mod read_caseload;
pub mod read_preferences;
mod relations;

pub(crate) use relations::{relations, relations_wanted};
