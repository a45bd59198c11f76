//! Reminds reviewers, replaces those who left, closes reviews past their last day and repeats them. The schedule calls
//! it hourly. Each notice and each repeated review has an id derived from the day, so calling it again does nothing
//! twice.

use super::changes::{
    Closing, about, about_item, active, close, create_review, eligible, find_work, notify_launcher,
    reassign, takes_decisions,
};
use crate::{
    background::{Background, Scheduled, Tenant},
    feed::{notify_user, retry_or_log},
};
use serde::Serialize;
use shared::{
    domain::{
        Activity, ActivityKind, Actor, Day, Error, Moment, Notice, NoticeKind, Person, Result,
        Review, ReviewId, ReviewItem, ReviewState, ReviewerProgress, UserId, Work,
        review::{Phase, REMINDERS},
    },
    table::{Changes, Condition, Edit, Table, equals, keys, must, version_is},
};
use std::collections::HashMap;

/// How many items are read in one transaction.
const BATCH: usize = 50;

/// How many reviews were inspected.
#[derive(Debug, PartialEq, Serialize)]
pub struct Inspected {
    /// In all organizations.
    pub reviews: usize,
}

/// Inspects the reviews of each organization.
pub async fn handle(background: &Background, _: Scheduled) -> Result<Inspected> {
    let results = background
        .each_tenant(|tenant| inspect_all(background, tenant))
        .await?;
    Ok(Inspected {
        reviews: results.iter().map(|(_, reviews)| reviews).sum(),
    })
}

/// Inspects every review of an organization, and returns how many there are. A review that fails doesn't affect the
/// others.
async fn inspect_all(background: &Background, tenant: Tenant) -> Result<usize> {
    let Tenant {
        table,
        organisation,
    } = tenant;
    let now = background.clock.now();
    let due = Due {
        table: &table,
        now,
        today: now.day_in(&organisation.settings.time_zone),
        time_zone: organisation.settings.time_zone,
    };
    let reviews = table.all(&keys::reviews()).await?.to_change();
    let mut result = Ok(());
    // The newest first.
    for review in reviews.iter().rev() {
        result = result.and(due.inspect(review).await);
    }
    result.map(|()| reviews.len())
}

/// The reviews of one organization, at this moment.
struct Due<'a> {
    table: &'a Table,
    now: Moment,
    today: Day,
    time_zone: String,
}

