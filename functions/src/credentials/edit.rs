use super::{OfCredential, Shown};
use shared::{
    domain::{ActivityKind, Caller, Credential, CredentialFields, Result},
    http::{Found, IfMatch, MergePatch, Path},
    permission::Action,
    table::{Changes, Edit, Table, keys, version_is},
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfCredential>,
    if_match: IfMatch,
    patch: MergePatch<CredentialFields>,
) -> Result<Found<Shown>> {
    let (owner, key) = (path.user_id, keys::record::<Credential>(&path.user_id, path.credential_id));
    let mut proof = table.prove(&caller, owner, Action::EditCredentials, std::slice::from_ref(&key)).await?;
    let before: Credential = proof.existing(0)?;
    let after = before.edited(patch.apply(&before.fields)?, &caller)?;
    let version = if_match.or(before.stamp.version)?;
    let mut activity = caller.activity_on(ActivityKind::CredentialChanged, owner, after.id);
    activity.fields = patch.field_names();
    let edit = Edit::between(&before, &after)?;
    table.commit(Changes::by(&caller, proof.ground, owner, activity)?.edit(key, edit, vec![version_is(version)])).await?;
    Ok(Found(Shown::on(caller.today, after)))
}
