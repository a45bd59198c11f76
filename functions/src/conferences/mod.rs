//! Conferences: meetings of a coach and a coachee, with their invitations and the coach's private notes.

pub(crate) mod cancel_upcoming;
pub mod create;
pub mod delete;
pub mod download_invitation;
pub mod edit;
pub mod edit_private_notes;
mod invitation;
pub mod list;
pub mod read;
pub mod read_private_notes;
mod references;
mod schedule;

pub(crate) use invitation::{invitation, invited};
use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{Conference, ConferenceId, UserId},
    table::{Key, keys},
};

/// The attribute of a conference that names the coaches who keep private notes of it. No answer shows it.
const NOTED_BY: &str = "noted_by";

/// The path of a conference.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
pub struct OfConference {
    /// The coachee.
    pub user_id: UserId,
    /// The conference.
    pub conference_id: ConferenceId,
}

impl OfConference {
    fn key(self) -> Key<Conference> {
        keys::record::<Conference>(&self.user_id, self.conference_id)
    }
}
