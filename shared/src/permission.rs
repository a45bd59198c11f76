//! Who may do what: one pure function, [`judge`], over the relation of the caller to a person and
//! the action. Everything that asks, asks here; the table in `docs/permissions.md` is made from it.

use crate::domain::{Assignment, Caller, Day, Error, Result, Role, State, User, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What somebody may want to do to a person's records, or in the organisation. The names are part of
/// the API: effective access and permissions list them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    ReadCard,
    ReadProfile,
    EditContactFields,
    EditCoachFields,
    EditAllFields,
    ReadCoaching,
    ReadGoals,
    EditGoals,
    ReadConferences,
    EditConferences,
    ReadObservations,
    EditObservations,
    AcknowledgeObservations,
    KeepPrivateNotes,
    ReadProgress,
    ReadLearning,
    EditLearning,
    ReadCredentials,
    EditCredentials,
    ReadPersonnel,
    EditPersonnel,
    ReadPermissions,
    ReadActivity,
    FindPeople,
    FindInactivePeople,
    ReadRubrics,
    EditRubrics,
    ReadOrganisation,
    EditOrganisation,
    ManageUsers,
    ManageAssignments,
}

/// By what right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    Administrator,
    /// It is the caller's own.
    Own,
    /// The caller is the person's coach, by an assignment in force.
    Coach,
    /// The caller is a member of the organisation.
    Member,
}

/// How the caller stands to a person. All false: a stranger of the same organisation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Relation {
    pub administrator: bool,
    pub own: bool,
    pub coach: bool,
}

impl Action {
    pub const ALL: [Self; 31] = [
        Self::ReadCard,
        Self::ReadProfile,
        Self::EditContactFields,
        Self::EditCoachFields,
        Self::EditAllFields,
        Self::ReadCoaching,
        Self::ReadGoals,
        Self::EditGoals,
        Self::ReadConferences,
        Self::EditConferences,
        Self::ReadObservations,
        Self::EditObservations,
        Self::AcknowledgeObservations,
        Self::KeepPrivateNotes,
        Self::ReadProgress,
        Self::ReadLearning,
        Self::EditLearning,
        Self::ReadCredentials,
        Self::EditCredentials,
        Self::ReadPersonnel,
        Self::EditPersonnel,
        Self::ReadPermissions,
        Self::ReadActivity,
        Self::FindPeople,
        Self::FindInactivePeople,
        Self::ReadRubrics,
        Self::EditRubrics,
        Self::ReadOrganisation,
        Self::EditOrganisation,
        Self::ManageUsers,
        Self::ManageAssignments,
    ];

    /// The grounds that allow the action, strongest first.
    pub fn grounds(self) -> &'static [Ground] {
        use Ground::{Administrator, Coach, Member, Own};
        match self {
            Self::ReadCard | Self::FindPeople | Self::ReadRubrics | Self::ReadOrganisation => &[Administrator, Own, Coach, Member],
            Self::ReadProfile
            | Self::ReadCoaching
            | Self::ReadGoals
            | Self::EditGoals
            | Self::ReadConferences
            | Self::EditConferences
            | Self::ReadObservations
            | Self::ReadProgress
            | Self::ReadLearning
            | Self::ReadCredentials => &[Administrator, Own, Coach],
            Self::EditObservations | Self::EditCoachFields => &[Administrator, Coach],
            Self::EditContactFields | Self::EditLearning | Self::EditCredentials => &[Administrator, Own],
            Self::AcknowledgeObservations => &[Own],
            Self::KeepPrivateNotes => &[Coach],
            Self::EditAllFields
            | Self::ReadPersonnel
            | Self::EditPersonnel
            | Self::ReadPermissions
            | Self::ReadActivity
            | Self::FindInactivePeople
            | Self::EditRubrics
            | Self::EditOrganisation
            | Self::ManageUsers
            | Self::ManageAssignments => &[Administrator],
        }
    }

    /// The ground that an active caller most likely has, by what is known before anything is read.
    pub fn likely_ground(self, caller: &Caller, owner: UserId) -> Ground {
        let role = if caller.role_hint == Role::Administrator { Ground::Administrator } else { Ground::Coach };
        let own = (owner == caller.user_id).then_some(Ground::Own);
        let likely = [own, Some(role), Some(Ground::Coach), Some(Ground::Member)].into_iter().flatten();
        likely.into_iter().find(|ground| self.grounds().contains(ground)).unwrap_or(Ground::Administrator)
    }

    pub fn is_for_administrators_alone(self) -> bool {
        self.grounds() == [Ground::Administrator]
    }

    /// The action in words, after “may”.
    pub fn words(self) -> &'static str {
        match self {
            Self::ReadCard => "see name, title and site",
            Self::ReadProfile => "see the profile",
            Self::EditContactFields => "edit the contact fields",
            Self::EditCoachFields => "edit the profile fields that the organisation leaves to coaches",
            Self::EditAllFields => "edit every profile field",
            Self::ReadCoaching => "see who coaches and is coached",
            Self::ReadGoals => "see the goals",
            Self::EditGoals => "edit the goals",
            Self::ReadConferences => "see the conferences",
            Self::EditConferences => "edit the conferences",
            Self::ReadObservations => "see the observations",
            Self::EditObservations => "edit the observations",
            Self::AcknowledgeObservations => "acknowledge the observations",
            Self::KeepPrivateNotes => "keep private notes of the conferences",
            Self::ReadProgress => "see the progress",
            Self::ReadLearning => "see the learning records",
            Self::EditLearning => "edit the learning records",
            Self::ReadCredentials => "see the licences and credentials",
            Self::EditCredentials => "edit the licences and credentials",
            Self::ReadPersonnel => "see the personnel information",
            Self::EditPersonnel => "edit the personnel information",
            Self::ReadPermissions => "see the permissions",
            Self::ReadActivity => "see the activity",
            Self::FindPeople => "find people",
            Self::FindInactivePeople => "find inactive people",
            Self::ReadRubrics => "see the rubrics",
            Self::EditRubrics => "edit the rubrics",
            Self::ReadOrganisation => "see the organisation's settings",
            Self::EditOrganisation => "edit the organisation's settings",
            Self::ManageUsers => "manage users and coach status",
            Self::ManageAssignments => "assign and remove coaches and coachees",
        }
    }
}

