//! The organisation's log: every entry is copied to it, and sealed, from the change feed.

use serde::Serialize;
use shared::{
    domain::{Activity, Error, Head, Moment, Result, Seal, SealedEntry},
    table::{Changes, Condition, Item, MAX_ACTIONS, Order, Rule, Table, equals, from_item, keys, must, version_is},
};

/// The most entries under one seal: the transaction also holds the seal and the head.
const MAX_ENTRIES: usize = MAX_ACTIONS - 2;
const MAX_ATTEMPTS: usize = 8;

/// Copies the entries to the organisation's log and seals them, those that are not there yet.
pub async fn seal(table: &Table, entries: &[&Activity], now: Moment) -> Result<()> {
    for entries in entries.chunks(MAX_ENTRIES) {
        seal_batch(table, entries, now).await?;
    }
    Ok(())
}

/// Another batch of the same organisation may be sealed at the same moment: then this one comes after.
async fn seal_batch(table: &Table, entries: &[&Activity], now: Moment) -> Result<()> {
    for _ in 0..MAX_ATTEMPTS {
        match try_seal(table, entries, now).await {
            Err(Error::Stale { .. }) => {}
            settled => return settled,
        }
    }
    Err(Error::Unavailable("other batches of the log did not cease".to_owned()))
}

async fn try_seal(table: &Table, entries: &[&Activity], now: Moment) -> Result<()> {
    let mut entries = entries.to_vec();
    entries.sort_by_key(|entry| entry.id);
    entries.dedup_by_key(|entry| entry.id);
    let asked: Vec<_> = entries.iter().map(|entry| keys::log(entry.at.month(), &entry.id)).chain([keys::seal_head()]).collect();
    let mut there = table.as_of_now(&asked).await?.to_change();
    let head: Option<Head> = there.pop().flatten().map(from_item).transpose()?;
    let new: Vec<&Activity> = entries.into_iter().zip(there).filter(|(_, there)| there.is_none()).map(|(entry, _)| entry).collect();
    if new.is_empty() {
        return Ok(());
    }
    let sealed = new.iter().map(|entry| SealedEntry::of(entry)).collect::<Result<_>>()?;
    let seal = Seal::after(&head.clone().unwrap_or_default(), sealed, now);
    let before = head.map_or(0, |head| head.number);
    let mut changes = Changes::without_caller().create_by(keys::seal_head(), &seal.head(), vec![head_is(before)])?.create_by(
        keys::seal(seal.number),
        &seal,
        vec![version_is(0)],
    )?;
    for entry in new {
        changes = changes.create_by(keys::log(entry.at.month(), &entry.id), entry, vec![version_is(0)])?;
    }
    table.commit(changes).await?;
    // Outside the table too, where who can write to the table can't write.
    tracing::info!(organisation = %table.organisation(), number = seal.number, hash = seal.hash().as_str(), "sealed");
    Ok(())
}

fn head_is(number: u64) -> Rule {
    must(if number == 0 { Condition::Absent } else { equals("number", number) }, Error::Stale { current: number })
}

/// What the log is found to be.
#[derive(Debug, Default, PartialEq, Serialize)]
pub struct Verified {
    pub seals: u64,
    pub entries: usize,
    /// The last seal and its hash, to be kept elsewhere.
    pub head: String,
    pub broken: Vec<String>,
}

/// Goes through all seals and what they were made over, and says what is no longer as it was.
/// `known` are seals whose hashes were kept elsewhere.
pub async fn verify(table: &Table, known: &[(u64, String)]) -> Result<Verified> {
    let mut verified = Verified::default();
    let mut before = Head::default();
    let mut after: Option<String> = None;
    loop {
        let page = table.list::<Seal>(&keys::seals(), Order::Ascending, 25, after.as_deref()).await?.to_change();
        for seal in &page.items {
            if !seal.follows(&before) {
                verified.broken.push(format!("seal {} does not follow seal {}", seal.number, before.number));
            }
            before = seal.head();
            if known.iter().any(|(number, hash)| *number == seal.number && hash != before.hash.as_str()) {
                verified.broken.push(format!("seal {} is not the one that was kept", seal.number));
            }
            verified.seals += 1;
            verified.entries += seal.entries.len();
            verified.broken.extend(broken_entries(table, seal).await?);
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let head = table.as_of_now(&[keys::seal_head()]).await?.to_change().pop().flatten();
    if head.map(from_item::<Head>).transpose()?.unwrap_or_default() != before {
        verified.broken.push(format!("the last seal is {} and should be another", before.number));
    }
    for (number, _) in known.iter().filter(|(number, _)| *number > before.number) {
        verified.broken.push(format!("seal {number} is gone"));
    }
    verified.head = format!("{}:{}", before.number, before.hash.as_str());
    Ok(verified)
}

/// The entries of a seal that are gone or altered, in the organisation's log or with the user.
async fn broken_entries(table: &Table, seal: &Seal) -> Result<Vec<String>> {
    let mut broken = Vec::new();
    for entries in seal.entries.chunks(MAX_ENTRIES / 2) {
        let asked: Vec<_> = entries
            .iter()
            .flat_map(|entry| [keys::log(entry.at.month(), &entry.id), keys::activity(entry.user_id.as_ref(), &entry.id)])
            .collect();
        let there = table.as_of_now(&asked).await?.to_change();
        for (place, item) in there.into_iter().enumerate() {
            let (entry, whose) = (&entries[place / 2], ["the log's", "the user's"][place % 2]);
            if let Some(what) = difference(entry, item) {
                broken.push(format!("entry {} under seal {}: {whose} copy is {what}", entry.id, seal.number));
            }
        }
    }
    Ok(broken)
}

fn difference(entry: &SealedEntry, item: Option<Item>) -> Option<&'static str> {
    let Some(item) = item else { return Some("gone") };
    let same = from_item::<Activity>(item).and_then(|activity| SealedEntry::of(&activity)).is_ok_and(|there| there == *entry);
    (!same).then_some("altered")
}
