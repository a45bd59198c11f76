//! Reads the organization and its settings.

use shared::{
    domain::{Caller, Organisation, Result},
    http::Found,
    permission::Action,
    table::{Table, keys},
};

pub async fn handle(caller: Caller, table: Table) -> Result<Found<Organisation>> {
    let (proof, mut organisation) = table
        .prove(
            &caller,
            caller.user_id,
            Action::ReadOrganisation,
            keys::organisation(),
        )
        .await?;
    if !proof.relation.administrator {
        organisation.administrator_count = None;
    }
    Ok(Found(organisation))
}
