use super::OfAudit;
use shared::{
    domain::{Audit, Caller, Result},
    http::{Found, Path},
    permission::Action,
    table::{Table, keys},
};

pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfAudit>) -> Result<Found<Audit>> {
    let mut proof = table.prove(&caller, caller.user_id, Action::ManageAssignments, &[keys::audit(&path.audit_id)]).await?;
    proof.existing(0).map(Found)
}
