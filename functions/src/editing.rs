//! Helper: committing the edit of one item, the same for every operation that edits.

use serde::Serialize;
use shared::{
    domain::{Activity, Caller, Result},
    permission::Ground,
    table::{Changes, Edit, Key, Table, version_is},
};

/// An edit of one item, as an operation has worked it out.
pub(crate) struct ItemEdit<T> {
    pub key: Key<T>,
    pub before: T,
    pub after: T,
    /// The version that the caller edits. The edit is refused when another one is stored.
    pub version: u64,
    /// The entry for the activity log; none when no field changed.
    pub entry: Option<Activity>,
}

impl<T: Serialize> ItemEdit<T> {
    /// Commits the edit together with what `more` adds to the change, and returns the item as stored.
    /// When no field changed, nothing is written, and the item keeps its version.
    ///
    /// The caller's right is a condition: to the records of the user that the entry names, or for an
    /// item of the organization to the caller's own.
    pub async fn commit(
        mut self,
        table: &Table,
        caller: &Caller,
        ground: Ground,
        more: impl FnOnce(Changes, &Self) -> Result<Changes>,
    ) -> Result<T> {
        let Some(entry) = self.entry.take() else {
            return Ok(self.before);
        };
        let owner = entry.user_id.unwrap_or(caller.user_id);
        let changes = Changes::by(caller, ground, owner, entry)?.edit(
            self.key.clone(),
            Edit::between_texts(&self.before, &self.after)?,
            vec![version_is(self.version)],
        );
        table.commit(more(changes, &self)?).await?;
        Ok(self.after)
    }
}

/// For [`ItemEdit::commit`], when an edit changes nothing beside its item.
pub(crate) fn nothing_more<T>(changes: Changes, _: &ItemEdit<T>) -> Result<Changes> {
    Ok(changes)
}
