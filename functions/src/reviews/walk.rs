//! Walks a review: gathers its assignments, notifies its reviewers, and carries out its decisions. How a walk is
//! interrupted and resumed is in [`crate::walk`].

use super::{
    apply::Applying,
    changes::{eligible, find, find_work, notify_launcher, with_pending},
};
use crate::{
    background::{Background, Tenant},
    feed::notify_user,
    walk::{TIME, Walk, resume},
};
use shared::{
    domain::{
        Assignment, Error, Notice, NoticeKind, OrganisationId, Person, Result, Review, ReviewId,
        ReviewItem, ReviewState, Signals, User, UserId, Work,
        audit::SHARDS,
        review::{MAX_ITEMS, Phase, ReviewSignals, item_id},
    },
    table::{
        Changes, Edit, Item, Order, Raw, StreamAnswer, StreamEvent, StreamRecord, Table, equals,
        keys::{self, Indexed},
        must, version_is,
    },
};
use std::{collections::HashMap, time::Instant};

/// How many assignments are gathered in a step: four items of each are read in one transaction.
const AT_ONCE: usize = 24;
/// The items of the index that are read for them: two of each assignment.
const PAGE: i32 = 48;
/// How many reviewers are notified in a step.
const REVIEWERS_AT_ONCE: usize = 50;

/// Walks the reviews that the stream reports as pending.
pub async fn handle(background: &Background, event: StreamEvent) -> Result<StreamAnswer> {
    Ok(event
        .in_order(|record| walk_record(background, record))
        .await)
}

async fn walk_record(background: &Background, record: &StreamRecord) -> Result<()> {
    let (organisation, review) = record.review()?;
    walk(background, &organisation, review, Instant::now() + TIME).await
}

/// Resumes a review until nothing is left to do, or until the time is up and it is marked as pending.
///
/// # Errors
/// Those of the database. Everything stored before the error counts.
pub async fn walk(
    background: &Background,
    organisation: &OrganisationId,
    id: ReviewId,
    until: Instant,
) -> Result<()> {
    let Tenant {
        table,
        organisation,
    } = background.tenant(organisation).await?;
    let review = find(&table, id).await?;
    let eligible = eligible(&table, &review).await?;
    let mut walk = ReviewWalk {
        background,
        table: &table,
        time_zone: &organisation.settings.time_zone,
        work: find_work(&table, id).await?,
        review,
        eligible,
    };
    resume(&mut walk, until).await
}

/// The items of a pair: the assignment, the coachee, and, not parsed yet, the coach and the coachee's signals.
type OfPair = (
    Option<Assignment>,
    Option<User>,
    Option<Raw<User>>,
    Option<Raw<Signals>>,
);

struct ReviewWalk<'a> {
    background: &'a Background,
    table: &'a Table,
    time_zone: &'a str,
    review: Review,
    work: Work,
    /// The people who may be asked to review.
    eligible: HashMap<UserId, Person>,
}

impl Walk for ReviewWalk<'_> {
    const MAX_OVERTAKEN: u32 = 8;

    fn is_done(&self) -> bool {
        self.work.phase == Phase::Done
    }

    async fn step(&mut self) -> Result<()> {
        self.work.waits = false;
        match self.work.phase {
            Phase::Gathering => self.gather().await,
            Phase::Notifying => self.notify_reviewers().await,
            Phase::Closing => self.close().await,
            Phase::Done => Ok(()),
        }
    }

    async fn pause(&mut self) -> Result<()> {
        self.work.waits = true;
        self.save(Changes::without_caller()).await
    }

    async fn reload(&mut self) -> Result<()> {
        self.work = find_work(self.table, self.review.id).await?;
        self.review = find(self.table, self.review.id).await?;
        Ok(())
    }
}

