//! Going on with a review: gathering its assignments, telling its reviewers, doing what was decided.

use super::{able, apply::Applying, find, find_work, person, put_before};
use crate::feed::{Feed, tell};
use shared::{
    domain::{
        Assignment, Error, Notice, NoticeKind, OrganisationId, Person, Result, Review, ReviewId, ReviewItem, ReviewState, ReviewerProgress,
        Signals, User, UserId, Work,
        audit::SHARDS,
        review::{MAX_ITEMS, Phase, ReviewSignals, item_id},
    },
    table::{Changes, Edit, Item, Order, StreamAnswer, StreamEvent, StreamRecord, Table, equals, from_item, keys, must, version_is},
};
use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

/// How long a walk goes on, within Lambda's quarter of an hour.
pub const TIME: Duration = Duration::from_secs(600);
/// How many assignments are gathered in a step: four items are read of each as of one moment.
const AT_ONCE: usize = 24;
/// Both items of each.
const PAGE: i32 = 48;
/// How often in a row another walk may be faster, before this one gives up.
const MOST_OVERTAKEN: u32 = 8;
/// How many reviewers are told in a step.
const TOLD_AT_ONCE: usize = 50;

/// Takes the reviews that the stream says are waiting.
pub async fn handle(feed: &Feed, event: StreamEvent) -> StreamAnswer {
    event.in_order(|record| walk_record(feed, record)).await
}

async fn walk_record(feed: &Feed, record: &StreamRecord) -> Result<()> {
    let (organisation, review) = record.review()?;
    walk(feed, &organisation, review, Instant::now() + TIME).await
}

/// Goes on with a review until nothing is left to do, or until the time is up; then it says that it
/// waits.
pub async fn walk(feed: &Feed, organisation: &OrganisationId, id: ReviewId, until: Instant) -> Result<()> {
    let table = feed.store.of(organisation);
    let settings = table.settings().await?.ok_or_else(|| Error::Internal(format!("there is no organisation {organisation}")))?.settings;
    let review = find(&table, id).await?;
    let able = able(&table, &review).await?;
    let mut walk = Walk { feed, table: &table, time_zone: &settings.time_zone, work: find_work(&table, id).await?, review, able };
    let mut overtaken = 0;
    while walk.work.phase != Phase::Done {
        if Instant::now() >= until {
            walk.work.waits = true;
            return walk.save(Changes::without_caller()).await;
        }
        walk.work.waits = false;
        match walk.step().await {
            // Another walk of the same review was faster.
            Err(Error::Stale { .. }) if overtaken < MOST_OVERTAKEN => {
                overtaken += 1;
                walk.work = find_work(&table, id).await?;
                walk.review = find(&table, id).await?;
            }
            settled => {
                settled?;
                overtaken = 0;
            }
        }
    }
    Ok(())
}

struct Walk<'a> {
    feed: &'a Feed,
    table: &'a Table,
    time_zone: &'a str,
    review: Review,
    work: Work,
    /// Who may be asked to review.
    able: HashMap<UserId, Person>,
}