impl Due<'_> {
    async fn inspect(&self, review: &Review) -> Result<()> {
        match review.state {
            ReviewState::Open | ReviewState::Held => self.inspect_open(review).await,
            ReviewState::Launching | ReviewState::Closing => self.restart_walk(review).await,
            ReviewState::Closed if review.is_due_again(self.today) => self.repeat(review).await,
            ReviewState::Closed => Ok(()),
        }
    }

    async fn inspect_open(&self, review: &Review) -> Result<()> {
        let reviewers = self
            .table
            .all(&keys::reviewers(&review.id))
            .await?
            .to_change();
        let undecided: Vec<&ReviewerProgress> = reviewers
            .iter()
            .filter(|reviewer| reviewer.open > 0)
            .collect();
        self.replace_inactive(review, &undecided).await?;
        let days_left = review.fields.due_on.days_since(self.today);
        if days_left < 0 {
            return self.close_or_notify(review).await;
        }
        if REMINDERS.contains(&days_left) {
            for reviewer in undecided {
                retry_or_log(self.remind(review, reviewer).await)?;
            }
        }
        Ok(())
    }

    async fn remind(&self, review: &Review, reviewer: &ReviewerProgress) -> Result<()> {
        let to = reviewer.person.id;
        notify_user(
            self.table,
            to,
            &Notice::of_review(
                NoticeKind::ReviewReminder,
                review,
                to,
                reviewer.open,
                self.today_begins(),
                self.now,
            ),
        )
        .await
    }

    fn today_begins(&self) -> Moment {
        self.today.begins_in(&self.time_zone)
    }

    /// Reassigns the undecided items of inactive reviewers to the fallback reviewer.
    async fn replace_inactive(
        &self,
        review: &Review,
        undecided: &[&ReviewerProgress],
    ) -> Result<()> {
        let ids: Vec<UserId> = undecided
            .iter()
            .map(|reviewer| reviewer.person.id)
            .collect();
        let active = active(self.table, &ids).await?;
        let inactive: Vec<UserId> = ids
            .into_iter()
            .filter(|id| !active.contains_key(id))
            .collect();
        if inactive.is_empty() {
            return Ok(());
        }
        let eligible = eligible(self.table, review).await?;
        for id in inactive {
            self.replace(review, id, &eligible).await?;
        }
        Ok(())
    }

    /// Reassigns the undecided items of one inactive reviewer, and notifies the new reviewers.
    async fn replace(
        &self,
        review: &Review,
        inactive: UserId,
        eligible: &HashMap<UserId, Person>,
    ) -> Result<()> {
        let mut counts: HashMap<UserId, u32> = HashMap::new();
        let range = keys::all_reviewing(&inactive, Some(&review.id));
        let pointers = self.table.all(&range).await?.to_change();
        for pointers in pointers.chunks(BATCH) {
            let items: Vec<_> = pointers
                .iter()
                .map(|pointer| keys::review_item(&review.id, &pointer.item_id).lenient())
                .collect();
            let items = self.table.as_of_now(items).await?.to_change();
            for item in items.into_iter().flatten() {
                if let Some(to) = self
                    .reassign(review, &item, review.fallback_of(&item, eligible))
                    .await?
                {
                    *counts.entry(to).or_default() += 1;
                }
            }
        }
        for (to, count) in counts {
            notify_user(
                self.table,
                to,
                &Notice::of_review(
                    NoticeKind::ReviewAssigned,
                    review,
                    to,
                    count,
                    self.today_begins(),
                    self.now,
                ),
            )
            .await?;
        }
        Ok(())
    }

    /// Reassigns one item, and returns the new reviewer; none when it was decided or reassigned in the meantime.
    async fn reassign(
        &self,
        review: &Review,
        item: &ReviewItem,
        to: Option<Person>,
    ) -> Result<Option<UserId>> {
        let entry = Activity::new(ActivityKind::ReviewReassigned, Actor::system(), self.now);
        let after = item.reassigned(to);
        let changes = Changes::by_system(about_item(entry, item, &after)?)?.edit(
            keys::review(&review.id),
            Edit::add("version", 1),
            takes_decisions(),
        );
        let changes = reassign(changes, item, &after)?;
        match self.table.commit(changes).await {
            Err(Error::Stale { .. } | Error::ReviewNotOpen) => Ok(None),
            result => result.map(|()| after.reviewer.map(|reviewer| reviewer.id)),
        }
    }

    /// Closes a review past its last day, if it closes by itself and its launcher still is an administrator.
    /// Otherwise the launcher is notified.
    async fn close_or_notify(&self, review: &Review) -> Result<()> {
        if review.fields.closes_by_itself && review.state == ReviewState::Open {
            let changes = |kind| {
                let entry = Activity::new(kind, Actor::system(), self.now);
                let launcher = review.by.id.ok_or(Error::NotPermitted)?;
                let may_close = vec![
                    must(equals("status", "active"), Error::NotPermitted),
                    must(equals("role", "administrator"), Error::NotPermitted),
                ];
                Ok(Changes::by_system(about(entry, review.id))?
                    .check(keys::profile(&launcher), may_close))
            };
            let closing = Closing {
                silence: review.fields.on_silence,
                by: Actor::system(),
                changes,
            };
            let (changes, after) =
                close(closing, review, &find_work(self.table, review.id).await?)?;
            match self.table.commit(changes).await {
                Ok(()) if after.state == ReviewState::Closing => return Ok(()),
                // It is held, was changed in the meantime, or its launcher may no longer close it.
                Ok(()) | Err(Error::Stale { .. } | Error::ReviewNotOpen | Error::NotPermitted) => {}
                Err(error) => return Err(error),
            }
        }
        let over = review.fields.due_on.plus_days(1).begins_in(&self.time_zone);
        notify_launcher(self.table, review, NoticeKind::ReviewWaits, over, self.now).await
    }

    /// Restarts a walk that the stream may have given up, by marking its progress as pending.
    async fn restart_walk(&self, review: &Review) -> Result<()> {
        let work = find_work(self.table, review.id).await?;
        if work.phase == Phase::Done {
            return Ok(());
        }
        let pending = Work {
            waits: true,
            version: work.version + 1,
            ..work.clone()
        };
        let changes = Changes::without_caller().create_by(
            keys::review_work(&review.id),
            &pending,
            vec![version_is(work.version)],
        )?;
        match self.table.commit(changes).await {
            Err(Error::Stale { .. }) => Ok(()),
            result => result,
        }
    }

    /// Launches the next review with the same fields, once.
    async fn repeat(&self, review: &Review) -> Result<()> {
        let next = review.again(
            ReviewId::of(self.today_begins(), &review.id.to_string()),
            self.now,
            self.today,
        );
        let entry = Activity::new(ActivityKind::ReviewLaunched, Actor::system(), self.now);
        let edit = Edit::put("repeated_by", &next.id)?.and_add("version", 1);
        let not_yet = must(
            Condition::Lacks("repeated_by"),
            Error::Stale {
                current: review.version,
            },
        );
        let changes = Changes::by_system(about(entry, next.id))?.edit(
            keys::review(&review.id),
            edit,
            vec![not_yet],
        );
        match self.table.commit(create_review(changes, &next)?).await {
            Err(Error::Stale { .. }) => Ok(()),
            result => result,
        }
    }
}
