//! Helper: carries out the decisions of a review. Each is the change that an administrator would make, in one
//! transaction with the outcome in the review's item, so it is carried out once.

use super::changes::without_pending;
use crate::{
    assignments::{
        change::{Ending, activity, end_all_over_as, end_over_as, end_without_activity},
        handover::Handover,
    },
    background::Background,
};
use shared::{
    domain::{
        Activity, ActivityKind, Actor, Assignment, Caller, Choice, Done, Error, Moment, Pair,
        Result, Review, ReviewItem, ReviewOutcome, Role, Silence, UserId,
    },
    http::problem::problem,
    table::{Changes, Edit, Order, Table, equals, keys, must, version_is},
};

/// The items of one step of the walk.
const BATCH: usize = 20;

/// A review that is closing.
pub struct Applying<'a> {
    pub background: &'a Background,
    pub table: &'a Table,
    pub review: &'a Review,
    pub time_zone: &'a str,
}

impl Applying<'_> {
    /// Carries out the decisions of the next items after a key. Returns the key to continue after, if there are more.
    pub async fn next_batch(&self, after: &str) -> Result<Option<String>> {
        let after = (!after.is_empty()).then_some(after);
        let range = keys::review_items(&self.review.id);
        let page = self
            .table
            .list(&range, Order::Ascending, BATCH, after)
            .await?
            .to_change();
        let open: Vec<ReviewItem> = page
            .items
            .into_iter()
            .filter(|item| item.outcome.is_none())
            .collect();
        let sides: Vec<_> = open
            .iter()
            .map(|item| keys::coach_of(&item.coachee.id, &item.coach.id).lenient())
            .collect();
        let sides = self.table.as_of_now(sides).await?.to_change();
        let mut outcomes = Vec::new();
        for (item, side) in open.iter().zip(sides) {
            let current = side.filter(|current| current.since == item.assignment.since);
            outcomes.extend(
                self.carry_out(item, current)
                    .await?
                    .map(|outcome| (item, outcome)),
            );
        }
        let marked = outcomes
            .iter()
            .try_fold(Changes::without_caller(), |changes, (item, outcome)| {
                self.mark(changes, item, outcome)
            })?;
        if !marked.is_empty() {
            self.table.commit(marked).await?;
        }
        Ok(page.next)
    }

    /// Carries out the decision about an item. When that needs no change of the assignment, returns the outcome, for
    /// the caller to store.
    async fn carry_out(
        &self,
        item: &ReviewItem,
        current: Option<Assignment>,
    ) -> Result<Option<ReviewOutcome>> {
        // An assignment that is over by now can't be kept, ended or transferred.
        let today = self.background.clock.now().day_in(self.time_zone);
        let Some(current) = current.filter(|current| !current.is_over(today)) else {
            return Ok(Some(self.outcome(item, Done::GoneMeanwhile, None)));
        };
        let result = match item.choice(self.silence()) {
            Choice::Keep => return Ok(Some(self.outcome(item, Done::Kept, None))),
            Choice::End => self.end(item).await,
            Choice::Transfer => match self.transfer(item, &current).await {
                // Assignments past their last day don't need room.
                Err(Error::AtCapacity) if self.end_all_over(item).await? > 0 => {
                    self.transfer(item, &current).await
                }
                result => result,
            },
        };
        match result {
            Ok(()) => Ok(None),
            // The walk retries these; all other errors are the outcome.
            Err(error) if error.is_transient() || matches!(error, Error::Stale { .. }) => {
                Err(error)
            }
            Err(Error::Settled) => Ok(Some(self.outcome(item, Done::GoneMeanwhile, None))),
            Err(error) => Ok(Some(self.outcome(
                item,
                Done::NotDone,
                Some(problem(&error, "").detail),
            ))),
        }
    }

    fn silence(&self) -> Silence {
        self.review.silence.unwrap_or_default()
    }

    fn outcome(&self, item: &ReviewItem, done: Done, why: Option<String>) -> ReviewOutcome {
        ReviewOutcome {
            done,
            by_silence: item.decision.is_none(),
            at: self.background.clock.now(),
            why,
        }
    }

    /// Adds the outcome of an item to a change, and removes the item from its reviewer's list.
    fn mark(
        &self,
        changes: Changes,
        item: &ReviewItem,
        outcome: &ReviewOutcome,
    ) -> Result<Changes> {
        let after = ReviewItem {
            outcome: Some(outcome.clone()),
            version: item.version + 1,
            ..item.clone()
        };
        let edit = Edit::add("dealt_with", 1)
            .and_add("not_done", i64::from(outcome.done == Done::NotDone))
            .and_add("version", 1);
        let changes = changes.edit(keys::review(&self.review.id), edit, Vec::new());
        without_pending(changes, item).create_by(
            keys::review_item(&self.review.id, &item.id),
            &after,
            vec![version_is(item.version)],
        )
    }

    /// Begins the change for an item, in the name of the decider (or of the launcher, without a decision), on the
    /// condition that the assignment still is the one that was reviewed.
    fn begin(
        &self,
        item: &ReviewItem,
        kind: ActivityKind,
        done: Done,
    ) -> Result<(Changes, Caller)> {
        let caller = self.in_name_of(self.decider(item));
        let pair = item.assignment.pair();
        let entry = Activity {
            record_id: Some(self.review.id.to_string()),
            to_coach_id: new_coach(item).ok(),
            ..activity(&caller, kind, pair)
        };
        let changes = self.mark(
            Changes::by_system(entry)?,
            item,
            &self.outcome(item, done, None),
        )?;
        let is_same = must(
            equals("since", item.assignment.since.to_string()),
            Error::Settled,
        );
        Ok((
            changes.check(keys::coach_of(&pair.coachee, &pair.coach), vec![is_same]),
            caller,
        ))
    }

    async fn end(&self, item: &ReviewItem) -> Result<()> {
        let (changes, caller) = self.begin(item, ActivityKind::AssignmentEnded, Done::Ended)?;
        let ending = Ending::new(Some(self.reason(item)), Error::Settled);
        let changes = end_without_activity(changes, &caller, item.assignment.pair(), &ending)?;
        self.table.commit(changes).await
    }

    /// Ends all assignments of the new coach of an item that are over, and returns how many there were.
    async fn end_all_over(&self, item: &ReviewItem) -> Result<usize> {
        let caller = self.in_name_of(self.decider(item));
        end_all_over_as(self.table, &caller, new_coach(item)?, by_system).await
    }

    /// Who decided about an item, or who launched the review when nobody did.
    fn decider<'b>(&'b self, item: &'b ReviewItem) -> &'b Actor {
        let decision = item.decision.as_ref();
        decision.map_or(&self.review.by, |decision| &decision.by)
    }

    async fn transfer(&self, item: &ReviewItem, current: &Assignment) -> Result<()> {
        let to = new_coach(item)?;
        Pair::new(to, current.coachee_id)?;
        if current.is_over(self.background.clock.now().day_in(self.time_zone)) {
            // No right is left to hand over.
            return Err(Error::Settled);
        }
        let mut other = self
            .table
            .find(&keys::coach_of(&current.coachee_id, &to))
            .await?
            .to_change();
        let (changes, caller) =
            self.begin(item, ActivityKind::AssignmentTransferred, Done::Transferred)?;
        if let Some(over) = other.take_if(|other| other.is_over(caller.today)) {
            end_over_as(self.table, &caller, &over, by_system).await?;
        }
        let handover = Handover {
            caller: &caller,
            from: current.coach_id,
            to,
            reason: Some(&self.reason(item)),
        };
        let changes = handover.one(changes, current, other.as_ref())?;
        self.table.commit(changes).await
    }

    /// The reason for the history of both people.
    fn reason(&self, item: &ReviewItem) -> String {
        let name = &self.review.fields.name;
        match item
            .decision
            .as_ref()
            .and_then(|decision| decision.justification.as_ref())
        {
            Some(justification) => format!("Review “{name}”: {justification}"),
            None => format!("Review “{name}”: nobody decided to keep it."),
        }
    }

    /// The caller in whose name the system makes a change now.
    fn in_name_of(&self, by: &Actor) -> Caller {
        let now: Moment = self.background.clock.now();
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

/// Begins a change that the system makes in the caller's name.
fn by_system(_: &Caller, entry: Activity) -> Result<Changes> {
    Changes::by_system(entry)
}

/// The coach to whom an item's decision transfers the coachee.
fn new_coach(item: &ReviewItem) -> Result<UserId> {
    let decision = item.decision.as_ref();
    let coach = decision.and_then(|decision| decision.to_coach.as_ref());
    let coach = coach.ok_or_else(|| Error::Internal("a transfer to nobody".to_owned()))?;
    Ok(coach.id)
}
