//! What time brings to reviews: reminders, reviewers who left, closing, and the next one. The schedule asks
//! each hour; asked again, everything is there once.

use super::{Closing, able, about, begin, close, find_work, hand_to, tell_launcher};
use crate::feed::{Feed, tell};
use serde::Serialize;
use shared::{
    domain::{
        Activity, ActivityKind, Actor, Day, Error, Moment, Notice, NoticeKind, OrganisationId, Person, Result, Review, ReviewId,
        ReviewItem, ReviewState, ReviewerProgress, UserId, Work,
        review::{Phase, REMINDERS},
    },
    table::{Changes, Condition, Edit, Order, Table, equals, from_item, keys, must, version_is},
};
use std::collections::HashMap;

/// What was looked at.
#[derive(Debug, PartialEq, Serialize)]
pub struct Looked {
    pub reviews: usize,
}

pub async fn due(feed: &Feed, organisations: &[OrganisationId]) -> Result<Looked> {
    let mut looked = Looked { reviews: 0 };
    for organisation in organisations {
        let table = feed.store.of(organisation);
        let Some(organisation) = table.settings().await? else { continue };
        let now = feed.clock.now();
        let due =
            Due { table: &table, now, today: now.day_in(&organisation.settings.time_zone), time_zone: organisation.settings.time_zone };
        let mut after: Option<String> = None;
        loop {
            let page = table.list::<Review>(&keys::reviews(), Order::Descending, 50, after.as_deref()).await?.to_change();
            for review in &page.items {
                due.look(review).await?;
                looked.reviews += 1;
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    Ok(looked)
}

struct Due<'a> {
    table: &'a Table,
    now: Moment,
    today: Day,
    time_zone: String,
}

impl Due<'_> {
    async fn look(&self, review: &Review) -> Result<()> {
        match review.state {
            ReviewState::Open | ReviewState::Held => self.look_at_open(review).await,
            ReviewState::Launching | ReviewState::Closing => self.push(review).await,
            ReviewState::Closed if review.is_to_be_repeated(self.today) => self.repeat(review).await,
            ReviewState::Closed => Ok(()),
        }
    }

    async fn look_at_open(&self, review: &Review) -> Result<()> {
        let reviewers = self.reviewers(review).await?;
        let waiting: Vec<&ReviewerProgress> = reviewers.iter().filter(|reviewer| reviewer.open > 0).collect();
        self.replace_who_left(review, &waiting).await?;
        let days_left = review.fields.due_on.days_since(self.today);
        if days_left < 0 {
            return self.over(review).await;
        }
        if REMINDERS.contains(&days_left) {
            for reviewer in waiting {
                self.remind(review, reviewer).await?;
            }
        }
        Ok(())
    }

    async fn reviewers(&self, review: &Review) -> Result<Vec<ReviewerProgress>> {
        let mut reviewers = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let page = self.table.list(&keys::reviewers(&review.id), Order::Ascending, 200, after.as_deref()).await?.to_change();
            reviewers.extend(page.items);
            after = page.next;
            if after.is_none() {
                return Ok(reviewers);
            }
        }
    }

    async fn remind(&self, review: &Review, reviewer: &ReviewerProgress) -> Result<()> {
        let to = reviewer.person.id;
        tell(self.table, to, &Notice::of_review(NoticeKind::ReviewReminder, review, to, reviewer.open, self.today_begins(), self.now)).await
    }

    fn today_begins(&self) -> Moment {
        self.today.begins_in(&self.time_zone)
    }

    /// What somebody who is inactive was to decide goes to the fallback.
    async fn replace_who_left(&self, review: &Review, waiting: &[&ReviewerProgress]) -> Result<()> {
        let ids: Vec<UserId> = waiting.iter().map(|reviewer| reviewer.person.id).collect();
        let there = super::active(self.table, &ids).await?;
        let gone: Vec<UserId> = ids.into_iter().filter(|id| !there.contains_key(id)).collect();
        if gone.is_empty() {
            return Ok(());
        }
        let able = able(self.table, review).await?;
        for id in gone {
            self.replace(review, id, &able).await?;
        }
        Ok(())
    }

    async fn replace(&self, review: &Review, gone: UserId, able: &HashMap<UserId, Person>) -> Result<()> {
        let mut told: HashMap<UserId, u32> = HashMap::new();
        let mut after: Option<String> = None;
        loop {
            let range = keys::all_reviewing(&gone, Some(&review.id));
            let page = self.table.list::<super::Pointer>(&range, Order::Ascending, 50, after.as_deref()).await?.to_change();
            let asked: Vec<_> = page.items.iter().map(|pointer| keys::review_item(&review.id, &pointer.item_id)).collect();
            for item in self.table.as_of_now(&asked).await?.to_change().into_iter().flatten() {
                let item: ReviewItem = from_item(item)?;
                if let Some(to) = self.hand_on(review, &item, review.fallback_of(&item, able)).await? {
                    *told.entry(to).or_default() += 1;
                }
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        for (to, count) in told {
            tell(self.table, to, &Notice::of_review(NoticeKind::ReviewAssigned, review, to, count, self.today_begins(), self.now)).await?;
        }
        Ok(())
    }

    async fn hand_on(&self, review: &Review, item: &ReviewItem, to: Option<Person>) -> Result<Option<UserId>> {
        let entry = Activity::new(ActivityKind::ReviewReassigned, Actor::system(), self.now);
        let changes = Changes::by_system(super::about_item(entry, item))?.edit(
            keys::review(&review.id),
            Edit::add("version", 1),
            super::takes_decisions(),
        );
        let (changes, after) = hand_to(changes, item, to)?;
        match self.table.commit(changes).await {
            // It was decided or handed on meanwhile.
            Err(Error::Stale { .. } | Error::ReviewNotOpen) => Ok(None),
            settled => settled.map(|()| after.reviewer.map(|reviewer| reviewer.id)),
        }
    }

    /// A review past its last day closes, if it is to and who launched it may still; else they are told.
    async fn over(&self, review: &Review) -> Result<()> {
        if review.fields.closes_by_itself && review.state == ReviewState::Open {
            let changes = |kind| {
                let entry = Activity::new(kind, Actor::system(), self.now);
                let launcher = review.by.id.ok_or(Error::NotPermitted)?;
                let may =
                    vec![must(equals("status", "active"), Error::NotPermitted), must(equals("role", "administrator"), Error::NotPermitted)];
                Ok(Changes::by_system(about(entry, review.id))?.check(keys::profile(&launcher), may))
            };
            let closing = Closing { silence: review.fields.on_silence, by: Actor::system(), changes };
            let (changes, after) = close(closing, review, &find_work(self.table, review.id).await?)?;
            match self.table.commit(changes).await {
                Ok(()) if after.state == ReviewState::Closing => return Ok(()),
                // It is held, somebody was faster, or who launched it may no longer: it waits.
                Ok(()) | Err(Error::Stale { .. } | Error::ReviewNotOpen | Error::NotPermitted) => {}
                Err(error) => return Err(error),
            }
        }
        let over = review.fields.due_on.plus_days(1).begins_in(&self.time_zone);
        tell_launcher(self.table, review, NoticeKind::ReviewWaits, over, self.now).await
    }

    /// A walk that the stream has given up is begun again.
    async fn push(&self, review: &Review) -> Result<()> {
        let work = find_work(self.table, review.id).await?;
        if work.phase == Phase::Done {
            return Ok(());
        }
        let again = Work { waits: true, version: work.version + 1, ..work.clone() };
        let changes = Changes::without_caller().create_by(keys::review_work(&review.id), &again, vec![version_is(work.version)])?;
        match self.table.commit(changes).await {
            Err(Error::Stale { .. }) => Ok(()),
            settled => settled,
        }
    }

    /// The next one like it, once.
    async fn repeat(&self, review: &Review) -> Result<()> {
        let next = review.again(ReviewId::of(self.today_begins(), &review.id.to_string()), self.now, self.today);
        let entry = Activity::new(ActivityKind::ReviewLaunched, Actor::system(), self.now);
        let edit = Edit::put("repeated_by", &next.id)?.and_add("version", 1);
        let not_yet = must(Condition::Lacks("repeated_by"), Error::Stale { current: review.version });
        let changes = Changes::by_system(about(entry, next.id))?.edit(keys::review(&review.id), edit, vec![not_yet]);
        match self.table.commit(begin(changes, &next)?).await {
            Err(Error::Stale { .. }) => Ok(()),
            settled => settled,
        }
    }
}
