use super::OfAudit;
use shared::{
    domain::{Audit, Caller, Finding, Result},
    http::{Listed, Paging, Path},
    permission::Action,
    table::{MAX_PEOPLE, Order, Page, Table, keys},
};

/// What the run before found and this one doesn't. A page may be shorter than `limit` and still not be
/// the last.
pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfAudit>, paging: Paging) -> Result<Listed<Finding>> {
    let mut proof = table.prove(&caller, caller.user_id, Action::ManageAssignments, &[keys::audit(&path.audit_id)]).await?;
    let audit: Audit = proof.existing(0)?;
    let Some(previous) = audit.previous else { return paging.answer(Page { items: Vec::new(), next: None }) };
    let limit = paging.limit.min(MAX_PEOPLE);
    let found = table.list::<Finding>(&keys::findings(&previous, None), Order::Ascending, limit, paging.after.as_deref()).await?;
    let same = |page: &Page<Finding>| page.items.iter().map(|finding| keys::finding(&audit.id, finding.kind, &finding.id)).collect();
    let (page, proof) = found.prove(&table, &caller, caller.user_id, Action::ManageAssignments, same).await?;
    let gone = page.items.into_iter().zip(proof.also).filter(|(_, now)| now.is_none()).map(|(finding, _)| finding).collect();
    paging.answer(Page { items: gone, next: page.next })
}
