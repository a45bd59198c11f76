use super::OfAudit;
use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{Audit, Caller, Finding, FindingKind, Result, Severity},
    http::{Listed, Paging, Path, Query},
    permission::Action,
    table::{Order, Page, Table, keys},
};

/// Which findings.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Filter {
    /// Only findings as grave as this.
    severity: Option<Severity>,
    /// Only findings of this kind.
    kind: Option<FindingKind>,
    /// Whether the run before did not find it.
    is_new: Option<bool>,
}

/// The gravest first. A page may be shorter than `limit` and still not be the last.
pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfAudit>,
    Query(filter): Query<Filter>,
    paging: Paging,
) -> Result<Listed<Finding>> {
    let severity = filter.severity.or(filter.kind.map(FindingKind::severity));
    let range = keys::findings(&path.audit_id, severity);
    let found = table.list::<Finding>(&range, Order::Ascending, paging.limit, paging.after.as_deref()).await?;
    let run = |_: &Page<Finding>| vec![keys::audit(&path.audit_id)];
    let (mut page, mut proof) = found.prove(&table, &caller, caller.user_id, Action::ManageAssignments, run).await?;
    proof.existing::<Audit>(0)?;
    page.items
        .retain(|finding| filter.kind.is_none_or(|kind| finding.kind == kind) && filter.is_new.is_none_or(|new| finding.is_new == new));
    paging.answer(page)
}
