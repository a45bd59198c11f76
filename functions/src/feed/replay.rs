//! Replays the dead letters of an organization, after their cause was fixed. An operator calls it.

use super::seal;
use crate::background::Background;
use serde::{Deserialize, Serialize};
use shared::{
    domain::{DeadLetter, Error, OrganisationId, Result},
    table::{Changes, Condition, Item, StreamRecord, Table, from_item, keys, must},
};

/// The event of a replay.
#[derive(Debug, Deserialize)]
pub struct Replay {
    /// The organization whose dead letters are replayed.
    pub organisation: OrganisationId,
}

/// The result of a replay.
#[derive(Debug, PartialEq, Serialize)]
pub struct Replayed {
    /// The number of dead letters that were processed and deleted.
    pub replayed: usize,
    /// The dead letters that still can't be processed, each with the reason.
    pub left: Vec<(String, String)>,
}

/// Replays all dead letters. After an interruption, the next replay continues with those that are left.
///
/// # Errors
/// `Unavailable`, when the database was unavailable.
pub async fn handle(background: &Background, Replay { organisation }: Replay) -> Result<Replayed> {
    let table = background.store.of(&organisation);
    let mut done = Replayed {
        replayed: 0,
        left: Vec::new(),
    };
    let mut after: Option<String> = None;
    loop {
        let page = table
            .items(&keys::dead_letters(), 50, after.as_deref())
            .await?
            .to_change();
        for (id, item) in page.items {
            match replay(background, &organisation, item).await {
                Ok(()) => {
                    delete(&table, &id).await?;
                    done.replayed += 1;
                }
                Err(error @ Error::Unavailable(_)) => return Err(error),
                Err(error) => done.left.push((id, format!("{error:?}"))),
            }
        }
        after = page.next;
        if after.is_none() {
            return Ok(done);
        }
    }
}

/// Replays one dead letter.
async fn replay(background: &Background, organisation: &OrganisationId, item: Item) -> Result<()> {
    let letter: DeadLetter = from_item(item)?;
    let record = StreamRecord::from_text(&letter.record)?;
    let tenant = background.tenant(organisation).await?;
    let activity = record.activity()?;
    seal::seal(&tenant.table, &[&activity], background.clock.now()).await?;
    background.follow_up(&tenant, &activity).await
}

/// Deletes a dead letter, if no other replay has.
async fn delete(table: &Table, id: &str) -> Result<()> {
    let exists = must(Condition::Exists, Error::NotFound);
    let changes = Changes::without_caller().delete(keys::dead_letter(id), vec![exists]);
    match table.commit(changes).await {
        Err(Error::NotFound) => Ok(()),
        result => result,
    }
}
