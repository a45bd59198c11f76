//! Who may do what: one pure function, [`judge`], over an action and the caller's relation to a person.
//!
//! **What it guarantees.** Every right in Coachwork is a row of the table of actions below: an action and the
//! grounds that allow it. Reads and writes both ask here. `Table::prove` judges a relation that was read in the
//! same transaction as the data; `Changes::by` turns the ground into conditions of the write. So the rules exist
//! once, and docs/permissions.md, the expectations of the authorization matrix and the `may` of the API are
//! derived from them.
//!
//! **How.** [`Relation::of`] derives the relation from the caller's profile, the owner's profile and the
//! assignment between them. It is the only place that states the authority rule. [`judge`] returns the strongest
//! ground that both the action lists and the relation has. [`Viewer`] applies the same rules to lists: how much of
//! each person this caller may see. [`NoticeKind::needs`](crate::domain::NoticeKind::needs) names the right
//! without which a notice is neither sent nor shown.
//!
//! **What it costs.** No I/O. Its input is three items, which a read or write pays for.
//!
//! **What it doesn't do.** It knows no single record: that a draft observation is visible to its observer only is
//! decided in the domain, and that private notes are their coach's only by their key. It caches nothing.
//! [`Action::likely_ground`] chooses what is tried first and never decides.

mod notice;
mod viewer;

pub use viewer::{UserLine, Viewer};

use crate::domain::{Assignment, Caller, Day, Error, Result, Role, State, User, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The table of permissions: each action, in words that follow “may”, and the grounds that allow it, strongest
/// first. docs/permissions.md is generated from it.
macro_rules! actions {
    ($($action:ident $words:literal [$($ground:ident)*];)*) => {
        /// Something to do with a person's records or in the organization. The names are part of the API:
        /// effective access and permissions list them.
        #[allow(missing_docs, reason = "`words` describes each")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum Action {
            $($action,)*
        }

        impl Action {
            /// Every action, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$action),*];

            /// The grounds that allow the action, strongest first.
            pub fn grounds(self) -> &'static [Ground] {
                match self {
                    $(Self::$action => &[$(Ground::$ground),*],)*
                }
            }

            /// The action in words that follow “may”.
            pub fn words(self) -> &'static str {
                match self {
                    $(Self::$action => $words,)*
                }
            }
        }
    };
}

actions! {
    ReadCard "see name, title and site" [Administrator Own Coach Member];
    ReadProfile "see the profile" [Administrator Own Coach];
    EditContactFields "edit the contact fields" [Administrator Own];
    EditCoachFields "edit the profile fields that the organization opens to coaches" [Administrator Coach];
    EditAllFields "edit every profile field" [Administrator];
    ReadCoaching "see who coaches and is coached" [Administrator Own Coach];
    ReadGoals "see the goals" [Administrator Own Coach];
    EditGoals "edit the goals" [Administrator Own Coach];
    ReadConferences "see the conferences" [Administrator Own Coach];
    EditConferences "edit the conferences" [Administrator Own Coach];
    ReadObservations "see the observations" [Administrator Own Coach];
    EditObservations "edit the observations" [Administrator Coach];
    AcknowledgeObservations "acknowledge the observations" [Own];
    KeepPrivateNotes "keep private notes of the conferences" [Coach];
    ReadProgress "see the progress" [Administrator Own Coach];
    ReadLearning "see the learning records" [Administrator Own Coach];
    EditLearning "edit the learning records" [Administrator Own];
    ReadCredentials "see the licenses and credentials" [Administrator Own Coach];
    EditCredentials "edit the licenses and credentials" [Administrator Own];
    ReadPersonnel "see the personnel information" [Administrator];
    EditPersonnel "edit the personnel information" [Administrator];
    ReadPermissions "see the permissions" [Administrator];
    ReadActivity "see the activity" [Administrator];
    FindPeople "find people" [Administrator Own Coach Member];
    FindInactivePeople "find inactive people" [Administrator];
    ReadRubrics "see the rubrics" [Administrator Own Coach Member];
    EditRubrics "edit the rubrics" [Administrator];
    ReadOrganisation "see the organization's settings" [Administrator Own Coach Member];
    EditOrganisation "edit the organization's settings" [Administrator];
    ManageUsers "manage users and coach status" [Administrator];
    ManageAssignments "assign and remove coaches and coachees" [Administrator];
}

/// By what right an action is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// The caller is an active administrator.
    Administrator,
    /// The record is the caller's own.
    Own,
    /// The caller coaches the person, by an assignment in force.
    Coach,
    /// The caller is any active user, and the person is active.
    Member,
}

/// How the caller is related to a person. All false: another member of the organization, nothing more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Relation {
    /// The caller is an active administrator.
    pub administrator: bool,
    /// The caller is the person.
    pub own: bool,
    /// The caller coaches the person, by the authority rule of [`Relation::of`].
    pub coach: bool,
}

