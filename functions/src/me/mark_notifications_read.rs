//! Marks the caller's notifications as read. Those that are read already or don't exist are ignored, so a
//! request can be repeated.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use shared::{
    domain::{ActivityId, Caller, Error, Result},
    http::{Once, Shown},
    permission::Action,
    table::{Changes, Condition, Edit, Table, keys, must},
};

use std::collections::BTreeSet;

/// The most notices of a request: as many as a page of `me.list_notifications` has.
const MAX_NOTICES: usize = 48;

/// The notifications that the caller has read.
#[derive(Debug, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Read {
    #[garde(length(min = 1, max = MAX_NOTICES))]
    #[schemars(length(min = 1, max = 48))]
    ids: Vec<ActivityId>,
}

/// The number of notifications that were unread before.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct NowRead {
    read: usize,
}

pub async fn handle(caller: Caller, table: Table, once: Once<Read>) -> Result<Shown<NowRead>> {
    let ids: BTreeSet<ActivityId> = once.body.ids.into_iter().collect();
    let keys: Vec<_> = ids
        .iter()
        .map(|id| keys::notice(&caller.user_id, id).lenient())
        .collect();
    let (proof, notices) = table
        .prove(&caller, caller.user_id, Action::ReadProfile, keys)
        .await?;
    let mut changes = Changes::by_right(&caller, proof.ground, caller.user_id);
    let mut read = 0;
    for notice in notices.into_iter().flatten() {
        if notice.read_at.is_none() {
            let edit = Edit::put("read_at", &caller.now)?;
            let exists = must(Condition::Exists, Error::Overtaken("a notice was deleted"));
            changes = changes.edit(
                keys::notice(&caller.user_id, &notice.id),
                edit,
                vec![exists],
            );
            read += 1;
        }
    }
    if read == 0 {
        return Ok(Shown(NowRead { read }));
    }
    table
        .commit_once(changes, &caller, once.key.as_ref(), NowRead { read })
        .await
        .map(Shown)
}
