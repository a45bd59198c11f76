use super::OfReview;
use ring::digest::{SHA256, digest};
use serde::Serialize;
use shared::{
    domain::{Caller, Error, Moment, Result, Review, ReviewId, ReviewItem, ReviewState},
    http::{File, Path, Zip, csv},
    permission::Action,
    table::{Order, Page, Table, keys},
};
use std::io::{Cursor, Write};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// What an auditor asks for: the scope, each assignment as it was at the launch, who decided what and
/// when, what was done and how it stands after it; as tables and as JSON, with a list of their hashes.
pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfReview>) -> Result<File<Zip>> {
    let mut items = Vec::new();
    let mut after: Option<String> = None;
    let review = loop {
        let range = keys::review_items(&path.review_id);
        let found = table.list::<ReviewItem>(&range, Order::Ascending, 1000, after.as_deref()).await?;
        let review = |_: &Page<ReviewItem>| vec![keys::review(&path.review_id)];
        let (page, mut proof) = found.prove(&table, &caller, caller.user_id, Action::ManageAssignments, review).await?;
        let review: Review = proof.existing(0)?;
        if review.state != ReviewState::Closed {
            return Err(Error::ReviewNotClosed);
        }
        items.extend(page.items);
        after = page.next;
        if after.is_none() {
            break review;
        }
    };
    let content = package(&review, &items, caller.now).map_err(|e| Error::Internal(format!("package: {e}")))?;
    Ok(File::new(format!("review-{}.zip", review.id), content))
}

/// The list of the files in a package.
#[derive(Serialize)]
struct Manifest<'a> {
    review_id: ReviewId,
    made_at: Moment,
    files: &'a [Listed],
}

#[derive(Serialize)]
struct Listed {
    name: &'static str,
    bytes: usize,
    sha256: String,
}

fn package(review: &Review, items: &[ReviewItem], now: Moment) -> std::io::Result<Vec<u8>> {
    let table = csv(std::iter::once(HEADER.map(str::to_owned).to_vec()).chain(items.iter().map(line)));
    let files: [(&'static str, Vec<u8>); 3] = [
        ("review.json", serde_json::to_vec_pretty(review)?),
        ("items.csv", table.into_bytes()),
        ("items.json", serde_json::to_vec(items)?),
    ];
    let hash = |content: &[u8]| digest(&SHA256, content).as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let listed: Vec<Listed> = files.iter().map(|(name, content)| Listed { name, bytes: content.len(), sha256: hash(content) }).collect();
    let manifest = serde_json::to_vec_pretty(&Manifest { review_id: review.id, made_at: now, files: &listed })?;
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in files.iter().chain([&("manifest.json", manifest)]) {
        zip.start_file(*name, options)?;
        zip.write_all(content)?;
    }
    Ok(zip.finish()?.into_inner())
}

const HEADER: [&str; 26] = [
    "coachee",
    "coachee_id",
    "coach",
    "coach_id",
    "site",
    "kind",
    "starts_on",
    "ends_on",
    "since",
    "last_contact_on",
    "coach_inactive",
    "coachee_inactive",
    "no_coach_status",
    "over_capacity",
    "past_end",
    "different_sites",
    "reviewer",
    "reviewer_id",
    "decision",
    "to_coach",
    "justification",
    "decided_by",
    "decided_at",
    "done",
    "done_by_silence",
    "why_not_done",
];

fn line(item: &ReviewItem) -> Vec<String> {
    let (assignment, signals) = (&item.assignment, &item.signals);
    let (decision, outcome, reviewer) = (item.decision.as_ref(), item.outcome.as_ref(), item.reviewer.as_ref());
    let to_coach = decision.and_then(|decision| decision.to_coach.as_ref());
    vec![
        item.coachee.name.clone(),
        item.coachee.id.to_string(),
        item.coach.name.clone(),
        item.coach.id.to_string(),
        item.site.clone().unwrap_or_default(),
        name(assignment.kind),
        assignment.starts_on.to_string(),
        text(assignment.ends_on),
        assignment.since.to_string(),
        text(signals.last_contact_on),
        signals.coach_inactive.to_string(),
        signals.coachee_inactive.to_string(),
        signals.no_coach_status.to_string(),
        signals.over_capacity.to_string(),
        signals.past_end.to_string(),
        signals.different_sites.to_string(),
        text(reviewer.map(|reviewer| &reviewer.name)),
        text(reviewer.map(|reviewer| reviewer.id)),
        decision.map(|decision| name(decision.choice)).unwrap_or_default(),
        text(to_coach.map(|coach| &coach.name)),
        text(decision.and_then(|decision| decision.justification.as_ref())),
        text(decision.map(|decision| &decision.by.name)),
        text(decision.map(|decision| decision.at)),
        outcome.map(|outcome| name(outcome.done)).unwrap_or_default(),
        text(outcome.map(|outcome| outcome.by_silence)),
        text(outcome.and_then(|outcome| outcome.why.as_ref())),
    ]
}

fn text(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// A choice as the API spells it.
fn name(choice: impl Serialize) -> String {
    serde_json::to_value(choice).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}
