//! Transfers all or part of a coach's caseload to another coach, in batches. Each coachee is at every moment with
//! one of the two coaches. After an interruption or a conflict, the rest is transferred by the next attempt or by
//! the repeated request.

use super::{
    change::{end_all_over, end_over},
    handover::{Handover, may_take_over},
};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use shared::{
    domain::{self, Assignment, Caller, Error, FieldError, Result, State, User, UserId},
    http::{Found, Once, Path, Versioned},
    permission::Action,
    table::{Idempotent, Table, keys},
};

/// The most handovers that fit in one transaction with their history and activity.
const BATCH: usize = 8;
/// The most coachees that can be named; a whole caseload may be larger.
const MAX_NAMED: usize = 500;
/// How often the caseload is read again while others change it.
const MAX_ATTEMPTS: usize = 8;

/// The path of a coach's coachees.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct OfCoach {
    /// The current coach.
    pub coach_id: UserId,
}

/// The coachees to transfer, and their new coach.
#[derive(Debug, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    /// The coach who takes over.
    #[garde(skip)]
    to_coach_id: UserId,
    /// The coachees to transfer. Default: the whole caseload.
    #[garde(inner(length(min = 1, max = MAX_NAMED)))]
    #[schemars(length(min = 1, max = 500))]
    #[serde(default)]
    coachee_ids: Option<Vec<UserId>>,
    /// Why. Shown in the coaching history of everybody involved.
    #[garde(inner(custom(domain::reason)))]
    #[schemars(length(max = 500), regex(pattern = domain::TEXT))]
    #[serde(default)]
    reason: Option<String>,
}

/// The result of a transfer.
#[derive(Debug, Default, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Transferred {
    /// The coachees who are now with the new coach.
    pub transferred: Vec<UserId>,
    /// The coachees whom the new coach coached already. The former coach was removed from them, and the new one is
    /// primary if the former one was.
    pub already_coached: Vec<UserId>,
}

impl Versioned for Transferred {
    fn version(&self) -> u64 {
        1
    }
}

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfCoach>,
    once: Once<Transfer>,
) -> Result<Found<Transferred>> {
    let transfer = once.body;
    if transfer.to_coach_id == path.coach_id {
        return Err(Error::field(
            "/to_coach_id",
            "Choose another coach than the present one.",
        ));
    }
    let mut done = Transferred::default();
    for _ in 0..MAX_ATTEMPTS {
        match transfer_all(
            &caller,
            &table,
            path.coach_id,
            &transfer,
            once.key.as_ref(),
            &mut done,
        )
        .await
        {
            Err(Error::Overtaken(_)) => {}
            result => return result.map(Found).map_err(|refusal| done.before(refusal)),
        }
    }
    Err(Error::Overtaken("the caseload was changed each time"))
}

impl Transferred {
    /// The error that says what was done before this refusal. One after which the same request may succeed stays as
    /// it is: repeated, it does the rest.
    fn before(&self, refusal: Error) -> Error {
        match self.transferred.len() {
            0 => refusal,
            _ if refusal.is_transient() => refusal,
            transferred => Error::PartlyTransferred {
                transferred: transferred as u32,
                why: Box::new(refusal),
            },
        }
    }
}

