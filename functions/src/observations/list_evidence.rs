//! Lists an observation's evidence by the time it was observed. Lines are stored by id, which stays the
//! same when a time is corrected, so all of them are read (at most `MAX_EVIDENCE`) and sorted here.

use super::OfObservation;
use shared::{
    domain::{Caller, Error, EvidenceId, EvidenceLine, Moment, Result},
    http::{Listed, Paging, Path},
    permission::Action,
    table::{Page, Table, keys},
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfObservation>,
    paging: Paging,
) -> Result<Listed<EvidenceLine>> {
    let after = paging.after.as_deref().map(parse_cursor).transpose()?;
    let found = table
        .all(&keys::parts::<EvidenceLine>(
            &path.user_id,
            path.observation_id,
        ))
        .await?;
    let action = Action::ReadObservations;
    let (mut lines, _, observation) = found
        .prove(&table, &caller, path.user_id, action, |_| path.key())
        .await?;
    let observation = observation.seen_by(caller.user_id)?;
    lines
        .iter_mut()
        .for_each(|line| line.keep_tags_of(&observation));
    paging.answer(page(lines, paging.limit, after))
}

/// The page after this place in the order of the times.
fn page(
    mut lines: Vec<EvidenceLine>,
    limit: usize,
    after: Option<(Moment, EvidenceId)>,
) -> Page<EvidenceLine> {
    lines.retain(|line| after.is_none_or(|after| line.order() > after));
    lines.sort_by_key(EvidenceLine::order);
    let is_last = lines.len() <= limit;
    lines.truncate(limit);
    let last = lines.last().filter(|_| !is_last);
    let next = last.map(|line| format!("{}#{}", line.fields.at.millisecond(), line.id));
    Page { items: lines, next }
}

fn parse_cursor(cursor: &str) -> Result<(Moment, EvidenceId)> {
    let place = cursor
        .split_once('#')
        .and_then(|(at, id)| Some((Moment::from_millisecond(at.parse().ok()?), id.parse().ok()?)));
    place.ok_or(Error::InvalidCursor)
}
