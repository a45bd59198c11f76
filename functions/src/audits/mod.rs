//! Audits of coaching assignments: what is wrong with them, and remedies.
//!
//! **What it guarantees.** An audit reports what the table stores about each assignment at the moment that it
//! inspects it, and each finding once, however often its walk is interrupted or repeated. An administrator applies
//! a remedy only if the finding is still true.
//!
//! **How.** The index divides an organization into 16 shards, sorted by person. An audit creates one item for each
//! shard, which stores how far its walk is. The stream starts [`walk`](walk/index.html) for each of them, so the
//! shards are walked in parallel. The index is eventually consistent, and so only says where to look: what seems
//! wrong is read again from the table, consistently and as of one moment, before it is reported. A finding's id is
//! derived from its kind and its subject, so writing it again replaces it, and it is new when the previous audit
//! has none with this id. The last shard to be done finishes the audit and notifies the administrators.
//!
//! **What it costs.** One query of the index for every 256 items, one read of every coach's profile in each shard
//! (kept in memory), and a query of each coach's coachees and credentials. Each suspect costs one more
//! transaction.
//!
//! **What it doesn't do.** It changes no assignment by itself. It isn't a snapshot: assignments that change during
//! the walk are inspected before or after that, and ones that are created behind it are left to the next audit.

pub mod download_findings;
pub mod due;
mod inspect;
pub mod list;
pub mod list_findings;
pub mod list_resolved;
pub mod read;
pub mod remedy;
pub mod start;
pub mod walk;

use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{
        Activity, Actor, Audit, AuditId, AuditState, Day, Error, Moment, Result, Rules, Settings,
        Shard, Totals, audit::SHARDS,
    },
    table::{Changes, Order, Table, keys},
};

/// The path of an audit.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct OfAudit {
    /// The audit.
    pub audit_id: AuditId,
}

/// The path of a finding.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct OfFinding {
    /// The audit.
    pub audit_id: AuditId,
    /// The finding, by its `id`.
    #[schemars(length(max = 200))]
    pub finding_id: String,
}

/// A new audit, started by an administrator or by the schedule.
struct NewAudit {
    id: AuditId,
    by: Actor,
    now: Moment,
    today: Day,
}

impl NewAudit {
    /// The audit by the current settings, to be compared with the last one that is done.
    async fn build(self, table: &Table, settings: &Settings) -> Result<Audit> {
        let last = table
            .list(&keys::audits(), Order::Descending, 10, None)
            .await?
            .to_change();
        Ok(Audit {
            id: self.id,
            state: AuditState::Running,
            started_at: self.now,
            by: self.by,
            finished_at: None,
            rules: Rules::of(settings, self.today),
            previous: last
                .items
                .iter()
                .find(|audit| audit.state == AuditState::Done)
                .map(|audit| audit.id),
            shards_done: 0,
            totals: Totals::default(),
            resolved: 0,
        })
    }
}

/// Adds the audit and its shards to a change. The stream then starts the walk of each shard.
fn create_audit(changes: Changes, audit: &Audit) -> Result<Changes> {
    let exists = || Error::Stale { current: 1 };
    let changes = changes.create(keys::audit(&audit.id), audit, exists())?;
    (1..=SHARDS).try_fold(changes, |changes, number| {
        changes.create(
            keys::audit_shard(&audit.id, number),
            &Shard::new(number),
            exists(),
        )
    })
}

/// An entry of the activity log about an audit.
fn about(activity: Activity, id: AuditId) -> Activity {
    Activity {
        record_id: Some(id.to_string()),
        ..activity
    }
}
