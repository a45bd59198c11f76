//! Downloads a closed review's evidence package for auditors, as a ZIP file.

use super::OfReview;
use crate::sheet::{Column, sheet, text};
use ring::digest::{SHA256, digest};
use serde::Serialize;
use shared::{
    domain::{
        Caller, Decision, Error, Moment, Result, Review, ReviewId, ReviewItem, ReviewOutcome,
        ReviewState,
    },
    http::{File, Path, Zip},
    permission::Action,
    table::{Order, Table, keys},
};
use std::io::{Cursor, Write};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// Returns the package: the review, and each assignment as it was at the launch, with its decision and its
/// outcome, as JSON and as CSV. `manifest.json` has the SHA-256 of each file.
pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfReview>) -> Result<File<Zip>> {
    let mut items = Vec::new();
    let mut after: Option<String> = None;
    let review = loop {
        let range = keys::review_items(&path.review_id);
        let found = table
            .list(&range, Order::Ascending, 1000, after.as_deref())
            .await?;
        let action = Action::ManageAssignments;
        let (page, _, review) = found
            .prove(&table, &caller, caller.user_id, action, |_| {
                keys::review(&path.review_id)
            })
            .await?;
        if review.state != ReviewState::Closed {
            return Err(Error::ReviewNotClosed);
        }
        items.extend(page.items);
        after = page.next;
        if after.is_none() {
            break review;
        }
    };
    let content = package(&review, &items, caller.now)
        .map_err(|e| Error::Internal(format!("package: {e}")))?;
    Ok(File::new(format!("review-{}.zip", review.id), content))
}

/// The list of the files in a package, for `manifest.json`.
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
    let files: [(&'static str, Vec<u8>); 3] = [
        ("review.json", serde_json::to_vec_pretty(review)?),
        ("items.csv", sheet(&COLUMNS, items).into_bytes()),
        ("items.json", serde_json::to_vec(items)?),
    ];
    let hash = |content: &[u8]| {
        digest(&SHA256, content)
            .as_ref()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    };
    let listed: Vec<Listed> = files
        .iter()
        .map(|(name, content)| Listed {
            name,
            bytes: content.len(),
            sha256: hash(content),
        })
        .collect();
    let manifest = serde_json::to_vec_pretty(&Manifest {
        review_id: review.id,
        made_at: now,
        files: &listed,
    })?;
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in files.iter().chain([&("manifest.json", manifest)]) {
        zip.start_file(*name, options)?;
        zip.write_all(content)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// The columns of `items.csv`.
const COLUMNS: [Column<ReviewItem>; 26] = [
    ("coachee", |item| item.coachee.name.clone()),
    ("coachee_id", |item| item.coachee.id.to_string()),
    ("coach", |item| item.coach.name.clone()),
    ("coach_id", |item| item.coach.id.to_string()),
    ("site", |item| text(item.site.as_ref())),
    ("kind", |item| name(item.assignment.kind)),
    ("starts_on", |item| item.assignment.starts_on.to_string()),
    ("ends_on", |item| text(item.assignment.ends_on)),
    ("since", |item| item.assignment.since.to_string()),
    ("last_contact_on", |item| text(item.signals.last_contact_on)),
    ("coach_inactive", |item| {
        item.signals.coach_inactive.to_string()
    }),
    ("coachee_inactive", |item| {
        item.signals.coachee_inactive.to_string()
    }),
    ("no_coach_status", |item| {
        item.signals.no_coach_status.to_string()
    }),
    ("over_capacity", |item| {
        item.signals.over_capacity.to_string()
    }),
    ("past_end", |item| item.signals.past_end.to_string()),
    ("different_sites", |item| {
        item.signals.different_sites.to_string()
    }),
    ("reviewer", |item| {
        text(item.reviewer.as_ref().map(|reviewer| &reviewer.name))
    }),
    ("reviewer_id", |item| {
        text(item.reviewer.as_ref().map(|reviewer| reviewer.id))
    }),
    ("decision", |item| {
        of_decision(item, |decision| Some(name(decision.choice)))
    }),
    ("to_coach", |item| {
        of_decision(item, |decision| Some(&decision.to_coach.as_ref()?.name))
    }),
    ("justification", |item| {
        of_decision(item, |decision| decision.justification.as_ref())
    }),
    ("decided_by", |item| {
        of_decision(item, |decision| Some(&decision.by.name))
    }),
    ("decided_at", |item| {
        of_decision(item, |decision| Some(decision.at))
    }),
    ("done", |item| {
        of_outcome(item, |outcome| Some(name(outcome.done)))
    }),
    ("done_by_silence", |item| {
        of_outcome(item, |outcome| Some(outcome.by_silence))
    }),
    ("why_not_done", |item| {
        of_outcome(item, |outcome| outcome.why.as_ref())
    }),
];

/// A value of the item's decision; empty when there is none.
fn of_decision<'a, T: ToString>(
    item: &'a ReviewItem,
    value: impl FnOnce(&'a Decision) -> Option<T>,
) -> String {
    text(item.decision.as_ref().and_then(value))
}

/// A value of the item's outcome; empty when there is none.
fn of_outcome<'a, T: ToString>(
    item: &'a ReviewItem,
    value: impl FnOnce(&'a ReviewOutcome) -> Option<T>,
) -> String {
    text(item.outcome.as_ref().and_then(value))
}

/// A variant as the API names it.
fn name(variant: impl Serialize) -> String {
    serde_json::to_value(variant)
        .ok()
        .and_then(|name| name.as_str().map(str::to_owned))
        .unwrap_or_default()
}
