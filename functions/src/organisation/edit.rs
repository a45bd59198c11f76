//! Edits the organization's settings.

use crate::editing::{ItemEdit, nothing_more};
use shared::{
    domain::{ActivityKind, Caller, Organisation, Result, Settings},
    http::{Found, IfMatch, MergePatch},
    permission::Action,
    table::{Table, keys},
};

pub async fn handle(
    caller: Caller,
    table: Table,
    if_match: IfMatch,
    patch: MergePatch<Settings>,
) -> Result<Found<Organisation>> {
    let key = keys::organisation();
    let (proof, before) = table
        .prove(&caller, caller.user_id, Action::EditOrganisation, &key)
        .await?;
    let settings = patch.apply(&before.settings)?.tidied();
    let version = if_match.or(before.version)?;
    let after = Organisation {
        settings,
        version: before.version + 1,
        updated_at: caller.now,
        ..before.clone()
    };
    let entry = caller
        .activity(ActivityKind::OrganisationChanged)
        .of_edit(&before.settings, &after.settings)?;
    let edit = ItemEdit {
        key,
        before,
        after,
        version,
        entry,
    };
    edit.commit(&table, &caller, proof.ground, nothing_more)
        .await
        .map(Found)
}
