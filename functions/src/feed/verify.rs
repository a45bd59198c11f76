//! Helper: verifies an organization's log against its seals, while entries are written.
//!
//! Each entry is stored twice: with the user it was done to (or with the organization), in the transaction of the
//! change, and in the organization's log, in the transaction of its seal. An entry that was altered or deleted is found
//! by following the seals. One that was inserted is found by reading all entries, as no seal names it.

use super::{
    seal::MAX_ENTRIES,
    unsealed::{Place, Unsealed, months},
};
use futures_util::{StreamExt, TryStreamExt, stream};
use serde::Serialize;
use shared::{
    domain::{
        Activity, ActivityId, Clock, Hash, Head, Moment, Month, Result, Seal, SealedEntry, UserId,
    },
    table::{Item, Key, Table, from_item, keys},
};
use std::collections::{BTreeSet, HashMap};

/// How long after its entry a seal is late, in seconds. Then there was an outage, or the entry was backdated.
const LATE: i64 = 60 * 60;
/// How many places are read at the same time.
const AT_ONCE: usize = 16;
/// The items of a page.
const PAGE: usize = 100;

/// The result of a verification.
#[derive(Debug, Default, PartialEq, Serialize)]
pub struct Verified {
    /// The number of seals.
    pub seals: u64,
    /// The number of sealed entries.
    pub entries: usize,
    /// The last seal and its hash, as `<number>:<hash>`. Kept outside the table, it proves later that the chain up to it
    /// wasn't rewritten.
    pub head: String,
    /// What isn't as it was written, in sentences. Empty when the log is intact.
    pub broken: Vec<String>,
    /// Entries that were sealed an hour or more after their time: after an outage, or because they were backdated.
    pub late: Vec<String>,
}

/// Verifies all seals and all entries. `known` are numbers and hashes of seals that were kept outside the table.
///
/// # Errors
/// Those of the database. What isn't as it was written is in the result.
pub async fn verify(table: &Table, known: &[(u64, String)], clock: &Clock) -> Result<Verified> {
    let before = Head::before_all(table.organisation());
    let mut chain = Chain {
        table,
        known,
        before,
        hashes: HashMap::new(),
        places: HashMap::new(),
        found: Verified::default(),
    };
    chain.follow().await?;
    let unsealed = chain.unsealed(clock.now()).await?;
    let now = clock.now();
    // Follows the seals that were added while the entries were read.
    chain.follow().await?;
    let foreign = unsealed.iter().filter(|entry| {
        !chain.is_sealed(entry) && (chain.is_sealed_elsewhere(entry) || !entry.may_wait(now))
    });
    let foreign: Vec<String> = foreign
        .map(|entry| format!("{entry} is under no seal"))
        .collect();
    chain.found.broken.extend(foreign);
    for (number, _) in known
        .iter()
        .filter(|(number, _)| *number > chain.before.number)
    {
        chain.found.broken.push(format!("seal {number} is gone"));
    }
    chain.found.head = format!("{}:{}", chain.before.number, chain.before.hash.as_str());
    Ok(chain.found)
}

/// Where the two copies of an entry are stored.
#[derive(PartialEq)]
struct Places {
    user: Option<UserId>,
    month: Month,
}

/// The chain of seals, as far as it was followed.
struct Chain<'a> {
    table: &'a Table,
    known: &'a [(u64, String)],
    /// The last seal that was followed.
    before: Head,
    hashes: HashMap<u64, Hash>,
    places: HashMap<ActivityId, Places>,
    found: Verified,
}

