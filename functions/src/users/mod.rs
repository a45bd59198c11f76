//! Users: finding, creating, editing, their status and coach status, and what they may do.

pub mod create;
pub mod edit;
mod ending;
pub mod explain_access;
pub mod grant_coach_status;
mod profile;
pub mod read;
pub mod read_permissions;
pub mod search;
pub mod set_status;
pub mod withdraw_coach_status;

pub use profile::Profile;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use shared::domain::UserId;

/// What makes an e-mail the user's.
#[derive(Serialize)]
pub(crate) struct EmailOf {
    pub user_id: UserId,
}

/// The user that a path names.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct OfUser {
    /// Whose it is.
    pub user_id: UserId,
}
