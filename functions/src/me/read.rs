//! Reads the caller's own profile, and what they may do.

use crate::users::Profile;
use schemars::JsonSchema;
use serde::Serialize;
use shared::{
    domain::{Caller, OrganisationId, Result},
    http::{Found, Versioned},
    permission::{Action, judge},
    table::{Table, keys},
};

/// The caller, their organization, and what they may do in it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Me {
    pub user: Profile,
    pub organisation: Home,
    /// The actions that the caller may do and that aren't about a particular person.
    pub may: Vec<Action>,
}

/// The organization, as every member may see it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Home {
    pub id: OrganisationId,
    pub name: String,
    pub time_zone: String,
    pub contact: String,
}

impl Versioned for Me {
    fn version(&self) -> u64 {
        self.user.version()
    }
}

/// The actions that aren't about a particular person.
const OF_THE_ORGANIZATION: [Action; 8] = [
    Action::FindPeople,
    Action::FindInactivePeople,
    Action::ReadRubrics,
    Action::EditRubrics,
    Action::ReadOrganisation,
    Action::EditOrganisation,
    Action::ManageUsers,
    Action::ManageAssignments,
];

pub async fn handle(caller: Caller, table: Table) -> Result<Found<Me>> {
    let (proof, organisation) = table
        .prove(
            &caller,
            caller.user_id,
            Action::ReadProfile,
            keys::organisation(),
        )
        .await?;
    let may = OF_THE_ORGANIZATION
        .into_iter()
        .filter(|action| judge(proof.relation, true, *action).is_ok());
    Ok(Found(Me {
        may: may.collect(),
        user: Profile::of(&proof),
        organisation: Home {
            id: organisation.id,
            name: organisation.settings.name,
            time_zone: organisation.settings.time_zone,
            contact: organisation.settings.contact,
        },
    }))
}
