//! Lists the findings of the previous audit that are resolved.

use super::OfAudit;
use shared::{
    domain::{Caller, Finding, Result},
    http::{Listed, Paging, Path},
    permission::Action,
    table::{MAX_PEOPLE, Order, Page, Table, keys},
};

/// Returns the findings of the previous audit that this one didn't find again. A page may be shorter than
/// `limit` and still not be the last.
pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfAudit>,
    paging: Paging,
) -> Result<Listed<Finding>> {
    let (_, audit) = table
        .prove(
            &caller,
            caller.user_id,
            Action::ManageAssignments,
            keys::audit(&path.audit_id),
        )
        .await?;
    let Some(previous) = audit.previous else {
        return paging.answer(Page {
            items: Vec::new(),
            next: None,
        });
    };
    let limit = paging.limit.min(MAX_PEOPLE);
    let found = table
        .list(
            &keys::findings(&previous, None),
            Order::Ascending,
            limit,
            paging.after.as_deref(),
        )
        .await?;
    let same_findings = |page: &Page<Finding>| -> Vec<_> {
        page.items
            .iter()
            .map(|finding| keys::finding(&audit.id, finding.kind, &finding.id).raw())
            .collect()
    };
    let (page, _, now) = found
        .prove(
            &table,
            &caller,
            caller.user_id,
            Action::ManageAssignments,
            same_findings,
        )
        .await?;
    let resolved = page
        .items
        .into_iter()
        .zip(now)
        .filter(|(_, now)| now.is_none())
        .map(|(finding, _)| finding)
        .collect();
    paging.answer(Page {
        items: resolved,
        next: page.next,
    })
}
