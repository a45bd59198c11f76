//! Doing what was decided: each by the same change as by hand, in one transaction with the mark that it
//! is done.

use crate::{
    assignments::{
        change::{Ending, activity, end_without_activity},
        transfer::hand_over_one,
    },
    feed::Feed,
};
use shared::{
    domain::{
        Activity, ActivityKind, Actor, Assignment, Caller, Choice, Done, Error, HistoryKind, Moment, Pair, Result, Review, ReviewItem,
        ReviewOutcome, Role, Silence, UserId,
    },
    http::problem::problem,
    table::{Changes, Edit, Order, Table, equals, from_item, keys, must, version_is},
};

/// How many items are looked at in a step.
const AT_ONCE: usize = 20;

pub struct Applying<'a> {
    pub feed: &'a Feed,
    pub table: &'a Table,
    pub review: &'a Review,
    pub time_zone: &'a str,
}

impl Applying<'_> {
    /// Deals with some items behind a key; gives the key to go on behind, if there is more.
    pub async fn some(&self, after: &str) -> Result<Option<String>> {
        let after = (!after.is_empty()).then_some(after);
        let range = keys::review_items(&self.review.id);
        let page = self.table.list::<ReviewItem>(&range, Order::Ascending, AT_ONCE, after).await?.to_change();
        let open: Vec<ReviewItem> = page.items.into_iter().filter(|item| item.outcome.is_none()).collect();
        let sides: Vec<_> = open.iter().map(|item| keys::coach_of(&item.coachee.id, &item.coach.id)).collect();
        let sides = self.table.as_of_now(&sides).await?.to_change();
        let mut marks = Vec::new();
        for (item, side) in open.iter().zip(sides) {
            let there = side.map(from_item::<Assignment>).transpose()?.filter(|there| there.since == item.assignment.since);
            marks.extend(self.deal_with(item, there).await?.map(|outcome| (item, outcome)));
        }
        let marked = marks.iter().try_fold(Changes::without_caller(), |changes, (item, outcome)| self.mark(changes, item, outcome))?;
        if !marked.is_empty() {
            self.table.commit(marked).await?;
        }
        Ok(page.next)
    }

    /// Does what was decided of an item. Gives what is to be marked, where nothing was changed.
    async fn deal_with(&self, item: &ReviewItem, there: Option<Assignment>) -> Result<Option<ReviewOutcome>> {
        let Some(there) = there else { return Ok(Some(self.outcome(item, Done::GoneMeanwhile, None))) };
        let changes = match item.choice(self.silence()) {
            Choice::Keep => return Ok(Some(self.outcome(item, Done::Kept, None))),
            Choice::End => self.end(item),
            Choice::Transfer => self.transfer(item, &there).await,
        };
        let done = match changes {
            Ok(changes) => self.table.commit(changes).await,
            Err(error) => Err(error),
        };
        match done {
            Ok(()) => Ok(None),
            Err(error @ (Error::Unavailable(_) | Error::Internal(_) | Error::Stale { .. })) => Err(error),
            Err(Error::Settled | Error::NotConnected) => Ok(Some(self.outcome(item, Done::GoneMeanwhile, None))),
            Err(error) => Ok(Some(self.outcome(item, Done::NotDone, Some(problem(&error, "").detail)))),
        }
    }

    fn silence(&self) -> Silence {
        self.review.silence.unwrap_or_default()
    }

    fn outcome(&self, item: &ReviewItem, done: Done, why: Option<String>) -> ReviewOutcome {
        ReviewOutcome { done, by_silence: item.decision.is_none(), at: self.feed.clock.now(), why }
    }

    /// What is done to an item, and with it off its reviewer's list.
    fn mark(&self, changes: Changes, item: &ReviewItem, outcome: &ReviewOutcome) -> Result<Changes> {
        let after = ReviewItem { outcome: Some(outcome.clone()), version: item.version + 1, ..item.clone() };
        let edit = Edit::add("dealt_with", 1).and_add("not_done", i64::from(outcome.done == Done::NotDone)).and_add("version", 1);
        let changes = changes.edit(keys::review(&self.review.id), edit, Vec::new());
        super::take_from_list(changes, item).create_by(keys::review_item(&self.review.id, &item.id), &after, vec![version_is(item.version)])
    }

    /// The change in the name of who decided, as long as the assignment is the one that was reviewed.
    fn begin(&self, item: &ReviewItem, kind: ActivityKind, done: Done) -> Result<(Changes, Caller)> {
        let by = item.decision.as_ref().map_or(&self.review.by, |decision| &decision.by);
        let caller = self.as_of(by);
        let pair = item.assignment.pair();
        let to_coach_id = item.decision.as_ref().and_then(|decision| decision.to_coach.as_ref()).map(|coach| coach.id);
        let entry = Activity { record_id: Some(self.review.id.to_string()), to_coach_id, ..activity(&caller, kind, pair) };
        let changes = self.mark(Changes::by_system(entry)?, item, &self.outcome(item, done, None))?;
        let same = must(equals("since", item.assignment.since.to_string()), Error::Settled);
        Ok((changes.check(keys::coach_of(&pair.coachee, &pair.coach), vec![same]), caller))
    }

    fn end(&self, item: &ReviewItem) -> Result<Changes> {
        let (changes, caller) = self.begin(item, ActivityKind::AssignmentEnded, Done::Ended)?;
        let ending = Ending { kind: HistoryKind::Ended, activity: ActivityKind::AssignmentEnded, reason: Some(self.reason(item)) };
        end_without_activity(changes, &caller, item.assignment.pair(), &ending)
    }

    async fn transfer(&self, item: &ReviewItem, there: &Assignment) -> Result<Changes> {
        let to = item.decision.as_ref().and_then(|decision| decision.to_coach.as_ref());
        let to = to.ok_or_else(|| Error::Internal("a transfer to nobody".to_owned()))?.id;
        Pair::new(to, there.coachee_id)?;
        let other = self.table.find::<Assignment>(&keys::coach_of(&there.coachee_id, &to)).await?.to_change();
        let (changes, caller) = self.begin(item, ActivityKind::AssignmentTransferred, Done::Transferred)?;
        hand_over_one(changes, &caller, there, to, other.is_some(), Some(&self.reason(item)))
    }

    /// What stands in the history of both.
    fn reason(&self, item: &ReviewItem) -> String {
        let name = &self.review.fields.name;
        match item.decision.as_ref().and_then(|decision| decision.justification.as_ref()) {
            Some(justification) => format!("Review “{name}”: {justification}"),
            None => format!("Review “{name}”: nobody decided to keep it."),
        }
    }

    /// Somebody as if they did it now: the change is the system's, in their name.
    fn as_of(&self, by: &Actor) -> Caller {
        let now: Moment = self.feed.clock.now();
        Caller {
            organisation: self.table.organisation().clone(),
            user_id: by.id.unwrap_or_else(|| UserId::first_of(now)),
            name: by.name.clone(),
            role_hint: Role::Administrator,
            now,
            today: now.day_in(self.time_zone),
            time_zone: self.time_zone.to_owned(),
            request_id: String::new(),
            address: String::new(),
        }
    }
}
