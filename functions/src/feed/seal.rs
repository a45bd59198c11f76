//! Helper: copies entries to the organization's log and seals them there, in one transaction for each seal.

use shared::{
    domain::{Activity, Error, Head, Moment, Result, Seal, SealedEntry},
    table::{Changes, Condition, MAX_ACTIONS, Rule, Table, equals, keys, must, version_is},
};

/// The most entries under one seal: the transaction also holds the seal and the head.
pub(super) const MAX_ENTRIES: usize = MAX_ACTIONS - 2;
/// How often a batch is tried while others of the organization are sealed.
const MAX_ATTEMPTS: usize = 8;

/// Copies the entries to the organization's log and seals them, except those that are there already.
pub async fn seal(table: &Table, entries: &[&Activity], now: Moment) -> Result<()> {
    for entries in entries.chunks(MAX_ENTRIES) {
        seal_batch(table, entries, now).await?;
    }
    Ok(())
}

/// Seals one batch. When another one is sealed at the same moment, this one is sealed after it.
async fn seal_batch(table: &Table, entries: &[&Activity], now: Moment) -> Result<()> {
    for _ in 0..MAX_ATTEMPTS {
        match try_seal(table, entries, now).await {
            Err(Error::Stale { .. }) => {}
            result => return result,
        }
    }
    Err(Error::Unavailable(
        "other batches of the log did not cease".to_owned(),
    ))
}

async fn try_seal(table: &Table, entries: &[&Activity], now: Moment) -> Result<()> {
    let mut entries = entries.to_vec();
    entries.sort_by_key(|entry| entry.id);
    entries.dedup_by_key(|entry| entry.id);
    let copies: Vec<_> = entries
        .iter()
        .map(|entry| keys::log(entry.at.month(), &entry.id).raw())
        .collect();
    let wanted = (copies, keys::seal_head().optional());
    let (copied, head) = table.as_of_now(wanted).await?.to_change();
    let new: Vec<&Activity> = entries
        .into_iter()
        .zip(copied)
        .filter(|(_, copy)| copy.is_none())
        .map(|(entry, _)| entry)
        .collect();
    if new.is_empty() {
        return Ok(());
    }
    let sealed = new
        .iter()
        .map(|entry| SealedEntry::of(entry))
        .collect::<Result<_>>()?;
    let before = head.as_ref().map_or(0, |head| head.number);
    let seal = Seal::after(
        &head.unwrap_or_else(|| Head::before_all(table.organisation())),
        sealed,
        now,
    );
    let after = seal.head()?;
    let mut changes = Changes::without_caller()
        .create_by(keys::seal_head(), &after, vec![head_is(before)])?
        .create_by(keys::seal(seal.number), &seal, vec![version_is(0)])?;
    for entry in new {
        changes = changes.create_by(
            keys::log(entry.at.month(), &entry.id),
            entry,
            vec![version_is(0)],
        )?;
    }
    table.commit(changes).await?;
    // The hash is also logged, where somebody who can write to the table can't change it.
    tracing::info!(organisation = %table.organisation(), number = seal.number, hash = after.hash.as_str(), "sealed");
    Ok(())
}

/// The rule that the chain's head has this number; 0 before the first seal.
fn head_is(number: u64) -> Rule {
    must(
        if number == 0 {
            Condition::Absent
        } else {
            equals("number", number)
        },
        Error::Stale { current: number },
    )
}
