//! Downloads an audit's findings as CSV, the most severe first.

use super::OfAudit;
use crate::sheet::{Column, sheet_of_at_most, text};
use shared::{
    domain::{Caller, Finding, Result},
    http::{Csv, File, Path},
    permission::Action,
    table::{Order, Table, keys},
};

/// The most findings of a file, as a response of Lambda's has at most 6 MB.
const MAX_FINDINGS: usize = 10_000;

const COLUMNS: [Column<Finding>; 10] = [
    ("severity", |finding| {
        format!("{:?}", finding.severity).to_lowercase()
    }),
    ("kind", |finding| {
        let kind = finding.id.split('.').next();
        kind.unwrap_or_default().to_owned()
    }),
    ("person", |finding| finding.person.name.clone()),
    ("person_id", |finding| finding.person.id.to_string()),
    ("coach", |finding| {
        text(finding.coach.as_ref().map(|coach| &coach.name))
    }),
    ("coach_id", |finding| {
        text(finding.coach.as_ref().map(|coach| coach.id))
    }),
    ("what", |finding| finding.what.clone()),
    ("new", |finding| finding.is_new.to_string()),
    ("remedied_at", |finding| text(finding.remedied_at)),
    ("finding", |finding| finding.id.clone()),
];

/// Returns the file. It has a limited number of rows; a last line notes when there are more findings.
pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfAudit>) -> Result<File<Csv>> {
    let range = keys::findings(&path.audit_id, None);
    let mut findings = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let found = table
            .list(&range, Order::Ascending, 1000, after.as_deref())
            .await?;
        let action = Action::ManageAssignments;
        let (page, _, ()) = found
            .prove(&table, &caller, caller.user_id, action, |_| {
                keys::audit(&path.audit_id).present()
            })
            .await?;
        findings.extend(page.items);
        after = page.next;
        if after.is_none() || findings.len() >= MAX_FINDINGS {
            break;
        }
    }
    let next = "The portal lists all.";
    let content = sheet_of_at_most(MAX_FINDINGS, &COLUMNS, &findings, after.is_some(), next);
    Ok(File::new(format!("audit-{}.csv", path.audit_id), content))
}