impl Walk<'_> {
    async fn step(&mut self) -> Result<()> {
        match self.work.phase {
            Phase::Gathering => self.gather().await,
            Phase::Telling => self.tell().await,
            Phase::Closing => self.close().await,
            Phase::Done => Ok(()),
        }
    }

    /// Writes what a step did together with how far it came.
    async fn save(&mut self, changes: Changes) -> Result<()> {
        let version = self.work.version;
        self.work.version += 1;
        self.table.commit(changes.create_by(keys::review_work(&self.review.id), &self.work, vec![version_is(version)])?).await
    }

    /// The end of what there was to do, after which the review is in this state.
    async fn end(&mut self, state: ReviewState, edit: Edit) -> Result<()> {
        let before = serde_json::to_value(self.review.state).unwrap_or_default();
        let as_before = must(equals("state", before.as_str().unwrap_or_default()), Error::Stale { current: self.review.version });
        let edit = edit.and(Edit::put("state", &state)?).and_add("version", 1);
        let changes = Changes::without_caller().edit(keys::review(&self.review.id), edit, vec![as_before]);
        self.work.on_to(Phase::Done);
        self.save(changes).await
    }

    /// Some assignments of a part of the index.
    async fn gather(&mut self) -> Result<()> {
        let (found, is_last) = self.table.walk(self.work.shard - 1, &self.work.after, PAGE).await?;
        let mut pairs = pairs(&found)?;
        let is_whole = pairs.len() <= AT_ONCE;
        pairs.truncate(AT_ONCE);
        let items = self.items(&pairs).await?;
        self.work.items += u32::try_from(items.len()).unwrap_or(u32::MAX);
        if self.work.items > MAX_ITEMS {
            return self
                .stop(&format!("More than {MAX_ITEMS} assignments are in its scope. Launch a review for each of a few sites."))
                .await;
        }
        match (is_whole, is_last) {
            (true, true) => {
                self.work.shard += 1;
                self.work.after = String::new();
            }
            // The other item of the last pair may be on the next page.
            (true, false) => self.work.after = found.last().map(|(key, _)| behind(key)).transpose()?.unwrap_or_default(),
            (false, _) => self.work.after = pairs.last().map(|(coachee, coach)| keys::behind_pair(coachee, coach)).unwrap_or_default(),
        }
        if self.work.shard > SHARDS {
            self.work.on_to(Phase::Telling);
        }
        let mut changes = Changes::without_caller();
        for item in &items {
            changes = changes.create_by(keys::review_item(&self.review.id, &item.id), item, vec![version_is(0)])?;
            if let Some(reviewer) = &item.reviewer {
                changes = put_before(changes, item, reviewer)?;
            }
        }
        self.save(changes).await
    }

    /// The assignments of these pairs that are in the scope, as they are now.
    async fn items(&self, pairs: &[(UserId, UserId)]) -> Result<Vec<ReviewItem>> {
        let of_each = |(coachee, coach): &(UserId, UserId)| {
            [keys::coach_of(coachee, coach), keys::profile(coachee), keys::profile(coach), keys::signals(coachee)]
        };
        let asked: Vec<_> = pairs.iter().flat_map(of_each).collect();
        let found = self.table.as_of_now(&asked).await?.to_change();
        let items = found.chunks(4).map(|found| self.item(found)).collect::<Result<Vec<_>>>()?;
        Ok(items.into_iter().flatten().collect())
    }

    fn item(&self, found: &[Option<Item>]) -> Result<Option<ReviewItem>> {
        let [Some(assignment), Some(coachee), coach, signals] = found else { return Ok(None) };
        let (assignment, coachee): (Assignment, User) = (from_item(assignment.clone())?, from_item(coachee.clone())?);
        if !self.review.fields.scope.has(&assignment, &coachee) {
            return Ok(None);
        }
        let coach: Option<User> = coach.clone().map(from_item).transpose()?;
        let signals: Signals = signals.clone().map(from_item).transpose()?.unwrap_or_default();
        let last_contact = signals.contacts.get(&assignment.coach_id).copied();
        let site = coachee.fields.site.clone();
        Ok(Some(ReviewItem {
            id: item_id(&assignment),
            review_id: self.review.id,
            coach: coach.as_ref().map_or_else(|| Person { id: assignment.coach_id, name: String::new() }, person),
            coachee: person(&coachee),
            signals: ReviewSignals::of(&assignment, coach.as_ref(), &coachee, last_contact, self.review.launched_on),
            reviewer: self.review.reviewer_of(&assignment, site.as_deref(), &self.able),
            site,
            assignment,
            decision: None,
            outcome: None,
            version: 1,
        }))
    }

    /// A review that can't be held.
    async fn stop(&mut self, why: &str) -> Result<()> {
        let edit = Edit::set("stopped", why).and(Edit::put("closed_at", &self.feed.clock.now())?);
        self.end(ReviewState::Closed, edit).await
    }

    /// Tells some reviewers that assignments wait for them; with the last of them the review opens.
    async fn tell(&mut self) -> Result<()> {
        if self.work.items == 0 {
            return self.stop("No coaching assignment is in its scope.").await;
        }
        let after = (!self.work.after.is_empty()).then_some(self.work.after.as_str());
        let range = keys::reviewers(&self.review.id);
        let page = self.table.list::<ReviewerProgress>(&range, Order::Ascending, TOLD_AT_ONCE, after).await?.to_change();
        for reviewer in &page.items {
            let (to, launched) = (reviewer.person.id, self.review.launched_at);
            let notice = Notice::of_review(NoticeKind::ReviewAssigned, &self.review, to, reviewer.open, launched, self.feed.clock.now());
            tell(self.table, to, &notice).await?;
        }
        match page.next {
            Some(next) => {
                self.work.after = next;
                self.save(Changes::without_caller()).await
            }
            None => {
                let items = self.work.items;
                self.end(ReviewState::Open, Edit::default().and_add("items", items.into())).await
            }
        }
    }

    /// Does what was decided of some items; with the last of them the review is closed.
    async fn close(&mut self) -> Result<()> {
        let applying = Applying { feed: self.feed, table: self.table, review: &self.review, time_zone: self.time_zone };
        match applying.some(&self.work.after).await? {
            Some(next) => {
                self.work.after = next;
                self.save(Changes::without_caller()).await
            }
            None => {
                let now = self.feed.clock.now();
                super::tell_launcher(self.table, &self.review, NoticeKind::ReviewClosed, self.review.launched_at, now).await?;
                self.end(ReviewState::Closed, Edit::put("closed_at", &now)?).await
            }
        }
    }
}

/// The coachee and the coach of each assignment in the index, in its order.
fn pairs(found: &[(String, Item)]) -> Result<Vec<(UserId, UserId)>> {
    let mut pairs = found.iter().filter_map(|(key, _)| pair(key).transpose()).collect::<Result<Vec<_>>>()?;
    pairs.dedup();
    Ok(pairs)
}

/// The coachee and the coach of an assignment's key in the index; none of a profile's.
fn pair(key: &str) -> Result<Option<(UserId, UserId)>> {
    let mut parts = key.split('#');
    let (coachee, what, coach) = (parts.next().unwrap_or_default(), parts.next(), parts.next().unwrap_or_default());
    let malformed = |_| Error::Internal(format!("the index has a key {key}"));
    if what != Some("COACH") {
        return Ok(None);
    }
    Ok(Some((coachee.parse().map_err(malformed)?, coach.parse().map_err(malformed)?)))
}

/// Behind everything that is told of what this key is about.
fn behind(key: &str) -> Result<String> {
    Ok(pair(key)?.map_or_else(|| key.to_owned(), |(coachee, coach)| keys::behind_pair(&coachee, &coach)))
}
