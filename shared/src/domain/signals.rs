//! Small items derived from a person's records and written in the same transactions, so that caseloads and progress
//! don't have to read the records.

use super::{
    Actor, ComponentId, Conference, ConferenceId, Day, GoalId, Moment, Observation, ObservationId,
    RubricId, UserId, conference::ConferenceKind, goal::GoalState, rubric::Score,
};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};
use std::{
    collections::{BTreeMap, HashMap},
    str::FromStr,
};

/// What lists show of a person at a glance. Each goal and each coach has its own attribute, so a write
/// of a goal needs to read none of the others. A change of the timeline reads the signals first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Signals {
    /// The person's goals.
    pub goals: BTreeMap<GoalId, GoalSignal>,
    /// The last day on which each coach met or observed the person.
    pub contacts: BTreeMap<UserId, Day>,
    /// The scores of the latest shared observation.
    pub latest: Option<LatestScores>,
    /// Rises with each change of the timeline, from which contacts and latest scores are computed.
    pub timeline_version: u64,
    /// The names of attributes that can't be read.
    pub unreadable: Vec<String>,
}

/// What lists show of a goal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GoalSignal {
    /// The goal's state.
    pub state: GoalState,
    /// The check-back dates of its open steps.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub check_backs: Vec<Day>,
}

/// The scores of one observation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LatestScores {
    /// The observation.
    pub observation_id: ObservationId,
    /// When it was begun.
    pub observed_at: Moment,
    /// Its scores.
    pub scores: Vec<ComponentScore>,
}

/// A score without the rubric's words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ComponentScore {
    /// The component.
    pub component_id: ComponentId,
    /// The component's name.
    pub component: String,
    /// The score; 1 is the lowest level.
    pub score: u32,
    /// The number of levels.
    pub of: u32,
}

impl From<&Score> for ComponentScore {
    fn from(score: &Score) -> Self {
        Self {
            component_id: score.component_id,
            component: score.component.clone(),
            score: score.score,
            of: score.of,
        }
    }
}

impl LatestScores {
    /// The scores of an observation; none if it has none.
    pub fn of(observation: &Observation) -> Option<Self> {
        let scores: Vec<ComponentScore> = observation.scores.iter().map(Into::into).collect();
        (!scores.is_empty()).then_some(Self {
            observation_id: observation.id,
            observed_at: observation.observed_at,
            scores,
        })
    }

    /// What decides which scores are later.
    pub fn when(&self) -> (Moment, ObservationId) {
        (self.observed_at, self.observation_id)
    }
}

/// How many days ago a contact was. Never less than 0: when the organization's time zone is set back, the day of a
/// contact may be tomorrow.
pub fn days_since_contact(last: Option<Day>, today: Day) -> Option<i64> {
    last.map(|day| today.days_since(day).max(0))
}

impl Signals {
    /// The name of a goal's attribute.
    pub fn of_goal(id: GoalId) -> String {
        format!("goal_{id}")
    }

    /// The name of a coach's attribute.
    pub fn of_coach(id: UserId) -> String {
        format!("contact_{id}")
    }

    /// The day of this coach's last contact with the person.
    pub fn last_contact(&self, coach: UserId) -> Option<Day> {
        self.contacts.get(&coach).copied()
    }

    /// How many check-backs of open goals have passed.
    pub fn overdue_check_backs(&self, today: Day) -> u32 {
        let open = self.goals.values().filter(|goal| goal.state.is_open());
        let overdue = open
            .flat_map(|goal| &goal.check_backs)
            .filter(|day| **day < today)
            .count();
        u32::try_from(overdue).unwrap_or(u32::MAX)
    }
}

impl<'de> Deserialize<'de> for Signals {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let item = Attributes::deserialize(deserializer)?;
        let mut unreadable = Vec::new();
        let latest = item
            .get("latest")
            .and_then(|scores| read(&item, "latest", scores, &mut unreadable));
        let goals = named(&item, "goal_", &mut unreadable);
        let contacts = named(&item, "contact_", &mut unreadable);
        let timeline_version = item
            .get("timeline_version")
            .and_then(serde_json::Value::as_u64)
            .unwrap_or(0);
        Ok(Self {
            goals,
            contacts,
            latest,
            timeline_version,
            unreadable,
        })
    }
}

type Attributes = HashMap<String, serde_json::Value>;

/// The attributes whose names are the prefix and an id, by that id. One that can't be read is left out and
/// reported; it says nothing about the others.
fn named<I: FromStr + Ord, V: DeserializeOwned>(
    item: &Attributes,
    prefix: &str,
    unreadable: &mut Vec<String>,
) -> BTreeMap<I, V> {
    let mut found = BTreeMap::new();
    for (name, value) in item {
        if let Some(id) = name.strip_prefix(prefix).and_then(|id| id.parse().ok())
            && let Some(value) = read(item, name, value, unreadable)
        {
            found.insert(id, value);
        }
    }
    found
}

