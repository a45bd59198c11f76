//! Helper: the latest scores in a person's signals, which are those of the newest shared observation that has
//! scores.

use crate::records::timeline_changed;
use shared::{
    domain::{
        Day, LatestScores, Observation, ObservationId, Result, Signals, TimelineEntry, UserId,
    },
    table::{Edit, Order, Rule, Table, keys},
};

/// The edit of the owner's signals for an observation that is shared or revised, and the rule that nothing else
/// changes the timeline at the same time. `after` is the observation as it will be.
pub(super) async fn latest(
    table: &Table,
    owner: UserId,
    signals: &Signals,
    after: &Observation,
) -> Result<(Edit, Vec<Rule>)> {
    let stored = signals.latest.as_ref();
    let is_this = stored.is_some_and(|latest| latest.observation_id == after.id);
    let latest = match LatestScores::of(after) {
        None if is_this => newest_except(table, owner, after.id).await?,
        Some(scores) if is_this || stored.is_none_or(|latest| latest.when() < scores.when()) => {
            Some(scores)
        }
        _ => stored.cloned(),
    };
    let edit = match &latest {
        _ if latest.as_ref() == stored => Edit::default(),
        Some(scores) => Edit::put("latest", scores)?,
        None => Edit::remove("latest"),
    };
    let (changed, unchanged) = timeline_changed(signals);
    Ok((edit.and(changed), vec![unchanged]))
}

/// How many days before an earlier observation a later one may be filed, when the organization's time zone
/// was changed in between.
const DAYS_BETWEEN_ZONES: i64 = 2;

/// The scores of the newest shared observation that has scores, except this one.
async fn newest_except(
    table: &Table,
    owner: UserId,
    this: ObservationId,
) -> Result<Option<LatestScores>> {
    let all = keys::timelines(&owner, Day::FIRST, Day::LAST);
    let (mut after, mut newest, mut ids) = (None, None, Vec::new());
    'pages: loop {
        let page = table
            .list(&all, Order::Descending, 1000, after.as_deref())
            .await?
            .to_change();
        for (day, id) in page
            .items
            .iter()
            .filter_map(TimelineEntry::scored)
            .filter(|(_, id)| *id != this)
        {
            if newest.get_or_insert(day).days_since(day) > DAYS_BETWEEN_ZONES {
                break 'pages;
            }
            ids.push(id);
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let mut scores = Vec::new();
    for id in ids {
        let observation = table
            .find(&keys::record::<Observation>(&owner, id))
            .await?
            .to_change();
        scores.extend(observation.as_ref().and_then(LatestScores::of));
    }
    Ok(scores.into_iter().max_by_key(LatestScores::when))
}