impl Action {
    /// The ground that the caller most likely has, from the authorizer's hint, before anything is read.
    pub fn likely_ground(self, caller: &Caller, owner: UserId) -> Ground {
        let role = if caller.role_hint == Role::Administrator {
            Ground::Administrator
        } else {
            Ground::Coach
        };
        let own = (owner == caller.user_id).then_some(Ground::Own);
        let likely = [own, Some(role), Some(Ground::Coach), Some(Ground::Member)]
            .into_iter()
            .flatten();
        likely
            .into_iter()
            .find(|ground| self.grounds().contains(ground))
            .unwrap_or(Ground::Administrator)
    }

    /// Whether no other ground allows it.
    pub fn is_for_administrators_alone(self) -> bool {
        self.grounds() == [Ground::Administrator]
    }
}

impl Relation {
    /// How an active `caller` is related to `owner`, given the assignment in the owner's partition.
    ///
    /// The authority rule: a coach has rights while the assignment is in force, the coach is active with
    /// coach status granted, and the coachee is active.
    pub fn of(caller: &User, owner: &User, assignment: Option<&Assignment>, today: Day) -> Self {
        let in_force = assignment.is_some_and(|a| {
            a.coach_id == caller.id && a.coachee_id == owner.id && a.state(today) == State::Active
        });
        Self {
            administrator: caller.is_active_administrator(),
            own: caller.id == owner.id,
            coach: in_force && caller.is_active_coach() && owner.is_active(),
        }
    }

    fn has(self, ground: Ground, owner_is_active: bool) -> bool {
        match ground {
            Ground::Administrator => self.administrator,
            Ground::Own => self.own,
            Ground::Coach => self.coach,
            Ground::Member => owner_is_active,
        }
    }
}

/// The strongest ground on which an active caller may do the action.
///
/// # Errors
/// `NotPermitted`, or `NotFound` for an inactive owner, so that only administrators learn that the person
/// exists. Actions for administrators only are `NotPermitted` in both cases: the answer then reveals
/// nothing about the owner.
pub fn judge(relation: Relation, owner_is_active: bool, action: Action) -> Result<Ground> {
    match action
        .grounds()
        .iter()
        .find(|ground| relation.has(**ground, owner_is_active))
    {
        Some(ground) => Ok(*ground),
        None if owner_is_active || action.is_for_administrators_alone() => Err(Error::NotPermitted),
        None => Err(Error::NotFound),
    }
}

/// The tabs of a profile, in the order in which they are shown, each with the action that opens it.
pub const TABS: [(&str, Action); 8] = [
    ("learning", Action::ReadLearning),
    ("credentials", Action::ReadCredentials),
    ("observations", Action::ReadObservations),
    ("goals", Action::ReadGoals),
    ("conferences", Action::ReadConferences),
    ("coaching", Action::ReadCoaching),
    ("personnel", Action::ReadPersonnel),
    ("permissions", Action::ReadPermissions),
];

/// The tabs that a caller with this relation may open.
pub fn tabs(relation: Relation, owner_is_active: bool) -> Vec<String> {
    let open = TABS
        .iter()
        .filter(|(_, action)| judge(relation, owner_is_active, *action).is_ok());
    open.map(|(tab, _)| (*tab).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relations() -> impl Iterator<Item = Relation> {
        (0..8).map(|bits| Relation {
            administrator: bits & 1 != 0,
            own: bits & 2 != 0,
            coach: bits & 4 != 0,
        })
    }

    #[test]
    fn more_relations_never_allow_less() {
        for &action in Action::ALL {
            for active in [true, false] {
                for relation in relations() {
                    let more = Relation {
                        administrator: true,
                        ..relation
                    };
                    assert!(
                        judge(relation, active, action).is_err()
                            || judge(more, active, action).is_ok()
                    );
                }
            }
        }
    }

    #[test]
    fn an_administrator_may_do_everything_and_a_stranger_sees_a_card() {
        let administrator = Relation {
            administrator: true,
            ..Relation::default()
        };
        for &action in Action::ALL {
            let is_others = matches!(
                action,
                Action::AcknowledgeObservations | Action::KeepPrivateNotes
            );
            assert_eq!(
                judge(administrator, false, action).is_ok(),
                !is_others,
                "{action:?}"
            );
            let stranger = judge(Relation::default(), true, action).is_ok();
            let open = matches!(
                action,
                Action::ReadCard
                    | Action::FindPeople
                    | Action::ReadRubrics
                    | Action::ReadOrganisation
            );
            assert_eq!(stranger, open, "{action:?}");
            let hidden = judge(Relation::default(), false, action);
            let refused = if action.is_for_administrators_alone() {
                Error::NotPermitted
            } else {
                Error::NotFound
            };
            assert_eq!(hidden, Err(refused), "{action:?}");
        }
    }

    #[test]
    fn a_coach_opens_all_tabs_but_personnel_and_permissions() {
        let coach = Relation {
            coach: true,
            ..Relation::default()
        };
        let expected = [
            "learning",
            "credentials",
            "observations",
            "goals",
            "conferences",
            "coaching",
        ];
        assert_eq!(tabs(coach, true), expected);
        assert!(tabs(Relation::default(), true).is_empty());
    }
}