impl Chain<'_> {
    /// Follows the seals that were added since the last call. A seal and the head are written in one transaction. So the
    /// seal that the head names before this must exist, and the head after it must name the last seal or a later one.
    async fn follow(&mut self) -> Result<()> {
        let first = self.head().await?;
        let mut after = (self.before.number > 0).then(|| keys::seal_sort(self.before.number));
        loop {
            let page = self
                .table
                .items(&keys::seals(), PAGE / 4, after.as_deref())
                .await?
                .to_change();
            for (sort, item) in page.items {
                self.check_seal(&sort, item).await?;
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let last = self.head().await?;
        for head in [&first, &last] {
            if head.number <= self.before.number && !self.has(head) {
                self.found.broken.push(format!(
                    "the head names another seal {} than there is",
                    head.number
                ));
            }
        }
        if first.number > self.before.number {
            self.found.broken.push(format!(
                "the last seal is {} and should be {}",
                self.before.number, first.number
            ));
        }
        if self.before.number > last.number {
            self.found.broken.push(format!(
                "seal {} is behind the last one, {}",
                self.before.number, last.number
            ));
        }
        Ok(())
    }

    /// The head of the chain, which is reported when it was altered.
    async fn head(&mut self) -> Result<Head> {
        let none = Head::before_all(self.table.organisation());
        let Some(item) = self
            .table
            .as_of_now(keys::seal_head().raw())
            .await?
            .to_change()
        else {
            return Ok(none);
        };
        match from_item::<Head>(item.clone()) {
            Ok(head) if self.table.is_stored(&keys::seal_head(), &head, &item)? => Ok(head),
            _ => {
                self.found.broken.push("the head was altered".to_owned());
                Ok(none)
            }
        }
    }

    /// Whether the chain has the seal that this head names.
    fn has(&self, head: &Head) -> bool {
        match head.number {
            0 => *head == Head::before_all(self.table.organisation()),
            number => self.hashes.get(&number) == Some(&head.hash),
        }
    }

    /// Checks the next seal and its entries.
    async fn check_seal(&mut self, sort: &str, item: Item) -> Result<()> {
        let seal = match from_item::<Seal>(item.clone()) {
            Ok(seal)
                if self
                    .table
                    .is_stored(&keys::seal(seal.number), &seal, &item)? =>
            {
                seal
            }
            _ => {
                self.found.broken.push(format!("{sort} was altered"));
                return Ok(());
            }
        };
        if !seal.follows(&self.before) {
            self.found.broken.push(format!(
                "seal {} does not follow seal {}",
                seal.number, self.before.number
            ));
        }
        self.before = seal.head()?;
        self.hashes.insert(seal.number, self.before.hash.clone());
        let hash = self.before.hash.as_str();
        if self
            .known
            .iter()
            .any(|(number, kept)| *number == seal.number && kept != hash)
        {
            self.found
                .broken
                .push(format!("seal {} is not the one that was kept", seal.number));
        }
        self.found.seals += 1;
        self.found.entries += seal.entries.len();
        for entry in &seal.entries {
            let places = Places {
                user: entry.user_id,
                month: entry.at.month(),
            };
            if self.places.insert(entry.id, places).is_some() {
                self.found
                    .broken
                    .push(format!("entry {} is under two seals", entry.id));
            }
            if seal.at.as_second() - entry.at.as_second() >= LATE {
                self.found.late.push(format!(
                    "entry {} of {} was sealed at {}",
                    entry.id, entry.at, seal.at
                ));
            }
        }
        let broken = broken_entries(self.table, &seal).await?;
        self.found.broken.extend(broken);
        Ok(())
    }

    /// Whether a seal names an entry with this id in this place.
    fn is_sealed(&self, entry: &Unsealed) -> bool {
        entry
            .id
            .and_then(|id| self.places.get(&id))
            .is_some_and(|places| match entry.place {
                Place::Log(month) => places.month == month,
                Place::Of(user) => places.user == user,
            })
    }

    /// Whether a seal names an entry with this id in another place, so that this is a copy of it.
    fn is_sealed_elsewhere(&self, entry: &Unsealed) -> bool {
        entry.id.is_some_and(|id| self.places.contains_key(&id)) && !self.is_sealed(entry)
    }

    /// Everything stored where entries are stored that no seal so far names.
    async fn unsealed(&self, now: Moment) -> Result<Vec<Unsealed>> {
        let mut users: BTreeSet<UserId> = self
            .places
            .values()
            .filter_map(|places| places.user)
            .collect();
        users.extend(everybody(self.table).await?);
        let of_users = users.into_iter().map(|user| Place::Of(Some(user)));
        let places = of_users
            .chain([Place::Of(None)])
            .chain(months(now).map(Place::Log));
        let found =
            stream::iter(places.map(|place| self.unsealed_in(place))).buffer_unordered(AT_ONCE);
        Ok(found.try_collect::<Vec<_>>().await?.concat())
    }

    async fn unsealed_in(&self, place: Place) -> Result<Vec<Unsealed>> {
        let mut unsealed = Vec::new();
        let mut after = None;
        loop {
            let page = self
                .table
                .items(&place.range(), PAGE, after.as_deref())
                .await?
                .to_change();
            let entries = page
                .items
                .into_iter()
                .map(|(sort, item)| Unsealed::new(place, sort, item));
            unsealed.extend(entries.filter(|entry| !self.is_sealed(entry)));
            after = page.next;
            if after.is_none() {
                return Ok(unsealed);
            }
        }
    }
}

/// All users with a profile, by the directory.
///
/// # Errors
/// Those of the database.
pub async fn everybody(table: &Table) -> Result<Vec<UserId>> {
    let roster = table.all_items(&keys::roster()).await?.to_change();
    let users = roster
        .iter()
        .filter_map(|(sort, _)| Some(keys::parse_search_entry(sort)?.1));
    Ok(users.collect())
}

/// The entries of a seal that were deleted or altered, in the organization's log or with the user.
async fn broken_entries(table: &Table, seal: &Seal) -> Result<Vec<String>> {
    let mut broken = Vec::new();
    for entries in seal.entries.chunks(MAX_ENTRIES / 2) {
        let copies = |entry: &SealedEntry| {
            (
                keys::log(entry.at.month(), &entry.id),
                keys::activity(entry.user_id.as_ref(), &entry.id),
            )
        };
        let wanted: Vec<_> = entries
            .iter()
            .map(copies)
            .map(|(log, user)| (log.raw(), user.raw()))
            .collect();
        let found = table.as_of_now(wanted).await?.to_change();
        for (entry, (in_log, with_user)) in entries.iter().zip(found) {
            let (log, user) = copies(entry);
            for (whose, key, item) in [("the log's", log, in_log), ("the user's", user, with_user)]
            {
                let what = match item {
                    None => "gone",
                    Some(item) if is_as_sealed(table, entry, &key, &item)? => continue,
                    Some(_) => "altered",
                };
                broken.push(format!(
                    "entry {} under seal {}: {whose} copy is {what}",
                    entry.id, seal.number
                ));
            }
        }
    }
    Ok(broken)
}

/// Whether an entry is stored as its seal names it.
fn is_as_sealed(
    table: &Table,
    entry: &SealedEntry,
    key: &Key<Activity>,
    item: &Item,
) -> Result<bool> {
    let Ok(activity) = from_item::<Activity>(item.clone()) else {
        return Ok(false);
    };
    Ok(SealedEntry::of(&activity)? == *entry && table.is_stored(key, &activity, item)?)
}
