//! Lists an audit's findings, the most severe first.

use super::OfAudit;
use crate::records::list_below;
use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{Caller, Finding, FindingKind, Result, Severity},
    http::{Listed, Paging, Path, Query},
    permission::Action,
    table::{Order, Table, keys},
};

/// Which findings to list.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Filter {
    /// Only findings of this severity.
    severity: Option<Severity>,
    /// Only findings of this kind.
    kind: Option<FindingKind>,
    /// Only findings that are new since the previous audit, or only those that aren't.
    is_new: Option<bool>,
}

/// Returns a page of findings. With a filter it may be shorter than `limit` and still not be the last.
pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfAudit>,
    Query(filter): Query<Filter>,
    paging: Paging,
) -> Result<Listed<Finding>> {
    let severity = filter.severity.or(filter.kind.map(FindingKind::severity));
    let range = keys::findings(&path.audit_id, severity);
    let audit = keys::audit(&path.audit_id);
    let right = (caller.user_id, Action::ManageAssignments);
    let within = (&audit, &range);
    let mut page = list_below(&caller, &table, right, within, Order::Ascending, &paging).await?;
    page.items.retain(|finding| {
        filter.kind.is_none_or(|kind| finding.kind == kind)
            && filter.is_new.is_none_or(|new| finding.is_new == new)
    });
    paging.answer(page)
}
