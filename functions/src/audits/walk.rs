//! Walks a shard of an organization, and records what is wrong with its people's assignments. How a walk is
//! interrupted and resumed is in [`crate::walk`].

use super::inspect::Inspector;
use crate::{
    background::Background,
    feed::{notify_user, retry_or_log},
    walk::{TIME, Walk, resume},
};
use futures_util::future::join;
use shared::{
    domain::{
        Assignment, Audit, AuditId, AuditState, Error, Finding, Notice, OrganisationId, Result,
        Role, Shard, User, UserId,
        audit::{Coached, SHARDS},
    },
    table::{
        Changes, Condition, Edit, Item, StreamAnswer, StreamEvent, StreamRecord, Table, equals,
        keys::{self, Indexed, Side},
        must, readable, version_is,
    },
};
use std::{
    collections::{BTreeMap, HashSet},
    time::Instant,
};

/// The items of the index in a step, which is what an interrupted walk repeats. The next step's are read
/// ahead, so twice as many are in memory, and more when one person has more.
const PAGE: i32 = 256;
/// The most findings in one transaction, or in one comparison.
const BATCH: usize = 45;

/// Walks the shards that the stream reports as pending.
pub async fn handle(background: &Background, event: StreamEvent) -> Result<StreamAnswer> {
    Ok(event
        .in_order(|record| walk_record(background, record))
        .await)
}

async fn walk_record(background: &Background, record: &StreamRecord) -> Result<()> {
    let (organisation, audit, number) = record.shard()?;
    let until = Instant::now() + TIME;
    walk(background, &organisation, audit, number, until).await
}

/// Resumes the walk of a shard (1 to 16) until it is done, or until the time is up and it is marked as pending.
///
/// # Errors
/// Those of the database. Everything stored before the error counts.
pub async fn walk(
    background: &Background,
    organisation: &OrganisationId,
    audit: AuditId,
    number: u32,
    until: Instant,
) -> Result<()> {
    let table = background.store.of(organisation);
    let audit = find_audit(&table, audit).await?;
    let mut walk = ShardWalk {
        table: &table,
        audit: &audit,
        shard: find_shard(&table, audit.id, number).await?,
        inspector: Inspector::new(&table, &audit.rules),
        next: None,
    };
    resume(&mut walk, until).await?;
    if walk.shard.is_done {
        finish(background, &table, audit.id).await?;
    }
    Ok(())
}

struct ShardWalk<'a> {
    table: &'a Table,
    audit: &'a Audit,
    shard: Shard,
    inspector: Inspector<'a>,
    /// The page that was read ahead.
    next: Option<Page>,
}

impl Walk for ShardWalk<'_> {
    // Whenever another walk is faster, the shard is one page further, so this ends without a limit.
    const MAX_OVERTAKEN: u32 = u32::MAX;

    fn is_done(&self) -> bool {
        self.shard.is_done
    }

    async fn step(&mut self) -> Result<()> {
        let (table, number) = (self.table, self.shard.number);
        let page = match self.next.take() {
            Some(page) => page,
            None => Page::read(table, number, self.shard.after.clone()).await?,
        };
        // The next page is read while this one is inspected.
        let (is_last, after) = (page.is_last, page.after.clone());
        let next = async {
            if is_last {
                Ok(None)
            } else {
                Page::read(table, number, after).await.map(Some)
            }
        };
        let (inspected, next) = join(self.inspect(page), next).await;
        inspected?;
        self.next = next?;
        Ok(())
    }

    async fn pause(&mut self) -> Result<()> {
        self.shard.waits = true;
        save(self.table, self.audit, &mut self.shard, &[]).await
    }

    async fn reload(&mut self) -> Result<()> {
        self.shard = find_shard(self.table, self.audit.id, self.shard.number).await?;
        Ok(())
    }
}

