//! A run of the audit: its rules, its shards and its totals.

use super::{Finding, Severity};
use crate::domain::{Actor, AuditId, Day, Moment, Settings, User};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The rules of a run, fixed when it starts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Rules {
    /// The day on which it started.
    pub today: Day,
    /// After how many days without contact an assignment is reported.
    pub contact_days: u32,
    /// The titles of people who should have a coach.
    pub coached_titles: Vec<String>,
}

impl Rules {
    /// The rules of an organization's settings.
    pub fn of(settings: &Settings, today: Day) -> Self {
        Self {
            today,
            contact_days: settings.contact_days,
            coached_titles: settings.coached_titles.clone(),
        }
    }

    pub(super) fn should_have_a_coach(&self, user: &User) -> bool {
        let title = user
            .fields
            .title
            .as_deref()
            .unwrap_or_default()
            .to_lowercase();
        user.is_active()
            && self
                .coached_titles
                .iter()
                .any(|coached| coached.to_lowercase() == title)
    }
}

/// A run of the audit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Audit {
    /// The run.
    pub id: AuditId,
    /// Whether it is done.
    pub state: AuditState,
    /// When it started.
    pub started_at: Moment,
    /// Who started it; Coachwork itself when it was scheduled.
    pub by: Actor,
    /// When it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<Moment>,
    /// The rules of the run.
    pub rules: Rules,
    /// The run with which its findings are compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<AuditId>,
    /// How many of the 16 shards are done.
    pub shards_done: u32,
    /// What was read and found so far.
    #[serde(flatten)]
    pub totals: Totals,
    /// How many findings of the previous run were not found again.
    #[serde(default)]
    pub resolved: u32,
}

/// Whether a run is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AuditState {
    /// Its findings are incomplete.
    Running,
    /// All shards are done.
    Done,
}

/// What was read and found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Totals {
    /// How many people were audited.
    pub people: u32,
    /// How many assignments were audited.
    pub assignments: u32,
    /// How many severe findings.
    pub high: u32,
    /// How many findings of medium severity.
    pub medium: u32,
    /// How many findings of low severity.
    pub low: u32,
    /// How many the previous run did not find.
    pub new: u32,
}

impl Totals {
    /// Adds a finding.
    pub fn count(&mut self, finding: &Finding) {
        *match finding.severity {
            Severity::High => &mut self.high,
            Severity::Medium => &mut self.medium,
            Severity::Low => &mut self.low,
        } += 1;
        self.new += u32::from(finding.is_new);
    }

    /// How many findings in all.
    pub fn findings(&self) -> u32 {
        self.high + self.medium + self.low
    }
}

/// One of 16 parts of a run, and its progress.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shard {
    /// Counts from 1.
    pub number: u32,
    /// Whether everything in it was audited.
    pub is_done: bool,
    /// Pending: the stream filter matches this to resume the walk.
    pub waits: bool,
    /// The index key after which the walk resumes.
    pub after: String,
    /// Rises with each step.
    pub version: u64,
    /// What was read and found so far.
    #[serde(flatten)]
    pub totals: Totals,
}

impl Shard {
    /// A shard from its beginning, pending.
    pub fn new(number: u32) -> Self {
        Self {
            number,
            is_done: false,
            waits: true,
            after: String::new(),
            version: 1,
            totals: Totals::default(),
        }
    }
}
