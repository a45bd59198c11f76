use shared::{
    domain::{ActivityKind, Caller, Error, Organisation, Result, Settings},
    http::{Found, IfMatch, MergePatch},
    permission::Action,
    table::{Changes, Edit, Table, keys, version_is},
};

pub async fn handle(caller: Caller, table: Table, if_match: IfMatch, patch: MergePatch<Settings>) -> Result<Found<Organisation>> {
    let mut proof = table.prove(&caller, caller.user_id, Action::EditOrganisation, &[keys::organisation()]).await?;
    let before: Organisation = proof.record(0)?.ok_or(Error::NotFound)?;
    let settings = patch.apply(&before.settings)?.tidied();
    let version = if_match.or(before.version)?;
    let after = Organisation { settings, version: before.version + 1, updated_at: caller.now, ..before.clone() };
    let mut activity = caller.activity(ActivityKind::OrganisationChanged);
    activity.fields = patch.field_names();
    let edit = Edit::between(&before, &after)?;
    let changes = Changes::by(&caller, proof.ground, caller.user_id, activity)?.edit(keys::organisation(), edit, vec![version_is(version)]);
    table.commit(changes).await?;
    Ok(Found(after))
}
