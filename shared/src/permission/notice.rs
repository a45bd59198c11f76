//! The rights that notices need: nobody is notified of what they may not read, and a notice stops being shown when
//! the right ends.

use super::Action;
use crate::domain::{Notice, NoticeKind, UserId};

impl NoticeKind {
    /// The right to the owner's records ([`Notice::owner`]) that the recipient needs, both when the notice is
    /// stored and whenever it is shown or mailed.
    pub fn needs(self) -> Action {
        match self {
            Self::ConferenceScheduled | Self::ConferenceMoved | Self::ConferenceCancelled => {
                Action::ReadConferences
            }
            Self::ObservationShared | Self::ObservationAcknowledged => Action::ReadObservations,
            Self::CheckBackDue => Action::ReadGoals,
            Self::CoachAssigned
            | Self::CoacheeAssigned
            | Self::CoachRemoved
            | Self::CoacheeRemoved
            | Self::CoachStatusGranted
            | Self::CoachStatusWithdrawn
            | Self::ReviewAssigned
            | Self::ReviewReminder
            | Self::ReviewWaits
            | Self::ReviewClosed
            | Self::AuditDone => Action::ReadProfile,
        }
    }
}

impl Notice {
    /// The person to whose records the right is needed: the one that the notice names when it is about a record,
    /// otherwise the recipient.
    pub fn owner(&self, recipient: UserId) -> UserId {
        let is_about_a_record = self.kind.needs() != Action::ReadProfile;
        self.person
            .as_ref()
            .map(|person| person.id)
            .filter(|_| is_about_a_record)
            .unwrap_or(recipient)
    }
}
