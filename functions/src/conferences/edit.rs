use super::{
    OfConference, Scheduled, kept_up,
    named::{Named, holder},
    with_clashes,
};
use shared::{
    domain::{ActivityKind, Caller, Conference, ConferenceFields, Result, Signals},
    http::{Found, IfMatch, MergePatch, Path},
    permission::Action,
    table::{Changes, Edit, Table, keys, version_is},
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
    let signals: Signals = proof.record(1)?.unwrap_or_default();
    let mut fields = patch.apply(&before.fields)?;
    let version = if_match.or(before.stamp.version)?;
    named.check(&caller, &proof.owner, proof.also.split_off(2))?;
    fields.coach_id = Some(holder(&fields, &caller, proof.relation)?);
    let after = before.edited(fields, &caller)?;

    let mut activity = caller.activity_on(ActivityKind::ConferenceChanged, owner, after.id);
    activity.fields = patch.fields().map(str::to_owned).collect();
    let changes =
        Changes::by(&caller, proof.ground, owner, activity)?.edit(path.key(), Edit::between(&before, &after)?, vec![version_is(version)]);
    table.commit(kept_up(changes, &caller, owner, Some(&before), &after, &signals)?).await?;
    let is_elsewhere = after.is_scheduled() && (!before.is_scheduled() || after.when_and_who() != before.when_and_who());
    let scheduled =
        if is_elsewhere { with_clashes(&table, owner, after).await? } else { Scheduled { conference: after, clashes: Vec::new() } };
    Ok(Found(scheduled))
}
