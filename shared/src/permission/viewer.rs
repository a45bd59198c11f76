//! What one person may see of another in lists, files and mails.

use super::{Action, Relation, judge};
use crate::domain::{Card, CoachStatus, DirectoryLine, Role, Status, User, UserId};
use schemars::JsonSchema;
use serde::Serialize;

/// Someone who reads, and their relation to the owner of the records that they read. Every list, file and
/// mail that shows an address or a status of a person gets it here.
#[derive(Clone, Copy, Debug)]
pub struct Viewer {
    id: UserId,
    owner: UserId,
    relation: Relation,
}

impl Viewer {
    /// The viewer `id`, who reads records of `owner`.
    pub fn new(id: UserId, owner: UserId, relation: Relation) -> Self {
        Self {
            id,
            owner,
            relation,
        }
    }

    /// Whether they may see more of a person than the card: administrators of everybody, everybody of
    /// themselves, and a coach of the owner.
    fn sees(self, person: UserId) -> bool {
        let to_owner =
            person == self.owner && judge(self.relation, true, Action::ReadProfile).is_ok();
        self.relation.administrator || person == self.id || to_owner
    }

    /// Whether they may know that the person exists. Only administrators know of inactive people.
    pub fn knows(self, person: &User) -> bool {
        person.is_active() || person.id == self.id || self.relation.administrator
    }

    /// The person as this viewer may see them in a list.
    pub fn line(self, person: DirectoryLine) -> UserLine {
        let sees = self.sees(person.card.id);
        UserLine {
            card: person.card,
            email: person.email.filter(|_| sees),
            role: person.role.filter(|_| sees),
            status: person.status.filter(|_| sees),
            coach_status: person.coach_status.filter(|_| sees),
        }
    }

    /// The person's e-mail address, if this viewer may see it.
    pub fn address(self, person: &User) -> Option<&str> {
        self.sees(person.id).then_some(&person.fields.email)
    }
}

/// A person in a list: the card, and the other fields if the caller may see them.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct UserLine {
    #[serde(flatten)]
    card: Card,
    /// The address with which the person signs in.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    /// Whether the person is an administrator.
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<Role>,
    /// Whether the person is active.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Status>,
    /// Whether the person may coach.
    #[serde(skip_serializing_if = "Option::is_none")]
    coach_status: Option<CoachStatus>,
}
