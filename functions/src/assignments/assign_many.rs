//! Creates many assignments at once. Each has its own transaction, so one that is refused doesn't affect the
//! others. Repeating a request with the same `Idempotency-Key` tries only the refused ones again.

use super::change::connect;
use futures_util::{StreamExt, TryStreamExt, stream};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use shared::{
    domain::{Assignment, Caller, Day, Error, Kind, Pair, Result, Terms, UserId},
    http::{
        Once, Put, Shown,
        problem::{Problem, problem},
    },
    table::{Idempotent, Table},
};

/// The most assignments in one request.
const MAX_LINES: usize = 100;
/// How many are created at the same time. More would only conflict with each other at one coach's profile.
const AT_ONCE: usize = 8;

/// The assignments to create.
#[derive(Debug, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Bulk {
    #[garde(length(min = 1, max = MAX_LINES))]
    #[schemars(length(min = 1, max = 100))]
    assignments: Vec<Line>,
}

/// One of the assignments to create.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Line {
    coach_id: UserId,
    coachee_id: UserId,
    /// Default: `primary`, or `secondary` when the person has a primary coach. A coachee has at most one.
    #[serde(default)]
    kind: Option<Kind>,
    /// The first day of the coach's rights. Default: today.
    #[serde(default)]
    starts_on: Option<Day>,
    /// The last day of the coach's rights. Default: no end.
    #[serde(default)]
    ends_on: Option<Day>,
    /// If another coach is primary, make them secondary in the same transaction. Default: false, and this
    /// assignment is refused then, or secondary when it gives no kind.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    replaces_primary: bool,
}

/// The results, in the order of the request.
#[derive(Debug, Serialize, JsonSchema)]
pub struct BulkResult {
    results: Vec<LineResult>,
}

/// The result for one assignment.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LineResult {
    coach_id: UserId,
    coachee_id: UserId,
    outcome: Outcome,
    /// When it was refused: why, and what to do next.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Problem>,
}

/// Whether an assignment was created.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Assigned,
    AlreadyConnected,
    Refused,
}

pub async fn handle(caller: Caller, table: Table, once: Once<Bulk>) -> Result<Shown<BulkResult>> {
    let (table, caller, key) = (&table, &caller, &once.key);
    let lines = once.body.assignments.into_iter().enumerate();
    let lines = stream::iter(lines).map(|(n, line)| async move {
        let once = key.as_ref().map(|key| key.of_line(n));
        assign(table, caller, once.as_ref(), line).await
    });
    let results = lines.buffered(AT_ONCE).try_collect().await?;
    Ok(Shown(BulkResult { results }))
}

/// Creates one assignment. Errors that are about the caller refuse the whole request; all others are the line's
/// result.
async fn assign(
    table: &Table,
    caller: &Caller,
    once: Option<&Idempotent>,
    line: Line,
) -> Result<LineResult> {
    let (outcome, problem) = match connect_line(table, caller, once, &line).await {
        Ok(Put::Made(_)) => (Outcome::Assigned, None),
        Ok(Put::WasThere(_)) => (Outcome::AlreadyConnected, None),
        Err(
            error @ (Error::NotPermitted | Error::InactiveCaller { .. } | Error::NotAUser { .. }),
        ) => return Err(error),
        Err(error) => (Outcome::Refused, Some(problem(&error, &caller.request_id))),
    };
    Ok(LineResult {
        coach_id: line.coach_id,
        coachee_id: line.coachee_id,
        outcome,
        problem,
    })
}

async fn connect_line(
    table: &Table,
    caller: &Caller,
    once: Option<&Idempotent>,
    line: &Line,
) -> Result<Put<Assignment>> {
    let pair = Pair::new(line.coach_id, line.coachee_id)?;
    let terms = Terms {
        kind: line.kind,
        starts_on: line.starts_on,
        ends_on: line.ends_on,
        replaces_primary: line.replaces_primary,
    };
    connect(table, caller, once, pair, terms).await
}
