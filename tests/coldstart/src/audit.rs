//! How fast one worker walks an audit.

use crate::{Failure, database::Database, people::user, report::MEGABYTE};
use emulator::Function;
use serde_json::{Value, json};
use shared::{
    domain::{
        Actor, Assignment, Audit, AuditId, AuditState, Clock, CoachStatus, Error, Moment, Pair,
        Role, Rules, Shard, Terms, Totals, User, audit::SHARDS,
    },
    table::{Changes, MAX_ACTIONS, Table, keys},
};
use std::{
    fmt,
    time::{Duration, Instant},
};

const ASSIGNMENTS: u32 = 24_000;
const OF_A_COACH: u32 = 12;
/// The stream's event that starts the worker.
const EVENT: &str = include_str!("../../../events/audits.walk.json");

/// The measured walk of all shards, one after another.
pub struct Walk {
    pub assignments: u32,
    pub took: Duration,
    /// The share of the database itself.
    pub database: Duration,
    pub requests: u64,
    /// The most resident memory, in bytes.
    pub resident: u64,
}

impl Walk {
    /// Assignments a second.
    pub fn pace(&self) -> f64 {
        f64::from(self.assignments) / self.took.as_secs_f64()
    }
}

impl fmt::Display for Walk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of_each = |time: Duration| time.as_secs_f64() * 1e6 / f64::from(self.assignments);
        write!(
            f,
            "An audit of {} assignments by one worker: {:.0} a second, {:.1} MB resident. Of each: {:.1} µs, {:.1} µs of them the database's own; {:.3} requests.",
            self.assignments,
            self.pace(),
            self.resident as f64 / MEGABYTE,
            of_each(self.took),
            of_each(self.database),
            self.requests as f64 / f64::from(self.assignments),
        )
    }
}

/// Walks an audit of an organization in which nothing is wrong.
pub async fn walk(
    mut function: Function,
    database: &Database,
    table: &Table,
) -> Result<Walk, Failure> {
    let now = Clock::default().now();
    let run = plant(table, now)
        .await
        .map_err(|error| format!("the assignments could not be written: {error:?}"))?;
    let (worked, requests, began) = (database.worked(), database.requests(), Instant::now());
    for number in 1..=SHARDS {
        let answer = function.invoke(&event(table, run, number)?).await?.json;
        if answer != json!({"batchItemFailures": []}) {
            return Err(format!("shard {number} failed: {answer}\n{}", function.log()).into());
        }
    }
    let (took, database, requests) = (
        began.elapsed(),
        database.worked() - worked,
        database.requests() - requests,
    );
    let audit = table
        .find(&keys::audit(&run))
        .await
        .map_err(|error| format!("{error:?}"))?
        .to_change();
    let totals = audit.map(|audit| audit.totals).unwrap_or_default();
    if (totals.assignments, totals.findings()) != (ASSIGNMENTS, 0) {
        return Err(format!(
            "the walk counted something else: {totals:?}\n{}",
            function.log()
        )
        .into());
    }
    Ok(Walk {
        assignments: ASSIGNMENTS,
        took,
        database,
        requests,
        resident: function.peak_resident().unwrap_or(0),
    })
}

fn event(table: &Table, run: AuditId, number: u32) -> Result<Value, Failure> {
    let mut event: Value = serde_json::from_str(EVENT)?;
    let keys = &mut event["Records"][0]["dynamodb"]["Keys"];
    keys["pk"]["S"] = format!("ORG#{}#AUDIT#{run}", table.organisation()).into();
    keys["sk"]["S"] = format!("SHARD#{number:02}").into();
    Ok(event)
}

/// Writes coaches with a dozen coachees each, and an audit that nothing has walked. Returns the audit's id.
async fn plant(table: &Table, now: Moment) -> shared::domain::Result<AuditId> {
    let today = now.day_in("UTC");
    let mut changes = Changes::without_caller();
    let mut number = 0;
    let mut person = |coachee_count, coach_count| {
        number += 1;
        let person = user(
            &format!("number{number}@lakeside.example"),
            "Grace",
            Role::Member,
            now,
        );
        User {
            coachee_count,
            coach_count,
            ..person
        }
    };
    for _ in 0..ASSIGNMENTS / OF_A_COACH {
        let coach = User {
            coach_status: CoachStatus::Granted,
            capacity: Some(20),
            ..person(OF_A_COACH, 0)
        };
        changes = changes.set(keys::profile(&coach.id), &coach)?;
        for _ in 0..OF_A_COACH {
            let coachee = person(0, 1);
            let assignment = Assignment::start(
                Pair::new(coach.id, coachee.id)?,
                &Terms::default(),
                &Actor::system(),
                now,
                today,
            )?;
            changes = changes.set(keys::profile(&coachee.id), &coachee)?;
            changes = changes.set(keys::coach_of(&coachee.id, &coach.id), &assignment)?;
            changes = changes.set(keys::coachee_of(&coach.id, &coachee.id), &assignment)?;
            if changes.len() > MAX_ACTIONS - 4 {
                table
                    .commit(std::mem::replace(&mut changes, Changes::without_caller()))
                    .await?;
            }
        }
    }
    let organisation = table.settings().await?.ok_or(Error::NotFound)?;
    let run = run(Rules::of(&organisation.settings, today), now);
    changes = changes.set(keys::audit(&run.id), &run)?;
    table.commit(changes).await?;
    let shards = (1..=SHARDS).try_fold(Changes::without_caller(), |changes, number| {
        changes.set(keys::audit_shard(&run.id, number), &Shard::new(number))
    })?;
    table.commit(shards).await?;
    Ok(run.id)
}

fn run(rules: Rules, now: Moment) -> Audit {
    Audit {
        id: AuditId::new(now),
        state: AuditState::Running,
        started_at: now,
        by: Actor::system(),
        finished_at: None,
        rules,
        previous: None,
        shards_done: 0,
        totals: Totals::default(),
        resolved: 0,
    }
}
