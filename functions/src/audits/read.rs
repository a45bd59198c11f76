//! Reads an audit.

use super::OfAudit;
use shared::{
    domain::{Audit, Caller, Result},
    http::{Found, Path},
    permission::Action,
    table::{Table, keys},
};

/// Returns the audit, with its progress and the numbers of its findings.
pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfAudit>,
) -> Result<Found<Audit>> {
    let (_, audit) = table
        .prove(
            &caller,
            caller.user_id,
            Action::ManageAssignments,
            keys::audit(&path.audit_id),
        )
        .await?;
    Ok(Found(audit))
}
