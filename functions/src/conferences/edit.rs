use super::{
    Known, OfConference, Scheduled, kept_up,
    named::{Named, holder},
    with_clashes,
};
use shared::{
    domain::{ActivityKind, Caller, Conference, ConferenceFields, Day, Result, TimelineEntry, UserId},
    http::{Found, IfMatch, MergePatch, Path},
    permission::Action,
    table::{Changes, Edit, Order, Table, keys, version_is},
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfConference>,
    if_match: IfMatch,
    patch: MergePatch<ConferenceFields>,
) -> Result<Found<Scheduled>> {
    let owner = path.user_id;
    let named = Named::anew(path, &patch);
    let also: Vec<_> = [path.key(), keys::signals(&owner)].into_iter().chain(named.keys()).collect();
    let mut proof = table.prove(&caller, owner, Action::EditConferences, &also).await?;
    let before: Conference = proof.existing(0)?;
    let mut known = Known { signals: proof.record(1)?.unwrap_or_default(), others: None };
    let mut fields = patch.apply(&before.fields)?;
    let version = if_match.or(before.stamp.version)?;
    named.check(&caller, &proof.owner, proof.also.split_off(2))?;
    fields.coach_id = Some(holder(&fields, &caller, proof.relation)?);
    let after = before.edited(fields, &caller)?;

    if before.is_held() && (!after.is_held() || after.when_and_who() != before.when_and_who()) {
        known.others = Some(others(&table, owner, &before, caller.today).await?);
    }

    let mut activity = caller.activity_on(ActivityKind::ConferenceChanged, owner, after.id);
    activity.fields = patch.field_names();
    let changes =
        Changes::by(&caller, proof.ground, owner, activity)?.edit(path.key(), Edit::between(&before, &after)?, vec![version_is(version)]);
    table.commit(kept_up(changes, &caller, owner, Some(&before), &after, &known)?).await?;
    let is_elsewhere = after.is_scheduled() && (!before.is_scheduled() || after.when_and_who() != before.when_and_who());
    let scheduled = if is_elsewhere { with_clashes(&table, owner, after).await? } else { Scheduled::unlooked(after) };
    Ok(Found(scheduled))
}

/// What else was done with the owner, newest first: as much as a page holds, which is years.
async fn others(table: &Table, owner: UserId, conference: &Conference, today: Day) -> Result<Vec<TimelineEntry>> {
    let all = keys::timelines(&owner, Day::new(1900, 1, 1), today);
    let page = table.list::<TimelineEntry>(&all, Order::Descending, 1000, None).await?.to_change();
    Ok(page.items.into_iter().filter(|entry| !entry.is_of_conference(conference.id)).collect())
}