impl ShardWalk<'_> {
    /// Inspects a page, and stores its findings with the shard's progress.
    async fn inspect(&mut self, page: Page) -> Result<()> {
        let Page {
            people,
            after,
            is_last,
        } = page;
        let shard = &mut self.shard;
        shard.totals.people += people
            .values()
            .filter(|coached| coached.user.is_some())
            .count() as u32;
        shard.totals.assignments += people
            .values()
            .map(|coached| coached.sides.len())
            .sum::<usize>() as u32;
        let mut findings = self.inspector.inspect(people).await?;
        compare(self.table, self.audit, &mut findings).await?;
        findings
            .iter()
            .for_each(|finding| shard.totals.count(finding));
        shard.after = after;
        shard.is_done = is_last;
        shard.waits = false;
        save(self.table, self.audit, shard, &findings).await
    }
}

async fn find_audit(table: &Table, id: AuditId) -> Result<Audit> {
    table
        .find(&keys::audit(&id))
        .await?
        .to_change()
        .ok_or_else(|| Error::Internal(format!("there is no audit {id}")))
}

async fn find_shard(table: &Table, audit: AuditId, number: u32) -> Result<Shard> {
    let shard = table
        .find(&keys::audit_shard(&audit, number))
        .await?
        .to_change();
    shard.ok_or_else(|| Error::Internal(format!("audit {audit} has no shard {number}")))
}

/// A page of the index, with all items of each person in it.
struct Page {
    people: BTreeMap<UserId, Coached>,
    /// The key after them, from which the next page is read.
    after: String,
    is_last: bool,
}

impl Page {
    async fn read(table: &Table, number: u32, after: String) -> Result<Self> {
        let (mut items, mut is_last) = table.walk(number - 1, &after, PAGE).await?;
        // A person with more items than a page is inspected with all of them.
        while !is_last && let Some(last) = last_if_one_person(&items) {
            let (more, is_end) = table.walk(number - 1, last, PAGE).await?;
            items.extend(more);
            is_last = is_end;
        }
        let mut people = gather(items)?;
        // The last person may have more items on the next page.
        if !is_last {
            people.pop_last();
        }
        let after = people
            .last_key_value()
            .map_or(after, |(last, _)| keys::behind(last));
        Ok(Self {
            people,
            after,
            is_last,
        })
    }
}

/// The key of the last item, if all items are one person's.
fn last_if_one_person(items: &[(String, Item)]) -> Option<&str> {
    let ((first, _), (last, _)) = (items.first()?, items.last()?);
    (Indexed::parse(first).ok()?.person() == Indexed::parse(last).ok()?.person()).then_some(last)
}

/// Groups the items of a page by person.
fn gather(items: Vec<(String, Item)>) -> Result<BTreeMap<UserId, Coached>> {
    let mut people: BTreeMap<UserId, Coached> = BTreeMap::new();
    for (key, item) in items {
        let indexed = Indexed::parse(&key)?;
        let coached = people.entry(indexed.person()).or_default();
        match indexed {
            Indexed::Profile(_) => match readable::<User>(item) {
                Some(user) => coached.user = Some(user),
                None => {
                    coached.unreadable.insert(Coached::PROFILE.to_owned());
                }
            },
            Indexed::Assignment { coach, side, .. } => {
                let sides = coached.sides.entry(coach).or_default();
                match (readable::<Assignment>(item), side) {
                    (Some(assignment), Side::Coachee) => sides.of_coachee = Some(assignment),
                    (Some(assignment), Side::Coach) => sides.of_coach = Some(assignment),
                    (None, side) => {
                        coached.unreadable.insert(format!("COACH#{coach}#{side}"));
                    }
                }
            }
        }
    }
    Ok(people)
}