impl ReviewWalk<'_> {
    /// Commits the changes of a step together with the progress.
    async fn save(&mut self, changes: Changes) -> Result<()> {
        let version = self.work.version;
        self.work.version += 1;
        self.table
            .commit(changes.create_by(
                keys::review_work(&self.review.id),
                &self.work,
                vec![version_is(version)],
            )?)
            .await
    }

    /// Ends the walk, and puts the review into this state.
    async fn end(&mut self, state: ReviewState, edit: Edit) -> Result<()> {
        let before = serde_json::to_value(self.review.state).unwrap_or_default();
        let unchanged = must(
            equals("state", before.as_str().unwrap_or_default()),
            Error::Stale {
                current: self.review.version,
            },
        );
        let edit = edit.and(Edit::put("state", &state)?).and_add("version", 1);
        let changes =
            Changes::without_caller().edit(keys::review(&self.review.id), edit, vec![unchanged]);
        self.work.on_to(Phase::Done);
        self.save(changes).await
    }

    /// Gathers the next assignments of a shard of the index.
    async fn gather(&mut self) -> Result<()> {
        let (found, is_last) = self
            .table
            .walk(self.work.shard - 1, &self.work.after, PAGE)
            .await?;
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
            // The other item of the last pair may be on the next page, and is passed over there.
            (true, false) => {
                self.work.after = found
                    .last()
                    .map(|(key, _)| after_pair(key))
                    .transpose()?
                    .unwrap_or_default()
            }
            (false, _) => {
                self.work.after = pairs
                    .last()
                    .map(|(coachee, coach)| keys::behind_pair(coachee, coach))
                    .unwrap_or_default()
            }
        }
        if self.work.shard > SHARDS {
            self.work.on_to(Phase::Notifying);
        }
        let mut changes = Changes::without_caller();
        for item in &items {
            changes = changes.create_by(
                keys::review_item(&self.review.id, &item.id),
                item,
                vec![version_is(0)],
            )?;
            if let Some(reviewer) = &item.reviewer {
                changes = with_pending(changes, item, reviewer)?;
            }
        }
        self.save(changes).await
    }

    /// The review's items for those of these pairs that are in its scope, as the table stores them now.
    async fn items(&self, pairs: &[(UserId, UserId)]) -> Result<Vec<ReviewItem>> {
        let of_each = |(coachee, coach): &(UserId, UserId)| {
            (
                keys::coach_of(coachee, coach).lenient(),
                keys::profile(coachee).lenient(),
                keys::profile(coach).raw(),
                keys::signals(coachee).raw(),
            )
        };
        let wanted: Vec<_> = pairs.iter().map(of_each).collect();
        let found = self.table.as_of_now(wanted).await?.to_change();
        Ok(found
            .into_iter()
            .filter_map(|found| self.item(found))
            .collect())
    }

    /// The item of a pair; none when it is out of the scope, which is decided before the rest is parsed.
    fn item(&self, (assignment, coachee, coach, signals): OfPair) -> Option<ReviewItem> {
        let (assignment, coachee) = (assignment?, coachee?);
        if assignment.is_over(self.review.launched_on)
            || !self.review.fields.scope.has(&assignment, &coachee)
        {
            return None;
        }
        let coach = coach.and_then(Raw::readable);
        let signals = signals.and_then(Raw::readable).unwrap_or_default();
        let last_contact = signals.last_contact(assignment.coach_id);
        let site = coachee.fields.site.clone();
        Some(ReviewItem {
            id: item_id(&assignment),
            review_id: self.review.id,
            coach: coach.as_ref().map_or_else(
                || Person {
                    id: assignment.coach_id,
                    name: String::new(),
                },
                User::person,
            ),
            coachee: coachee.person(),
            signals: ReviewSignals::of(
                &assignment,
                coach.as_ref(),
                &coachee,
                last_contact,
                self.review.launched_on,
            ),
            reviewer: self
                .review
                .reviewer_of(&assignment, site.as_deref(), &self.eligible),
            site,
            assignment,
            decision: None,
            outcome: None,
            version: 1,
        })
    }

    /// Closes a review that can't be carried out, with the reason.
    async fn stop(&mut self, why: &str) -> Result<()> {
        let edit =
            Edit::set("stopped", why).and(Edit::put("closed_at", &self.background.clock.now())?);
        self.end(ReviewState::Closed, edit).await
    }

    /// Notifies the next reviewers of their assignments. After the last of them the review is open.
    async fn notify_reviewers(&mut self) -> Result<()> {
        if self.work.items == 0 {
            return self.stop("No coaching assignment is in its scope.").await;
        }
        let after = (!self.work.after.is_empty()).then_some(self.work.after.as_str());
        let range = keys::reviewers(&self.review.id);
        let page = self
            .table
            .list(&range, Order::Ascending, REVIEWERS_AT_ONCE, after)
            .await?
            .to_change();
        for reviewer in &page.items {
            let (to, launched) = (reviewer.person.id, self.review.launched_at);
            let notice = Notice::of_review(
                NoticeKind::ReviewAssigned,
                &self.review,
                to,
                reviewer.open,
                launched,
                self.background.clock.now(),
            );
            notify_user(self.table, to, &notice).await?;
        }
        match page.next {
            Some(next) => {
                self.work.after = next;
                self.save(Changes::without_caller()).await
            }
            None => {
                let items = self.work.items;
                self.end(
                    ReviewState::Open,
                    Edit::default().and_add("items", items.into()),
                )
                .await
            }
        }
    }

    /// Carries out the next decisions. After the last of them the review is closed.
    async fn close(&mut self) -> Result<()> {
        let applying = Applying {
            background: self.background,
            table: self.table,
            review: &self.review,
            time_zone: self.time_zone,
        };
        match applying.next_batch(&self.work.after).await? {
            Some(next) => {
                self.work.after = next;
                self.save(Changes::without_caller()).await
            }
            None => {
                let now = self.background.clock.now();
                notify_launcher(
                    self.table,
                    &self.review,
                    NoticeKind::ReviewClosed,
                    self.review.launched_at,
                    now,
                )
                .await?;
                self.end(ReviewState::Closed, Edit::put("closed_at", &now)?)
                    .await
            }
        }
    }
}

/// The coachee and the coach of each assignment in a page of the index, each pair once.
fn pairs(found: &[(String, Item)]) -> Result<Vec<(UserId, UserId)>> {
    let mut pairs = found
        .iter()
        .filter_map(|(key, _)| pair(key).transpose())
        .collect::<Result<Vec<_>>>()?;
    pairs.dedup();
    Ok(pairs)
}

/// The coachee and the coach in the index key of an assignment; none for a profile's key.
fn pair(key: &str) -> Result<Option<(UserId, UserId)>> {
    Ok(match Indexed::parse(key)? {
        Indexed::Assignment { coachee, coach, .. } => Some((coachee, coach)),
        Indexed::Profile(_) => None,
    })
}

/// The key after both items of the assignment that this key is about.
fn after_pair(key: &str) -> Result<String> {
    Ok(pair(key)?.map_or_else(
        || key.to_owned(),
        |(coachee, coach)| keys::behind_pair(&coachee, &coach),
    ))
}
