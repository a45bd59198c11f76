//! Going through a part of an organisation.

use super::look::Look;
use crate::feed::{Feed, tell};
use futures_util::future::join;
use shared::{
    domain::{
        Assignment, Audit, AuditId, AuditState, Error, Finding, Notice, OrganisationId, Result, Role, Shard, User, UserId, UserLine,
        audit::{Coached, SHARDS},
    },
    table::{
        Changes, Condition, Edit, Item, Order, StreamAnswer, StreamEvent, StreamRecord, Table, equals, from_item, keys, must, version_is,
    },
};
use std::{
    collections::{BTreeMap, HashSet},
    time::{Duration, Instant},
};

/// How long a walk goes on, within Lambda's quarter of an hour.
pub const TIME: Duration = Duration::from_secs(600);
/// How many items are looked at in a step, which is what an interrupted walk has to do again. Twice as many are
/// in memory, and more where somebody has more.
const PAGE: i32 = 256;
/// The most findings that are written together.
const AT_ONCE: usize = 45;

/// Takes the parts that the stream says are waiting.
pub async fn handle(feed: &Feed, event: StreamEvent) -> StreamAnswer {
    event.in_order(|record| walk_record(feed, record)).await
}

async fn walk_record(feed: &Feed, record: &StreamRecord) -> Result<()> {
    let (organisation, run, number) = record.shard()?;
    walk(feed, &organisation, run, number, Instant::now() + TIME).await
}

/// Goes on with a part until it is done, or until the time is up; then it says that it waits.
pub async fn walk(feed: &Feed, organisation: &OrganisationId, run: AuditId, number: u32, until: Instant) -> Result<()> {
    let table = feed.store.of(organisation);
    let audit = audit(&table, run).await?;
    let mut shard = shard(&table, run, number).await?;
    let mut look = Look::new(&table, &audit.rules);
    let mut page = None;
    while !shard.is_done {
        if Instant::now() >= until {
            shard.waits = true;
            return save(&table, &audit, &mut shard, &[]).await;
        }
        let here = match page.take() {
            Some(page) => page,
            None => Page::read(&table, number, shard.after.clone()).await?,
        };
        // The next page is on its way while this one is judged.
        let (is_last, after) = (here.is_last, here.after.clone());
        let next = async { if is_last { Ok(None) } else { Page::read(&table, number, after).await.map(Some) } };
        match join(step(&table, &audit, &mut look, &mut shard, here), next).await {
            // Another walk of the same part was faster.
            (Err(Error::Stale { .. }), _) => shard = self::shard(&table, run, number).await?,
            (settled, next) => {
                settled?;
                page = next?;
            }
        }
    }
    finish(feed, &table, run).await
}

async fn audit(table: &Table, run: AuditId) -> Result<Audit> {
    table.find::<Audit>(&keys::audit(&run)).await?.to_change().ok_or_else(|| Error::Internal(format!("there is no audit {run}")))
}

async fn shard(table: &Table, run: AuditId, number: u32) -> Result<Shard> {
    let shard = table.find::<Shard>(&keys::audit_shard(&run, number)).await?.to_change();
    shard.ok_or_else(|| Error::Internal(format!("audit {run} has no part {number}")))
}

/// People who are whole in the index.
struct Page {
    people: BTreeMap<UserId, Coached>,
    /// The key behind them.
    after: String,
    is_last: bool,
}

impl Page {
    async fn read(table: &Table, number: u32, after: String) -> Result<Self> {
        let (mut items, mut is_last) = table.walk(number - 1, &after, PAGE).await?;
        // Whoever has more items than a page is judged by all of them.
        while !is_last && let Some(last) = behind_one_person(&items) {
            let (more, is_end) = table.walk(number - 1, last, PAGE).await?;
            items.extend(more);
            is_last = is_end;
        }
        let mut people = gather(items)?;
        // The last person's items may go on in the next page.
        if !is_last {
            people.pop_last();
        }
        let after = people.last_key_value().map_or(after, |(last, _)| keys::behind(last));
        Ok(Self { people, after, is_last })
    }
}

/// Judges a page, and says that the part is as far as this.
async fn step(table: &Table, audit: &Audit, look: &mut Look<'_>, shard: &mut Shard, page: Page) -> Result<()> {
    let Page { people, after, is_last } = page;
    shard.totals.people += people.values().filter(|coached| coached.user.is_some()).count() as u32;
    shard.totals.assignments += people.values().map(|coached| coached.sides.len()).sum::<usize>() as u32;
    let mut findings = look.at(people).await?;
    compare(table, audit, &mut findings).await?;
    findings.iter().for_each(|finding| shard.totals.count(finding));
    shard.after = after;
    shard.is_done = is_last;
    shard.waits = false;
    save(table, audit, shard, &findings).await
}

/// The last key of items that are all of one person.
fn behind_one_person(items: &[(String, Item)]) -> Option<&str> {
    let ((first, _), (last, _)) = (items.first()?, items.last()?);
    (first.split('#').next() == last.split('#').next()).then_some(last)
}

