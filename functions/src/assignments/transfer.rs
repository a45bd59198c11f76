use super::change::{activity, create_sides, delete_sides, history, may_be_coached, may_coach, remember, takes_one_more_coachee, tell};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use shared::{
    domain::{self, Activity, ActivityKind, Assignment, Caller, Error, HistoryEvent, HistoryKind, Result, User, UserId},
    http::{Found, Once, Path, Versioned},
    permission::Action,
    table::{Changes, Condition, Edit, Idempotent, Order, Rule, Table, at_most, equals, from_item, keys, must},
};

/// So many handovers fit in one transaction with their history and activity.
const AT_ONCE: usize = 8;
/// The most coachees that can be named; a whole caseload may be larger.
const MAX_NAMED: usize = 500;

#[derive(Debug, Deserialize, JsonSchema)]
pub struct OfCoach {
    /// The present coach.
    pub coach_id: UserId,
}

#[derive(Debug, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    /// The coach who takes over.
    #[garde(skip)]
    to_coach_id: UserId,
    /// Whom to hand over. Default: the whole caseload.
    #[garde(inner(length(min = 1, max = MAX_NAMED)))]
    #[schemars(length(min = 1, max = 500))]
    #[serde(default)]
    coachee_ids: Option<Vec<UserId>>,
    /// Shown in the coaching history of all of them.
    #[garde(inner(custom(domain::reason)))]
    #[schemars(length(max = 500), regex(pattern = domain::TEXT))]
    #[serde(default)]
    reason: Option<String>,
}

/// What a transfer did.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Transferred {
    /// Those whom the new coach took over.
    pub transferred: Vec<UserId>,
    /// Those whom the new coach coached already: here the former coach was only removed.
    pub already_coached: Vec<UserId>,
}

impl Versioned for Transferred {
    fn version(&self) -> u64 {
        1
    }
}

/// Hands coachees over, in transactions of a few: each of them is at every moment with one of the
/// two coaches. Interrupted, the same request goes on with those who are left.
pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfCoach>, once: Once<Transfer>) -> Result<Found<Transferred>> {
    let transfer = once.body;
    if transfer.to_coach_id == path.coach_id {
        return Err(Error::field("/to_coach_id", "Choose another coach than the present one."));
    }
    let also = [keys::profile(&transfer.to_coach_id)];
    let mut proof = table.prove(&caller, path.coach_id, Action::ManageAssignments, &also).await?;
    let to: User = proof.record(0)?.ok_or(Error::NotFound)?;
    if let Some(answer) = table.answered(&caller, once.key.as_ref()).await? {
        return Ok(Found(answer));
    }
    may_take_over(&to)?;
    let caseload = caseload(&table, &proof.owner, &to, transfer.coachee_ids.as_deref()).await?;
    let there = already(&table, &caller, &caseload, to.id).await?;
    let capacity = to.capacity.unwrap_or(0);
    if caseload.len() - there.len() > capacity.saturating_sub(to.coachee_count) as usize {
        return Err(Error::AtCapacity);
    }
    let handover = Handover {
        caller: &caller,
        from: path.coach_id,
        to: to.id,
        capacity,
        reason: transfer.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty()),
    };
    handover.commit(&table, &caseload, &there, once.key.as_ref()).await.map(Found)
}

pub fn may_take_over(to: &User) -> Result<()> {
    match (to.is_active(), to.is_active_coach()) {
        (false, _) => Err(Error::InactiveUser),
        (true, false) => Err(Error::CoachStatusRequired),
        (true, true) => Ok(()),
    }
}

