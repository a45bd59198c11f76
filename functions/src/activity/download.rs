//! Downloads a period of the activity log as CSV, newest first.

use super::entries::{ActivityLine, Period, page_of_log};
use crate::sheet::{Column, sheet_of_at_most, text};
use shared::{
    domain::{Caller, Person, Result},
    http::{Csv, File, Query},
    table::Table,
};

/// The most entries of a file. Every 32 of them take a read and a proof.
const MAX_ENTRIES: usize = 1_000;

const COLUMNS: [Column<ActivityLine>; 16] = [
    ("at", |line| line.activity.at.to_string()),
    ("by", |line| line.activity.by.name.clone()),
    ("by_id", |line| text(line.activity.by.id)),
    ("kind", |line| line.activity.kind.name()),
    ("user", |line| name(line.user.as_ref())),
    ("user_id", |line| id(line.user.as_ref())),
    ("coach", |line| name(line.coach.as_ref())),
    ("coach_id", |line| id(line.coach.as_ref())),
    ("to_coach", |line| name(line.to_coach.as_ref())),
    ("to_coach_id", |line| id(line.to_coach.as_ref())),
    ("record_id", |line| text(line.activity.record_id.as_ref())),
    ("fields", |line| line.activity.changed.fields().join(" ")),
    ("values", |line| line.activity.changed.lines().join("; ")),
    ("request_id", |line| line.activity.request_id.clone()),
    ("address", |line| line.activity.address.clone()),
    ("id", |line| line.activity.id.to_string()),
];

pub async fn handle(
    caller: Caller,
    table: Table,
    Query(period): Query<Period>,
) -> Result<File<Csv>> {
    let moments = period.moments(&caller)?;
    let mut entries = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let page = page_of_log(&caller, &table, moments, usize::MAX, after.as_deref()).await?;
        entries.extend(page.items);
        after = page.next;
        if after.is_none() || entries.len() >= MAX_ENTRIES {
            break;
        }
    }
    let next = "Choose a shorter period to have all.";
    let content = sheet_of_at_most(MAX_ENTRIES, &COLUMNS, &entries, after.is_some(), next);
    Ok(File::new(format!("activity-{}.csv", caller.today), content))
}

fn name(person: Option<&Person>) -> String {
    text(person.map(|person| &person.name))
}

fn id(person: Option<&Person>) -> String {
    text(person.map(|person| person.id))
}
