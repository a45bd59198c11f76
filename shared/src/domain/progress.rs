//! A person's progress over a period, computed from signals and the timeline.

use super::{
    ComponentId, Day, ObservationId, RubricId,
    goal::GoalState,
    signals::{Signals, TimelineEntry, days_since_contact},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How many of a person's goals are in each state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GoalCounts {
    /// Goals in draft.
    pub draft: u32,
    /// Active goals.
    pub active: u32,
    /// Achieved goals.
    pub achieved: u32,
    /// Dropped goals.
    pub dropped: u32,
}

impl GoalCounts {
    /// The counts in a person's signals.
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
    /// The rubric.
    pub rubric_id: RubricId,
    /// The component.
    pub component_id: ComponentId,
    /// The component's name at its last score.
    pub component: String,
    /// Its scores, oldest first.
    pub points: Vec<Point>,
}

/// A component's score on a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Point {
    /// The day of the observation.
    pub on: Day,
    /// The observation.
    pub observation_id: ObservationId,
    /// The score; 1 is the lowest level.
    pub score: u32,
    /// The number of levels.
    pub of: u32,
}

/// A person's progress over a period. Goals, check-back dates and the last contact are as of today.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Progress {
    /// The first day of the period.
    pub from: Day,
    /// The last day of the period.
    pub to: Day,
    /// Goals by state.
    pub goals: GoalCounts,
    /// How many check-back dates have passed whose steps are not done.
    pub overdue_check_backs: u32,
    /// How many conferences of the period were held.
    pub conferences_held: u32,
    /// How many observations of the period were shared.
    pub observations_shared: u32,
    /// The last day on which a coach met or observed the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_contact_on: Option<Day>,
    /// Days since then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days_since_last_contact: Option<i64>,
    /// Scores of each component, in the order in which they were first scored.
    pub components: Vec<ComponentProgress>,
    /// False if the period has more entries than fit: then this is its latest part. Ask for a shorter
    /// period.
    pub is_complete: bool,
}

impl Progress {
    /// From the timeline entries of the period, oldest first.
    pub fn of(
        period: (Day, Day),
        signals: &Signals,
        entries: &[TimelineEntry],
        is_complete: bool,
        today: Day,
    ) -> Self {
        let last_contact_on = signals.contacts.values().max().copied();
        let is_conference =
            |entry: &&TimelineEntry| matches!(entry, TimelineEntry::Conference { .. });
        let conferences_held = entries.iter().filter(is_conference).count();
        Self {
            from: period.0,
            to: period.1,
            goals: GoalCounts::of(signals),
            overdue_check_backs: signals.overdue_check_backs(today),
            conferences_held: u32::try_from(conferences_held).unwrap_or(u32::MAX),
            observations_shared: u32::try_from(entries.len() - conferences_held)
                .unwrap_or(u32::MAX),
            last_contact_on,
            days_since_last_contact: days_since_contact(last_contact_on, today),
            components: components(entries),
            is_complete,
        }
    }
}

fn components(entries: &[TimelineEntry]) -> Vec<ComponentProgress> {
    let mut all: Vec<ComponentProgress> = Vec::new();
    for entry in entries {
        let TimelineEntry::Observation {
            id,
            on,
            rubric_id: Some(rubric_id),
            scores,
            ..
        } = entry
        else {
            continue;
        };
        for score in scores {
            let point = Point {
                on: *on,
                observation_id: *id,
                score: score.score,
                of: score.of,
            };
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
