use crate::users::Profile;
use schemars::JsonSchema;
use serde::Serialize;
use shared::{
    domain::{Caller, Error, Organisation, OrganisationId, Result},
    http::{Found, Versioned},
    permission::{Action, judge},
    table::{Table, keys},
};

/// The caller, the organisation, and what is open to the caller in it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Me {
    pub user: Profile,
    pub organisation: Home,
    /// What the caller may do that is not about a certain person.
    pub may: Vec<Action>,
}

/// What everybody knows of their organisation.
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

/// The actions that are about the organisation.
const OF_THE_ORGANISATION: [Action; 8] = [
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
    let mut proof = table.prove(&caller, caller.user_id, Action::ReadProfile, &[keys::organisation()]).await?;
    let organisation: Organisation = proof.record(0)?.ok_or(Error::NotFound)?;
    let may = OF_THE_ORGANISATION.into_iter().filter(|action| judge(proof.relation, true, *action).is_ok());
    Ok(Found(Me {
        may: may.collect(),
        user: Profile::seen(&proof),
        organisation: Home {
            id: organisation.id,
            name: organisation.settings.name,
            time_zone: organisation.settings.time_zone,
            contact: organisation.settings.contact,
        },
    }))
}
