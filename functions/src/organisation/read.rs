use shared::{
    domain::{Caller, Error, Organisation, Result},
    http::Found,
    permission::Action,
    table::{Table, keys},
};

pub async fn handle(caller: Caller, table: Table) -> Result<Found<Organisation>> {
    let mut proof = table.prove(&caller, caller.user_id, Action::ReadOrganisation, &[keys::organisation()]).await?;
    Ok(Found(proof.record(0)?.ok_or(Error::NotFound)?))
}