fn read<V: DeserializeOwned>(
    item: &Attributes,
    name: &str,
    value: &serde_json::Value,
    unreadable: &mut Vec<String>,
) -> Option<V> {
    let key = |name: &str| item.get(name).and_then(serde_json::Value::as_str);
    let read = V::deserialize(value).inspect_err(|error| {
        let (partition, sort) = (key("pk"), key("sk"));
        tracing::error!(partition, sort, name, %error, "{}", super::UNREADABLE);
    });
    read.inspect_err(|_| unreadable.push(name.to_owned())).ok()
}

/// A person's scheduled conferences, each in its own attribute.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calendar(pub BTreeMap<ConferenceId, Booking>);

/// A scheduled conference, in the calendars of its coach and its coachee.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Booking {
    /// When it starts.
    pub starts_at: Moment,
    /// When it ends.
    pub ends_at: Moment,
    /// The coach.
    pub coach_id: Option<UserId>,
}

impl Calendar {
    /// The name of a conference's attribute.
    pub fn of(id: ConferenceId) -> String {
        format!("conference_{id}")
    }

    /// The name of the attribute in a coach's calendar that counts the conferences with one coachee.
    pub fn count_with(coachee: UserId) -> String {
        format!("count_with_{coachee}")
    }

    /// The other bookings at the time of a conference.
    pub fn clashes<'a>(&'a self, conference: &'a Conference) -> impl Iterator<Item = &'a Booking> {
        let (id, fields) = (conference.id, &conference.fields);
        let others = self
            .0
            .iter()
            .filter(move |(other, _)| **other != id && conference.is_scheduled());
        others
            .map(|(_, booking)| booking)
            .filter(|b| b.starts_at < fields.ends_at && fields.starts_at < b.ends_at)
    }
}

impl<'de> Deserialize<'de> for Calendar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let item = Attributes::deserialize(deserializer)?;
        Ok(Self(named(&item, "conference_", &mut Vec::new())))
    }
}

/// Something done with a person on a day; progress is computed from these.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
pub enum TimelineEntry {
    /// A conference that was held.
    Conference {
        /// The conference.
        id: ConferenceId,
        /// What it was for.
        kind: ConferenceKind,
        /// The day.
        on: Day,
        /// The coach.
        coach_id: Option<UserId>,
    },
    /// An observation that was shared.
    Observation {
        /// The observation.
        id: ObservationId,
        /// The day.
        on: Day,
        /// The observer.
        by: Actor,
        /// The rubric, if it was scored.
        rubric_id: Option<RubricId>,
        /// The scores.
        scores: Vec<ComponentScore>,
    },
}

impl TimelineEntry {
    /// The entry of a conference.
    pub fn of_conference(conference: &Conference, on: Day) -> Self {
        Self::Conference {
            id: conference.id,
            kind: conference.fields.kind,
            on,
            coach_id: conference.fields.coach_id,
        }
    }

    /// The day, if this was a contact of this coach.
    pub fn contact_of(&self, coach: UserId) -> Option<Day> {
        match self {
            Self::Conference { on, coach_id, .. } => (*coach_id == Some(coach)).then_some(*on),
            Self::Observation { on, by, .. } => (by.id == Some(coach)).then_some(*on),
        }
    }

    /// An observation's day and id, if it has scores.
    pub fn scored(&self) -> Option<(Day, ObservationId)> {
        match self {
            Self::Observation { id, on, scores, .. } if !scores.is_empty() => Some((*on, *id)),
            _ => None,
        }
    }

    /// Whether it is the entry of this conference.
    pub fn is_of_conference(&self, conference: ConferenceId) -> bool {
        matches!(self, Self::Conference { id, .. } if *id == conference)
    }

    /// The entry of an observation.
    pub fn of_observation(observation: &Observation, on: Day) -> Self {
        Self::Observation {
            id: observation.id,
            on,
            by: Actor {
                id: Some(observation.observer_id),
                name: observation.observer.clone(),
            },
            rubric_id: observation.rubric_id,
            scores: observation
                .scores
                .iter()
                .map(ComponentScore::from)
                .collect(),
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
            let goal = GoalSignal {
                state,
                check_backs: check_backs
                    .iter()
                    .map(|days| today.plus_days(*days))
                    .collect(),
            };
            Signals {
                goals: [(GoalId::new(Moment::from_millisecond(1)), goal)].into(),
                ..Signals::default()
            }
        };
        assert_eq!(
            with(GoalState::Active, &[-30, -1, 0, 1]).overdue_check_backs(today),
            2
        );
        assert_eq!(with(GoalState::Draft, &[-1]).overdue_check_backs(today), 1);
        for closed in [GoalState::Achieved, GoalState::Dropped] {
            assert_eq!(
                with(closed, &[-1]).overdue_check_backs(today),
                0,
                "{closed:?}"
            );
        }
    }
}
