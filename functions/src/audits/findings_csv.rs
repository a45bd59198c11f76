use super::OfAudit;
use shared::{
    domain::{Audit, Caller, Finding, Result},
    http::{Csv, File, Path, csv},
    permission::Action,
    table::{Order, Page, Table, keys},
};

/// The most lines of the file: a response is at most 6 MB.
const MOST: usize = 10_000;

/// All findings as a file for a spreadsheet, the gravest first.
pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfAudit>) -> Result<File<Csv>> {
    let mut findings = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let found = table.list::<Finding>(&keys::findings(&path.audit_id, None), Order::Ascending, 1000, after.as_deref()).await?;
        let run = |_: &Page<Finding>| vec![keys::audit(&path.audit_id)];
        let (page, mut proof) = found.prove(&table, &caller, caller.user_id, Action::ManageAssignments, run).await?;
        proof.existing::<Audit>(0)?;
        findings.extend(page.items);
        after = page.next;
        if after.is_none() || findings.len() >= MOST {
            break;
        }
    }
    let header =
        ["severity", "kind", "person", "person_id", "coach", "coach_id", "what", "new", "remedied_at", "finding"].map(str::to_owned);
    let lines = findings.iter().take(MOST).map(|finding| line(finding).to_vec());
    Ok(File::new(format!("audit-{}.csv", path.audit_id), csv(std::iter::once(header.to_vec()).chain(lines))))
}

fn line(finding: &Finding) -> [String; 10] {
    let coach = finding.coach.as_ref();
    [
        format!("{:?}", finding.severity).to_lowercase(),
        finding.id.split('.').next().unwrap_or_default().to_owned(),
        finding.person.name.clone(),
        finding.person.id.to_string(),
        coach.map(|coach| coach.name.clone()).unwrap_or_default(),
        coach.map(|coach| coach.id.to_string()).unwrap_or_default(),
        finding.what.clone(),
        finding.is_new.to_string(),
        finding.remedied_at.map(|at| at.to_string()).unwrap_or_default(),
        finding.id.clone(),
    ]
}
