//! The audit of coaching assignments: runs, what they found, and remedies.
//!
//! A run is 16 parts, each an item of its own that says how far it is. The table's stream starts the
//! walk of each part when it is written, and again when the walk ran out of time; whoever is interrupted
//! leaves the item as it was, so that the next goes on from there. What is found is named by what it is
//! about, so finding it twice leaves it there once.

pub mod due;
pub mod findings;
pub mod findings_csv;
pub mod list;
mod look;
pub mod read;
pub mod remedy;
pub mod resolved;
pub mod start;
pub mod walk;

use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{Activity, Actor, Audit, AuditId, AuditState, Day, Error, Moment, Result, Rules, Settings, Shard, Totals, audit::SHARDS},
    table::{Changes, Order, Table, keys},
};

/// The run that a path names.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct OfAudit {
    /// The run of the audit.
    pub audit_id: AuditId,
}

/// The finding that a path names.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct OfFinding {
    /// The run of the audit.
    pub audit_id: AuditId,
    /// What it found, by the `id` of the finding.
    #[schemars(length(max = 200))]
    pub finding_id: String,
}

/// A new run, by the settings as they are.
struct New {
    id: AuditId,
    by: Actor,
    now: Moment,
    today: Day,
}

impl New {
    /// The run, compared with the last one that is done.
    async fn run(self, table: &Table, settings: &Settings) -> Result<Audit> {
        let last = table.list::<Audit>(&keys::audits(), Order::Descending, 10, None).await?.to_change();
        Ok(Audit {
            id: self.id,
            state: AuditState::Running,
            started_at: self.now,
            by: self.by,
            finished_at: None,
            rules: Rules::of(settings, self.today),
            previous: last.items.iter().find(|audit| audit.state == AuditState::Done).map(|audit| audit.id),
            shards_done: 0,
            totals: Totals::default(),
            resolved: 0,
        })
    }
}

/// The run and its parts, which the stream then takes up.
fn begin(changes: Changes, audit: &Audit) -> Result<Changes> {
    let there = || Error::Stale { current: 1 };
    let changes = changes.create(keys::audit(&audit.id), audit, there())?;
    (1..=SHARDS).try_fold(changes, |changes, number| changes.create(keys::audit_shard(&audit.id, number), &Shard::new(number), there()))
}

/// The entry of the log about a run.
fn started(activity: Activity, id: AuditId) -> Activity {
    Activity { record_id: Some(id.to_string()), ..activity }
}
