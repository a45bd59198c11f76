use super::{
    ActivityLine,
    list::{Period, page},
};
use shared::{
    domain::{Caller, Person, Result},
    http::{Csv, File, Query, csv},
    table::Table,
};

/// The most lines of the file: each 32 of them are read with a proof of their own. A shorter period has all.
const MOST: usize = 1_000;

/// A period of the log as a file for a spreadsheet, newest first.
pub async fn handle(caller: Caller, table: Table, Query(period): Query<Period>) -> Result<File<Csv>> {
    let moments = period.moments(&caller)?;
    let mut entries = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let found = page(&caller, &table, moments, usize::MAX, after.as_deref()).await?;
        entries.extend(found.items);
        after = found.next;
        if after.is_none() || entries.len() >= MOST {
            break;
        }
    }
    let header = ["at", "by", "by_id", "kind", "user", "user_id", "coach", "coach_id", "to_coach", "to_coach_id", "record_id", "fields"];
    let more = ["request_id", "address", "id"];
    let header = header.into_iter().chain(more).map(str::to_owned).collect();
    let lines = entries.iter().take(MOST).map(line);
    Ok(File::new(format!("activity-{}.csv", caller.today), csv(std::iter::once(header).chain(lines))))
}

fn line(line: &ActivityLine) -> Vec<String> {
    let entry = &line.activity;
    let by = [entry.at.to_string(), entry.by.name.clone(), entry.by.id.map(|id| id.to_string()).unwrap_or_default()];
    let people = [&line.user, &line.coach, &line.to_coach].into_iter().flat_map(|person| named(person.as_ref()));
    let what = [entry.record_id.clone().unwrap_or_default(), entry.fields.join(" "), entry.request_id.clone(), entry.address.clone()];
    let kind = [entry.kind.name()];
    by.into_iter().chain(kind).chain(people).chain(what).chain([entry.id.to_string()]).collect()
}

fn named(person: Option<&Person>) -> [String; 2] {
    person.map(|person| [person.name.clone(), person.id.to_string()]).unwrap_or_default()
}
