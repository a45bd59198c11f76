use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use shared::{
    domain::{ActivityId, Caller, Error, Notice, Result},
    http::{Once, Shown},
    permission::Action,
    table::{Changes, Condition, Edit, Table, from_item, keys, must},
};

/// The most that are read at once: as many as a page of the list has.
const MOST: usize = 48;

/// Which of the caller's notices were read.
#[derive(Debug, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Read {
    #[garde(length(min = 1, max = MOST))]
    #[schemars(length(min = 1, max = 48))]
    ids: Vec<ActivityId>,
}

/// How many of them had not been read before.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct NowRead {
    read: usize,
}

/// Says that notices were read. Those that are gone or were read before stay as they are, so it can be
/// said twice.
pub async fn handle(caller: Caller, table: Table, once: Once<Read>) -> Result<Shown<NowRead>> {
    let keys: Vec<_> = once.body.ids.iter().map(|id| keys::notice(&caller.user_id, id)).collect();
    let proof = table.prove(&caller, caller.user_id, Action::ReadProfile, &keys).await?;
    let mut changes = Changes::by_right(&caller, proof.ground, caller.user_id);
    let mut read = 0;
    for item in proof.also.into_iter().flatten() {
        let notice: Notice = from_item(item)?;
        if notice.read_at.is_none() {
            let edit = Edit::put("read_at", &caller.now)?;
            let there = must(Condition::Exists, Error::Unavailable("a notice went meanwhile".to_owned()));
            changes = changes.edit(keys::notice(&caller.user_id, &notice.id), edit, vec![there]);
            read += 1;
        }
    }
    if read == 0 {
        return Ok(Shown(NowRead { read }));
    }
    table.commit_once(changes, &caller, once.key.as_ref(), NowRead { read }).await.map(Shown)
}