/// Marks the findings that the previous audit didn't have.
async fn compare(table: &Table, audit: &Audit, findings: &mut [Finding]) -> Result<()> {
    let Some(previous) = audit.previous else {
        return Ok(());
    };
    for findings in findings.chunks_mut(BATCH) {
        let wanted: Vec<_> = findings
            .iter()
            .map(|finding| keys::finding(&previous, finding.kind, &finding.id).raw())
            .collect();
        let previous = table.as_of_now(wanted).await?.to_change();
        for (finding, same) in findings.iter_mut().zip(previous) {
            finding.is_new = same.is_none();
        }
    }
    Ok(())
}

/// Writes the findings, and with the last batch of them the shard's progress. When the shard is done, its numbers
/// are added to the audit's in the same transaction.
async fn save(table: &Table, audit: &Audit, shard: &mut Shard, findings: &[Finding]) -> Result<()> {
    let mut seen = HashSet::new();
    let findings: Vec<&Finding> = findings
        .iter()
        .filter(|finding| seen.insert(&finding.id))
        .collect();
    let (before, last) = findings.split_at(findings.len() / BATCH * BATCH);
    for findings in before.chunks(BATCH) {
        table
            .commit(with_findings(Changes::without_caller(), audit, findings)?)
            .await?;
    }
    let version = shard.version;
    shard.version += 1;
    let mut changes = with_findings(Changes::without_caller(), audit, last)?;
    changes = changes.create_by(
        keys::audit_shard(&audit.id, shard.number),
        shard,
        vec![version_is(version)],
    )?;
    if shard.is_done {
        let totals = shard.totals;
        let add = [
            ("high", totals.high),
            ("medium", totals.medium),
            ("low", totals.low),
            ("new", totals.new),
        ];
        let add = add.into_iter().chain([
            ("people", totals.people),
            ("assignments", totals.assignments),
            ("shards_done", 1),
        ]);
        let add = add.fold(Edit::default(), |edit, (name, number)| {
            edit.and_add(name, number.into())
        });
        changes = changes.edit(
            keys::audit(&audit.id),
            add,
            vec![must(Condition::Exists, Error::NotFound)],
        );
    }
    table.commit(changes).await
}

fn with_findings(changes: Changes, audit: &Audit, findings: &[&Finding]) -> Result<Changes> {
    findings.iter().try_fold(changes, |changes, finding| {
        changes.set(keys::finding(&audit.id, finding.kind, &finding.id), finding)
    })
}

/// Finishes the audit when all its shards are done. Several walks may try; one of them succeeds.
async fn finish(background: &Background, table: &Table, id: AuditId) -> Result<()> {
    let audit = find_audit(table, id).await?;
    if audit.shards_done < SHARDS || audit.state == AuditState::Done {
        return Ok(());
    }
    let before = match audit.previous {
        // A previous audit that doesn't exist any more or can't be parsed counts as one without findings.
        Some(previous) => find_audit(table, previous)
            .await
            .map_or(0, |audit| audit.totals.findings()),
        None => 0,
    };
    let still = audit.totals.findings() - audit.totals.new.min(audit.totals.findings());
    let is_first = must(equals("state", "running"), Error::Stale { current: 1 });
    let edit = Edit::put("finished_at", &background.clock.now())?
        .and(Edit::set("state", "done"))
        .and(Edit::set(
            "resolved",
            if audit.previous.is_some() {
                before.saturating_sub(still)
            } else {
                0
            },
        ));
    // Before the audit is done: a retry notifies them again, and the notice's id makes that idempotent.
    notify_administrators(table, &Notice::of_audit(&audit, background.clock.now())).await?;
    match table
        .commit(Changes::without_caller().edit(keys::audit(&id), edit, vec![is_first]))
        .await
    {
        Err(Error::Stale { .. }) => Ok(()),
        result => result,
    }
}

/// Notifies all administrators in the directory.
async fn notify_administrators(table: &Table, notice: &Notice) -> Result<()> {
    let everybody = table.all(&keys::roster()).await?.to_change();
    for line in everybody
        .iter()
        .filter(|line| line.role == Some(Role::Administrator))
    {
        retry_or_log(notify_user(table, line.card.id, notice).await)?;
    }
    Ok(())
}