/// The assignments to hand over: all but that of the new coach, or those that were named.
async fn caseload(table: &Table, from: &User, to: &User, named: Option<&[UserId]>) -> Result<Vec<Assignment>> {
    let mut all = Vec::new();
    let mut after = None;
    loop {
        let page = table.list::<Assignment>(&keys::coachees(&from.id), Order::Ascending, 1000, after.as_deref()).await?.to_change();
        all.extend(page.items);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let Some(named) = named else {
        all.retain(|assignment| assignment.coachee_id != to.id);
        return Ok(all);
    };
    if named.contains(&to.id) {
        return Err(Error::SelfCoaching);
    }
    let left: Vec<Assignment> = all.into_iter().filter(|a| named.contains(&a.coachee_id)).collect();
    let missing = named.iter().position(|id| !left.iter().any(|a| a.coachee_id == *id));
    match missing {
        Some(at) => Err(Error::field(format!("/coachee_ids/{at}"), "This coach doesn't coach this person. Take it out.")),
        None => Ok(left),
    }
}

/// Those of the caseload whom the new coach coaches already.
async fn already(table: &Table, caller: &Caller, caseload: &[Assignment], to: UserId) -> Result<Vec<UserId>> {
    let mut there = Vec::new();
    for part in caseload.chunks(shared::table::MAX_PEOPLE) {
        let sides: Vec<_> = part.iter().map(|a| keys::coach_of(&a.coachee_id, &to)).collect();
        let proof = table.prove(caller, to, Action::ManageAssignments, &sides).await?;
        for item in proof.also.into_iter().flatten() {
            there.push(from_item::<Assignment>(item)?.coachee_id);
        }
    }
    Ok(there)
}

/// One handover, whose entry in the log is there already. The new coach has room for it, or coaches the
/// person already.
pub fn hand_over_one(
    changes: Changes,
    caller: &Caller,
    assignment: &Assignment,
    to: UserId,
    already_coached: bool,
    reason: Option<&str>,
) -> Result<Changes> {
    let from = assignment.coach_id;
    let takes = if already_coached { may_coach() } else { takes_one_more_coachee() };
    let changes = changes.edit(keys::profile(&from), Edit::add("coachee_count", -1), vec![must(Condition::Exists, Error::NotFound)]).edit(
        keys::profile(&to),
        Edit::add("coachee_count", i64::from(!already_coached)),
        takes,
    );
    Handover { caller, from, to, capacity: 0, reason }.hand_over(changes, assignment, already_coached)
}

struct Handover<'a> {
    caller: &'a Caller,
    from: UserId,
    to: UserId,
    /// The new coach's, as it was read.
    capacity: u32,
    reason: Option<&'a str>,
}

impl Handover<'_> {
    /// All handovers; the answer is kept under the key with the last of them.
    async fn commit(&self, table: &Table, caseload: &[Assignment], there: &[UserId], key: Option<&Idempotent>) -> Result<Transferred> {
        let mut done = Transferred { transferred: Vec::new(), already_coached: Vec::new() };
        let mut batches = caseload.chunks(AT_ONCE).peekable();
        while let Some(batch) = batches.next() {
            for assignment in batch {
                let list = if there.contains(&assignment.coachee_id) { &mut done.already_coached } else { &mut done.transferred };
                list.push(assignment.coachee_id);
            }
            let is_last = batches.peek().is_none();
            done = table.commit_once(self.changes(batch, there)?, self.caller, key.filter(|_| is_last), done).await?;
        }
        Ok(done)
    }

    fn changes(&self, batch: &[Assignment], there: &[UserId]) -> Result<Changes> {
        let new = batch.iter().filter(|a| !there.contains(&a.coachee_id)).count() as u32;
        let log = |a: &Assignment| Activity {
            to_coach_id: Some(self.to),
            ..activity(self.caller, ActivityKind::AssignmentTransferred, a.pair())
        };
        let mut logged = batch.iter().map(log);
        let first = logged.next().ok_or_else(|| Error::Internal("an empty batch".to_owned()))?;
        let mut changes = Changes::by_administrator(self.caller, first)?
            .edit(
                keys::profile(&self.from),
                Edit::add("coachee_count", -(batch.len() as i64)),
                vec![must(Condition::Exists, Error::NotFound)],
            )
            .edit(keys::profile(&self.to), Edit::add("coachee_count", i64::from(new)), self.takes(new));
        for entry in logged {
            changes = changes.record(entry)?;
        }
        for assignment in batch {
            changes = self.hand_over(changes, assignment, there.contains(&assignment.coachee_id))?;
        }
        Ok(changes)
    }

    /// What must hold of the new coach for `new` more coachees.
    fn takes(&self, new: u32) -> Vec<Rule> {
        let mut rules = may_coach();
        if new > 0 {
            let changed = Error::Unavailable("the new coach's capacity was changed meanwhile".to_owned());
            rules.push(must(equals("capacity", self.capacity), changed));
            rules.push(must(at_most("coachee_count", self.capacity.saturating_sub(new)), Error::AtCapacity));
        }
        rules
    }

    fn hand_over(&self, changes: Changes, assignment: &Assignment, already_coached: bool) -> Result<Changes> {
        let pair = assignment.pair();
        let mut changes = delete_sides(changes, pair);
        let event = HistoryEvent { reason: self.reason.map(str::to_owned), ..history(self.caller, pair, HistoryKind::Transferred) };
        changes = tell(changes, &event)?;
        if already_coached {
            return Ok(changes.edit(keys::profile(&pair.coachee), Edit::add("coach_count", -1), Vec::new()));
        }
        let handed = assignment.handed_to(self.to, &self.caller.actor(), self.caller.now, self.caller.today);
        changes = create_sides(changes, &handed)?.check(keys::profile(&pair.coachee), may_be_coached());
        remember(changes, self.caller, &handed, HistoryKind::Assigned)
    }
}