impl Relation {
    /// How an active `caller` stands to `owner`, given the assignment in the owner's partition.
    ///
    /// The authority rule: a coach has rights while the assignment is in force, the coach is
    /// active with coach status granted, and the coachee is active.
    pub fn of(caller: &User, owner: &User, assignment: Option<&Assignment>, today: Day) -> Self {
        let in_force = assignment.is_some_and(|a| a.coach_id == caller.id && a.coachee_id == owner.id && a.state(today) == State::Active);
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

/// By what ground an active caller may do the action to a person, or why not. An inactive person is
/// known to administrators alone, so to others it is as if there were no such person; and what
/// administrators alone may do is refused to others whoever it is about.
pub fn judge(relation: Relation, owner_is_active: bool, action: Action) -> Result<Ground> {
    match action.grounds().iter().find(|ground| relation.has(**ground, owner_is_active)) {
        Some(ground) => Ok(*ground),
        None if owner_is_active || action.is_for_administrators_alone() => Err(Error::NotPermitted),
        None => Err(Error::NotFound),
    }
}

/// The tabs of a profile, in the order of the guide, each with what opens it.
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

/// The tabs that the caller may open.
pub fn tabs(relation: Relation, owner_is_active: bool) -> Vec<String> {
    let open = TABS.iter().filter(|(_, action)| judge(relation, owner_is_active, *action).is_ok());
    open.map(|(tab, _)| (*tab).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relations() -> impl Iterator<Item = Relation> {
        (0..8).map(|bits| Relation { administrator: bits & 1 != 0, own: bits & 2 != 0, coach: bits & 4 != 0 })
    }

    #[test]
    fn more_relations_never_allow_less() {
        for action in Action::ALL {
            for active in [true, false] {
                for relation in relations() {
                    let more = Relation { administrator: true, ..relation };
                    assert!(judge(relation, active, action).is_err() || judge(more, active, action).is_ok());
                }
            }
        }
    }

    #[test]
    fn an_administrator_may_do_everything_and_a_stranger_sees_a_card() {
        let administrator = Relation { administrator: true, ..Relation::default() };
        for action in Action::ALL {
            let is_others = matches!(action, Action::AcknowledgeObservations | Action::KeepPrivateNotes);
            assert_eq!(judge(administrator, false, action).is_ok(), !is_others, "{action:?}");
            let stranger = judge(Relation::default(), true, action).is_ok();
            let open = matches!(action, Action::ReadCard | Action::FindPeople | Action::ReadRubrics | Action::ReadOrganisation);
            assert_eq!(stranger, open, "{action:?}");
            let hidden = judge(Relation::default(), false, action);
            let refused = if action.is_for_administrators_alone() { Error::NotPermitted } else { Error::NotFound };
            assert_eq!(hidden, Err(refused), "{action:?}");
        }
    }

    #[test]
    fn a_coach_opens_all_tabs_but_personnel_and_permissions() {
        let coach = Relation { coach: true, ..Relation::default() };
        let expected = ["learning", "credentials", "observations", "goals", "conferences", "coaching"];
        assert_eq!(tabs(coach, true), expected);
        assert!(tabs(Relation::default(), true).is_empty());
    }
}
