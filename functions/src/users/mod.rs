//! Users: finding, creating and editing them, their status and coach status, and what they may do.

pub mod create;
pub mod edit;
pub mod edit_status;
mod end_assignments;
pub mod grant_coach_status;
pub mod list;
mod profile;
pub mod read;
pub mod read_access;
pub mod read_permissions;
mod support;
pub mod withdraw_coach_status;

pub use profile::Profile;
use schemars::JsonSchema;
use serde::Deserialize;
use shared::domain::UserId;

/// The path of a user, or of what belongs to them.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct OfUser {
    /// The user.
    pub user_id: UserId,
}
