//! Helper: the operations on kinds of records that are only created, edited and deleted, such as
//! learning records and credentials. Other kinds also keep signals or calendars up to date.

use crate::{
    editing::{ItemEdit, nothing_more},
    records::{exists, id_taken},
};
use garde::Validate;
use serde::de::DeserializeOwned;
use shared::{
    domain::{ActivityKind, Caller, Fields, Record, Result, UserId},
    http::{Created, IfMatch, MergePatch, NoContent, Once},
    permission::Action,
    table::{Changes, Table, keys},
};

/// A kind of record without anything beside it.
pub(crate) trait SimpleRecord: Record + Clone {
    type Fields: Fields + DeserializeOwned + Validate<Context = ()>;
    /// The right to create, edit and delete one.
    const EDIT: Action;
    const CREATED: ActivityKind;
    const EDITED: ActivityKind;
    const DELETED: ActivityKind;
    /// The part of its path after its owner's.
    const PATH: &'static str;

    fn new(fields: Self::Fields, caller: &Caller) -> Result<Self>;
    fn edited(&self, fields: Self::Fields, caller: &Caller) -> Result<Self>;
    fn fields(&self) -> &Self::Fields;
}

/// Creates a record of this owner.
pub(crate) async fn create<R: SimpleRecord>(
    caller: &Caller,
    table: &Table,
    owner: UserId,
    once: Once<R::Fields>,
) -> Result<Created<R>> {
    let record = R::new(once.body, caller)?;
    let build = |ground| {
        let entry = caller.activity_on(R::CREATED, owner, record.id());
        let key = keys::record::<R>(&owner, record.id());
        let changes =
            Changes::by(caller, ground, owner, entry)?.create(key, &record, id_taken())?;
        Ok((changes, record.clone()))
    };
    let record = table
        .commit_for(caller, owner, R::EDIT, once.key.as_ref(), build)
        .await?;
    Ok(Created {
        location: format!("/users/{owner}/{}/{}", R::PATH, record.id()),
        resource: record,
    })
}

/// Edits a record, and returns it as it is then.
pub(crate) async fn edit<R: SimpleRecord>(
    caller: &Caller,
    table: &Table,
    (owner, id): (UserId, R::Id),
    if_match: &IfMatch,
    patch: &MergePatch<R::Fields>,
) -> Result<R> {
    let key = keys::record::<R>(&owner, id);
    let (proof, before) = table.prove(caller, owner, R::EDIT, &key).await?;
    let after = before.edited(patch.apply(before.fields())?, caller)?;
    let version = if_match.or(before.stamp().version)?;
    let entry = caller
        .activity_on(R::EDITED, owner, id)
        .of_edit(before.fields(), after.fields())?;
    let edit = ItemEdit {
        key,
        before,
        after,
        version,
        entry,
    };
    edit.commit(table, caller, proof.ground, nothing_more).await
}

/// Deletes a record.
pub(crate) async fn delete<R: SimpleRecord>(
    caller: &Caller,
    table: &Table,
    (owner, id): (UserId, R::Id),
    if_match: &IfMatch,
) -> Result<NoContent> {
    let build = |ground| {
        let entry = caller.activity_on(R::DELETED, owner, id);
        let key = keys::record::<R>(&owner, id);
        let changes = Changes::by(caller, ground, owner, entry)?.delete(key, exists(if_match));
        Ok((changes, ()))
    };
    table
        .commit_for(caller, owner, R::EDIT, None, build)
        .await?;
    Ok(NoContent)
}