/// One attempt. `done` is kept up to date, so that the next attempt continues from there.
async fn transfer_all(
    caller: &Caller,
    table: &Table,
    from: UserId,
    transfer: &Transfer,
    key: Option<&Idempotent>,
    done: &mut Transferred,
) -> Result<Transferred> {
    let to = keys::profile(&transfer.to_coach_id);
    let (proof, to) = table
        .prove(caller, from, Action::ManageAssignments, to)
        .await?;
    if let Some(answer) = table.answered(caller, key).await? {
        return Ok(answer);
    }
    may_take_over(&to)?;
    let caseload = caseload(
        table,
        caller,
        &proof.owner,
        &to,
        transfer.coachee_ids.as_deref(),
        done,
    )
    .await?;
    let existing = existing(table, caller, &caseload, to.id).await?;
    let capacity = to.capacity.unwrap_or(0);
    let mut room = capacity.saturating_sub(to.coachee_count) as usize;
    if caseload.len() - existing.len() > room {
        // Assignments past their last day don't need room.
        room += end_all_over(table, caller, to.id).await?;
    }
    if caseload.len() - existing.len() > room {
        return Err(Error::AtCapacity);
    }
    let reason = transfer
        .reason
        .as_deref()
        .map(str::trim)
        .filter(|reason| !reason.is_empty());
    let handover = Handover {
        caller,
        from,
        to: to.id,
        reason,
    };
    let mut batches = caseload.chunks(BATCH).peekable();
    while let Some(batch) = batches.next() {
        let mut after = done.clone();
        for assignment in batch {
            let is_coached = |it: &Assignment| {
                it.coachee_id == assignment.coachee_id && it.state(caller.today) == State::Active
            };
            let list = if existing.iter().any(is_coached) {
                &mut after.already_coached
            } else {
                &mut after.transferred
            };
            list.push(assignment.coachee_id);
        }
        let changes = handover.batch(batch, &existing, capacity)?;
        // The answer is stored under the key with the last batch.
        let key = key.filter(|_| batches.peek().is_none());
        *done = table.commit_once(changes, caller, key, after).await?;
    }
    Ok(done.clone())
}

/// The assignments to transfer, without those that are over: the named ones, or else all except one with the
/// new coach as coachee. Named coachees who are already with the new coach go to `done`.
async fn caseload(
    table: &Table,
    caller: &Caller,
    from: &User,
    to: &User,
    named: Option<&[UserId]>,
    done: &mut Transferred,
) -> Result<Vec<Assignment>> {
    let mut all = table.all(&keys::coachees(&from.id)).await?.to_change();
    all.retain(|assignment| !assignment.is_over(caller.today));
    let Some(named) = named else {
        all.retain(|assignment| assignment.coachee_id != to.id);
        return Ok(all);
    };
    if named.contains(&to.id) {
        return Err(Error::SelfCoaching);
    }
    let mut errors = Vec::new();
    for (at, id) in named.iter().enumerate() {
        let is_done = || done.transferred.contains(id) || done.already_coached.contains(id);
        if all.iter().any(|assignment| assignment.coachee_id == *id) || is_done() {
            continue;
        }
        let with_new = table.find(&keys::coach_of(id, &to.id)).await?.to_change();
        if with_new.is_some_and(|assignment| !assignment.is_over(caller.today)) {
            done.already_coached.push(*id);
        } else {
            let detail = "This coach doesn't coach this person now. Take it out.".to_owned();
            errors.push(FieldError {
                pointer: format!("/coachee_ids/{at}"),
                detail,
            });
        }
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    all.retain(|assignment| named.contains(&assignment.coachee_id));
    Ok(all)
}

/// The assignments that the new coach has already with coachees of the caseload. Those that are over are ended, so
/// that the transfer can create new ones.
async fn existing(
    table: &Table,
    caller: &Caller,
    caseload: &[Assignment],
    to: UserId,
) -> Result<Vec<Assignment>> {
    let mut existing = Vec::new();
    for part in caseload.chunks(shared::table::MAX_PEOPLE) {
        let sides: Vec<_> = part
            .iter()
            .map(|a| keys::coach_of(&a.coachee_id, &to).raw())
            .collect();
        let (_, sides) = table
            .prove(caller, to, Action::ManageAssignments, sides)
            .await?;
        for side in sides.into_iter().flatten() {
            let assignment = side.parse()?;
            if assignment.is_over(caller.today) {
                end_over(table, caller, &assignment).await?;
            } else {
                existing.push(assignment);
            }
        }
    }
    Ok(existing)
}
