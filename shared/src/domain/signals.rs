//! Small items beside a person's records, written in the transactions that change those, so that a
//! caseload and a progress report need not read the records themselves.

use super::{
    Actor, ComponentId, Conference, ConferenceId, Day, GoalId, Moment, Observation, ObservationId, RubricId, UserId,
    conference::ConferenceKind, goal::GoalState, rubric::Score,
};
use schemars::JsonSchema;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{DeserializeOwned, Error as _},
};
use std::{
    collections::{BTreeMap, HashMap},
    str::FromStr,
};

/// What is known of a person at a glance. Each goal and each coach has an attribute of its own, so
/// that a write need not read the others.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Signals {
    pub goals: BTreeMap<GoalId, GoalSignal>,
    /// The day that each coach last met or observed the person.
    pub contacts: BTreeMap<UserId, Day>,
    /// The scores that were last shared.
    pub latest: Option<LatestScores>,
}

/// What lists show of a goal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GoalSignal {
    pub state: GoalState,
    /// The check-back dates of its open steps.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub check_backs: Vec<Day>,
}

/// The scores of one observation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LatestScores {
    pub observation_id: ObservationId,
    pub observed_at: Moment,
    pub scores: Vec<ComponentScore>,
}

/// A score without the rubric's words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ComponentScore {
    pub component_id: ComponentId,
    /// The component's name.
    pub component: String,
    pub score: u32,
    /// How many levels there are.
    pub of: u32,
}

impl From<&Score> for ComponentScore {
    fn from(score: &Score) -> Self {
        Self { component_id: score.component_id, component: score.component.clone(), score: score.score, of: score.of }
    }
}

impl Signals {
    /// The attribute of a goal.
    pub fn of_goal(id: GoalId) -> String {
        format!("goal_{id}")
    }

    /// The attribute of a coach.
    pub fn of_coach(id: UserId) -> String {
        format!("contact_{id}")
    }

    /// How many check-backs of open goals have passed.
    pub fn overdue_check_backs(&self, today: Day) -> u32 {
        let open = self.goals.values().filter(|goal| goal.state.is_open());
        let overdue = open.flat_map(|goal| &goal.check_backs).filter(|day| **day < today).count();
        u32::try_from(overdue).unwrap_or(u32::MAX)
    }
}

impl<'de> Deserialize<'de> for Signals {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let item = Attributes::deserialize(deserializer)?;
        Ok(Self {
            latest: item.get("latest").map(LatestScores::deserialize).transpose().map_err(D::Error::custom)?,
            goals: named(&item, "goal_").map_err(D::Error::custom)?,
            contacts: named(&item, "contact_").map_err(D::Error::custom)?,
        })
    }
}

type Attributes = HashMap<String, serde_json::Value>;

/// The attributes that are named so and by an id, by that id.
fn named<I: FromStr + Ord, V: DeserializeOwned>(item: &Attributes, prefix: &str) -> serde_json::Result<BTreeMap<I, V>> {
    let id = |name: &str| name.strip_prefix(prefix).and_then(|id| id.parse().ok());
    let found = item.iter().filter_map(|(name, value)| Some((id(name)?, value)));
    found.map(|(id, value)| Ok((id, V::deserialize(value)?))).collect()
}

/// When a person has a conference: one attribute for each that is scheduled.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calendar(pub BTreeMap<ConferenceId, Booking>);

/// A scheduled conference, in the calendars of its coach and of its coachee.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Booking {
    pub starts_at: Moment,
    pub ends_at: Moment,
    pub coach_id: Option<UserId>,
}

impl Calendar {
    /// The attribute of a conference.
    pub fn of(id: ConferenceId) -> String {
        format!("conference_{id}")
    }

    /// What else there is at the time of a conference.
    pub fn clashes<'a>(&'a self, conference: &'a Conference) -> impl Iterator<Item = &'a Booking> {
        let (id, fields) = (conference.id, &conference.fields);
        let others = self.0.iter().filter(move |(other, _)| **other != id && conference.is_scheduled());
        others.map(|(_, booking)| booking).filter(|b| b.starts_at < fields.ends_at && fields.starts_at < b.ends_at)
    }
}

impl<'de> Deserialize<'de> for Calendar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        named(&Attributes::deserialize(deserializer)?, "conference_").map(Self).map_err(D::Error::custom)
    }
}

/// What was done with a person on a day: the line that progress is drawn from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
pub enum TimelineEntry {
    Conference { id: ConferenceId, kind: ConferenceKind, on: Day, coach_id: Option<UserId> },
    Observation { id: ObservationId, on: Day, by: Actor, rubric_id: Option<RubricId>, scores: Vec<ComponentScore> },
}

impl TimelineEntry {
    pub fn of_conference(conference: &Conference, on: Day) -> Self {
        Self::Conference { id: conference.id, kind: conference.fields.kind, on, coach_id: conference.fields.coach_id }
    }

    /// The day on which it was a contact of this coach, if it was one.
    pub fn contact_of(&self, coach: UserId) -> Option<Day> {
        match self {
            Self::Conference { on, coach_id, .. } => (*coach_id == Some(coach)).then_some(*on),
            Self::Observation { on, by, .. } => (by.id == Some(coach)).then_some(*on),
        }
    }

    pub fn is_of_conference(&self, conference: ConferenceId) -> bool {
        matches!(self, Self::Conference { id, .. } if *id == conference)
    }

    pub fn of_observation(observation: &Observation, on: Day) -> Self {
        Self::Observation {
            id: observation.id,
            on,
            by: Actor { id: Some(observation.observer_id), name: observation.observer.clone() },
            rubric_id: observation.rubric_id,
            scores: observation.scores.iter().map(ComponentScore::from).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_back_is_overdue_from_the_day_after_it_while_its_goal_is_open() {
        let today = Day::new(2026, 9, 1);
        let with = |state, check_backs: &[i64]| {
            let goal = GoalSignal { state, check_backs: check_backs.iter().map(|days| today.plus_days(*days)).collect() };
            Signals { goals: [(GoalId::new(Moment::from_millisecond(1)), goal)].into(), ..Signals::default() }
        };
        assert_eq!(with(GoalState::Active, &[-30, -1, 0, 1]).overdue_check_backs(today), 2);
        assert_eq!(with(GoalState::Draft, &[-1]).overdue_check_backs(today), 1);
        for closed in [GoalState::Achieved, GoalState::Dropped] {
            assert_eq!(with(closed, &[-1]).overdue_check_backs(today), 0, "{closed:?}");
        }
    }
}