/// The items of a page by person.
fn gather(items: Vec<(String, Item)>) -> Result<BTreeMap<UserId, Coached>> {
    let mut people: BTreeMap<UserId, Coached> = BTreeMap::new();
    for (key, item) in items {
        let mut parts = key.split('#');
        let malformed = || Error::Internal(format!("the index has a key {key}"));
        let person = parts.next().and_then(|id| id.parse().ok()).ok_or_else(malformed)?;
        let coached = people.entry(person).or_default();
        match (parts.next(), parts.next(), parts.next()) {
            (Some("PROFILE"), None, _) => coached.user = Some(from_item::<User>(item)?),
            (Some("COACH"), Some(coach), Some(side)) => {
                let assignment = Some(from_item::<Assignment>(item)?);
                let sides = coached.sides.entry(coach.parse().map_err(|_| malformed())?).or_default();
                if side == "COACHEE" { sides.of_coachee = assignment } else { sides.of_coach = assignment }
            }
            _ => return Err(malformed()),
        }
    }
    Ok(people)
}

/// Marks what the run before did not find.
async fn compare(table: &Table, audit: &Audit, findings: &mut [Finding]) -> Result<()> {
    let Some(previous) = audit.previous else { return Ok(()) };
    for findings in findings.chunks_mut(AT_ONCE) {
        let asked: Vec<_> = findings.iter().map(|finding| keys::finding(&previous, finding.kind, &finding.id)).collect();
        let there = table.as_of_now(&asked).await?.to_change();
        for (finding, there) in findings.iter_mut().zip(there) {
            finding.is_new = there.is_none();
        }
    }
    Ok(())
}

/// Writes the findings, and with the last of them how far the part is. With the end of the part its
/// numbers are added to the run's.
async fn save(table: &Table, audit: &Audit, shard: &mut Shard, findings: &[Finding]) -> Result<()> {
    let mut once = HashSet::new();
    let findings: Vec<&Finding> = findings.iter().filter(|finding| once.insert(&finding.id)).collect();
    let (before, last) = findings.split_at(findings.len() / AT_ONCE * AT_ONCE);
    for findings in before.chunks(AT_ONCE) {
        table.commit(with_findings(Changes::without_caller(), audit, findings)?).await?;
    }
    let version = shard.version;
    shard.version += 1;
    let mut changes = with_findings(Changes::without_caller(), audit, last)?;
    changes = changes.create_by(keys::audit_shard(&audit.id, shard.number), shard, vec![version_is(version)])?;
    if shard.is_done {
        let totals = shard.totals;
        let add = [("high", totals.high), ("medium", totals.medium), ("low", totals.low), ("new", totals.new)];
        let add = add.into_iter().chain([("people", totals.people), ("assignments", totals.assignments), ("shards_done", 1)]);
        let add = add.fold(Edit::default(), |edit, (name, number)| edit.and_add(name, number.into()));
        changes = changes.edit(keys::audit(&audit.id), add, vec![must(Condition::Exists, Error::NotFound)]);
    }
    table.commit(changes).await
}

fn with_findings(changes: Changes, audit: &Audit, findings: &[&Finding]) -> Result<Changes> {
    findings.iter().try_fold(changes, |changes, finding| changes.set(keys::finding(&audit.id, finding.kind, &finding.id), finding))
}

/// The run is done with its last part. Whoever sees it says so; it is said once.
async fn finish(feed: &Feed, table: &Table, run: AuditId) -> Result<()> {
    let audit = audit(table, run).await?;
    if audit.shards_done < SHARDS || audit.state == AuditState::Done {
        return Ok(());
    }
    let before = match audit.previous {
        Some(previous) => self::audit(table, previous).await?.totals.findings(),
        None => 0,
    };
    let still = audit.totals.findings() - audit.totals.new.min(audit.totals.findings());
    let is_first = must(equals("state", "running"), Error::Stale { current: 1 });
    let edit = Edit::put("finished_at", &feed.clock.now())?
        .and(Edit::set("state", "done"))
        .and(Edit::set("resolved", if audit.previous.is_some() { before.saturating_sub(still) } else { 0 }));
    // Before it is done: whoever is interrupted here tells them again, and they are told once.
    tell_administrators(table, &Notice::of_audit(&audit, feed.clock.now())).await?;
    match table.commit(Changes::without_caller().edit(keys::audit(&run), edit, vec![is_first])).await {
        Err(Error::Stale { .. }) => Ok(()),
        settled => settled,
    }
}

/// All of them, as the directory has them.
async fn tell_administrators(table: &Table, notice: &Notice) -> Result<()> {
    let mut after: Option<String> = None;
    loop {
        let page = table.list::<UserLine>(&keys::roster(), Order::Ascending, 1000, after.as_deref()).await?.to_change();
        for line in page.items.iter().filter(|line| line.role == Some(Role::Administrator)) {
            tell(table, line.card.id, notice).await?;
        }
        after = page.next;
        if after.is_none() {
            return Ok(());
        }
    }
}
