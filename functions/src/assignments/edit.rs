use super::{
    OfPair,
    change::{activity, put_on_other_terms},
};
use shared::{
    domain::{ActivityKind, Assignment, Caller, Error, Result, Terms},
    http::{Found, IfMatch, MergePatch, Path},
    permission::Action,
    table::{Changes, Table, keys},
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfPair>,
    if_match: IfMatch,
    patch: MergePatch<Terms>,
) -> Result<Found<Assignment>> {
    let pair = path.connected()?;
    let also = [keys::coach_of(&pair.coachee, &pair.coach), keys::profile(&pair.coach)];
    let mut proof = table.prove(&caller, pair.coachee, Action::ManageAssignments, &also).await?;
    proof.also.get(1).and_then(Option::as_ref).ok_or(Error::NotFound)?;
    let before: Assignment = proof.record(0)?.ok_or(Error::NotConnected)?;
    let after = before.on_terms(&patch.apply(&before.terms())?)?;
    let version = if_match.or(before.version)?;

    let mut activity = activity(&caller, ActivityKind::AssignmentChanged, pair);
    activity.fields = patch.field_names();
    let changes = Changes::by(&caller, proof.ground, pair.coachee, activity)?;
    table.commit(put_on_other_terms(changes, &caller, &after, version)?).await?;
    Ok(Found(after))
}
