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
const MOST: usize = 100;
/// How many are made at once: more would only queue behind each other at one coach's profile.
const AT_ONCE: usize = 8;

/// Who is to coach whom.
#[derive(Debug, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Bulk {
    #[garde(length(min = 1, max = MOST))]
    #[schemars(length(min = 1, max = 100))]
    assignments: Vec<Line>,
}

/// One assignment to be made.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Line {
    coach_id: UserId,
    coachee_id: UserId,
    /// Default: `primary`.
    #[serde(default)]
    kind: Option<Kind>,
    /// First day of the coach's rights. Default: today.
    #[serde(default)]
    starts_on: Option<Day>,
    /// Last day of the coach's rights. Default: no end.
    #[serde(default)]
    ends_on: Option<Day>,
}

/// What became of each line, in their order.
#[derive(Debug, Serialize, JsonSchema)]
pub struct BulkResult {
    results: Vec<LineResult>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct LineResult {
    coach_id: UserId,
    coachee_id: UserId,
    outcome: Outcome,
    /// Why it was refused, and what to do next.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Problem>,
}

#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Assigned,
    AlreadyConnected,
    Refused,
}

/// Each line by the same transaction as when it is made alone, so that one that is refused stops no
/// other. Sent again by the same key, it tries those again that were refused.
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

/// An error that is the caller's and not the line's refuses the whole request.
async fn assign(table: &Table, caller: &Caller, once: Option<&Idempotent>, line: Line) -> Result<LineResult> {
    let (outcome, problem) = match connected(table, caller, once, &line).await {
        Ok(Put::Made(_)) => (Outcome::Assigned, None),
        Ok(Put::WasThere(_)) => (Outcome::AlreadyConnected, None),
        Err(error @ (Error::NotPermitted | Error::InactiveCaller { .. } | Error::NotAUser { .. })) => return Err(error),
        Err(error) => (Outcome::Refused, Some(problem(&error, &caller.request_id))),
    };
    Ok(LineResult { coach_id: line.coach_id, coachee_id: line.coachee_id, outcome, problem })
}

async fn connected(table: &Table, caller: &Caller, once: Option<&Idempotent>, line: &Line) -> Result<Put<Assignment>> {
    let pair = Pair::new(line.coach_id, line.coachee_id)?;
    let terms = Terms { kind: line.kind, starts_on: line.starts_on, ends_on: line.ends_on };
    let assignment = Assignment::start(pair, &terms, &caller.actor(), caller.now, caller.today)?;
    connect(table, caller, once, assignment).await
}
