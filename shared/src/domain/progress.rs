use super::{
    ComponentId, Day, ObservationId, RubricId,
    goal::GoalState,
    signals::{Signals, TimelineEntry},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How many goals there are in each state, of all that the person has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GoalCounts {
    pub draft: u32,
    pub active: u32,
    pub achieved: u32,
    pub dropped: u32,
}

impl GoalCounts {
    pub fn of(signals: &Signals) -> Self {
        let mut counts = Self::default();
        for goal in signals.goals.values() {
            *match goal.state {
                GoalState::Draft => &mut counts.draft,
                GoalState::Active => &mut counts.active,
                GoalState::Achieved => &mut counts.achieved,
                GoalState::Dropped => &mut counts.dropped,
            } += 1;
        }
        counts
    }
}

/// The scores of one component over time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ComponentProgress {
    pub rubric_id: RubricId,
    pub component_id: ComponentId,
    /// The component's name, as the last score has it.
    pub component: String,
    /// Oldest first.
    pub points: Vec<Point>,
}

/// A score on a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Point {
    pub on: Day,
    pub observation_id: ObservationId,
    pub score: u32,
    /// How many levels there were.
    pub of: u32,
}

/// A person's progress over a period. Goals, check-backs and the last contact are as of today.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Progress {
    pub from: Day,
    pub to: Day,
    pub goals: GoalCounts,
    /// Check-back dates that have passed, of steps that are not done.
    pub overdue_check_backs: u32,
    /// Conferences held in the period.
    pub conferences_held: u32,
    /// Observations of the period that were shared.
    pub observations_shared: u32,
    /// The last day that a coach met or observed the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_contact_on: Option<Day>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days_since_last_contact: Option<i64>,
    /// In the order in which they were first scored.
    pub components: Vec<ComponentProgress>,
    /// False when the period has more than fits: what is here is its latest part. Ask for a shorter one.
    pub is_complete: bool,
}

impl Progress {
    /// From the entries of the period, oldest first.
    pub fn of(period: (Day, Day), signals: &Signals, entries: &[TimelineEntry], is_complete: bool, today: Day) -> Self {
        let last_contact_on = signals.contacts.values().max().copied();
        let is_conference = |entry: &&TimelineEntry| matches!(entry, TimelineEntry::Conference { .. });
        let conferences_held = entries.iter().filter(is_conference).count();
        Self {
            from: period.0,
            to: period.1,
            goals: GoalCounts::of(signals),
            overdue_check_backs: signals.overdue_check_backs(today),
            conferences_held: u32::try_from(conferences_held).unwrap_or(u32::MAX),
            observations_shared: u32::try_from(entries.len() - conferences_held).unwrap_or(u32::MAX),
            last_contact_on,
            days_since_last_contact: last_contact_on.map(|day| today.days_since(day)),
            components: components(entries),
            is_complete,
        }
    }
}

fn components(entries: &[TimelineEntry]) -> Vec<ComponentProgress> {
    let mut all: Vec<ComponentProgress> = Vec::new();
    for entry in entries {
        let TimelineEntry::Observation { id, on, rubric_id: Some(rubric_id), scores, .. } = entry else { continue };
        for score in scores {
            let point = Point { on: *on, observation_id: *id, score: score.score, of: score.of };
            let is_its = |c: &&mut ComponentProgress| c.component_id == score.component_id;
            match all.iter_mut().find(is_its) {
                Some(component) => {
                    component.component.clone_from(&score.component);
                    component.points.push(point);
                }
                None => all.push(ComponentProgress {
                    rubric_id: *rubric_id,
                    component_id: score.component_id,
                    component: score.component.clone(),
                    points: vec![point],
                }),
            }
        }
    }
    all
}
